"""Spaces and matrices in Python."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
import unittest

import cartograf as cg
import numpy as np


def features_of(space, keys):
    return np.asarray(space.features(keys)).copy()


class Spaces(unittest.TestCase):
    space = cg.space("nasbench201")

    def test_are_sequences(self):
        space = self.space
        self.assertEqual(len(space), 15625)
        self.assertEqual(space[-1].index, 15624)
        self.assertEqual(space.index(space.key(777)), 777)
        self.assertIn(space.key(3), space)
        self.assertNotIn("(1, 2)", space)
        self.assertNotIn(3, space)
        self.assertEqual([architecture.index for architecture, _ in zip(space, range(3), strict=False)], [0, 1, 2])
        with self.assertRaisesRegex(IndexError, "expected a number below 15,625, found 15625"):
            space[15625]

    def test_come_from_names_documents_and_files(self):
        document = self.space.definition
        self.assertEqual(cg.space(document), self.space)
        self.assertIn("nasbench101", cg.spaces())
        with self.assertRaisesRegex(cg.MissingKeyError, "did you mean nasbench201"):
            cg.space("nasbench202")
        with self.assertRaisesRegex(ValueError, 'document: /: expected a member "kind", found none'):
            cg.space({"name": "x"})
        with self.assertRaises((OSError, ValueError)):
            cg.space("none.json")

    def test_are_pickled(self):
        for name in ("nasbench201", "darts", "nasbench101"):
            self.assertEqual(pickle.loads(pickle.dumps(cg.space(name))), cg.space(name))

    def test_samples_are_beginnings_of_larger_ones(self):
        large, small = self.space.sample(100, seed=7), self.space.sample(10, seed=7)
        self.assertTrue((large[:10] == small).all())
        self.assertEqual(len(np.unique(large)), 100)
        with self.assertRaises(ValueError):
            self.space.sample(15626)

    def test_cells_are_graphs(self):
        cell = self.space[self.space.index("(1, 0, 3, 0, 0, 4)")].cells[0]
        self.assertEqual(cell.n_nodes, 4)
        self.assertEqual(len(cell.edges), 6)
        self.assertEqual({edge.operation for edge in cell.edges} - set(self.space.operations), set())
        self.assertTrue(self.space[5]._repr_svg_().startswith("<svg "))
        self.assertTrue(cg.space("nasbench101")[5]._repr_svg_().startswith("<svg "))

    def test_select_by_costs(self):
        chosen = self.space.select(where="params < 100000")
        self.assertTrue(0 < len(chosen) < 15625)
        self.assertEqual(len(self.space.select(reachable_only=True)), 9445)
        with self.assertRaisesRegex(ValueError, "parms"):
            self.space.select(where="parms < 1")


class Features(unittest.TestCase):
    space = cg.space("nasbench201")

    def test_do_not_depend_on_how_architectures_are_given(self):
        rows = np.asarray(self.space.features())
        indices = self.space.sample(200, seed=1)
        keys = self.space.keys(indices)
        for given in (indices, list(map(int, indices)), keys, tuple(keys), np.array(keys), [self.space[int(i)] for i in indices]):
            self.assertTrue((np.asarray(self.space.features(given)) == rows[indices]).all())
        for given, expected in ((slice(3, 9), rows[3:9]), (range(100, 90, -2), rows[100:90:-2]), (slice(None, None, 5000), rows[::5000])):
            self.assertTrue((np.asarray(self.space.features(given)) == expected).all())
        one = self.space.features(keys[0])
        self.assertEqual((one.shape[0], list(one.keys)), (1, [keys[0]]))

    def test_of_arrays_of_architectures(self):
        rows = np.asarray(self.space.features())
        chosen = self.space.sample(300, seed=8)
        numbers = np.array([[int(word) for word in key.strip("()").split(",")] for key in self.space.keys(chosen)])
        self.assertTrue((np.asarray(self.space.features(numbers)) == rows[chosen]).all())
        edges = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]  # in the order of NASLib's keys
        adjacency = np.zeros((300, 4, 4), np.int8)
        for column, (u, v) in enumerate(edges):
            adjacency[:, u, v] = numbers[:, column]
        self.assertTrue((np.asarray(self.space.features(adjacency)) == rows[chosen]).all())

        space = cg.space("nasbench101")
        chosen = space.sample(100, seed=8)
        adjacency, operations = np.zeros((100, 7, 7), int), np.full((100, 7), None)
        for i, index in enumerate(chosen):
            cell = space.cells(int(index))[0]
            operations[i, : cell.n_nodes] = ["input", *cell.node_operations[1:-1], "output"]
            for edge in cell.edges:
                adjacency[i, edge.source, edge.target] = 1
        self.assertTrue((np.asarray(space.features((adjacency, operations))) == np.asarray(space.features(chosen))).all())
        with self.assertRaisesRegex(ValueError, r"found \(100, 7, 7\) and \(99, 7\)"):
            space.features((adjacency, operations[1:]))

    def test_of_all_dtypes(self):
        chosen = slice(0, 500)
        exact = self.space.features(chosen, dtype="float64")
        for dtype in (np.float32, "float32", np.dtype("float32")):
            self.assertTrue((np.asarray(self.space.features(chosen, dtype=dtype)) == np.asarray(exact).astype(np.float32)).all())
        numerators = self.space.features(chosen, dtype=np.int8)
        self.assertEqual(numerators.dtype, np.int8)
        self.assertTrue((np.asarray(numerators) / numerators.divisors == np.asarray(exact)).all())
        with self.assertRaisesRegex(ValueError, "expected int8, float32 or float64, found 'int32'"):
            self.space.features(chosen, dtype="int32")
        with self.assertRaises(ValueError):
            self.space.features(chosen, families="signal", dtype="int8")

    def test_of_rows_with_divisors_of_their_own(self):
        space = cg.space("nasbench101")
        chosen = space.sample(300, seed=4)
        exact, numerators = space.features(chosen, dtype="float64"), space.features(chosen, dtype="int8")
        self.assertIsNone(exact.row_divisors)
        self.assertIn(0, numerators.divisors)
        divisors = np.where(numerators.divisors == 0, numerators.row_divisors[:, None], numerators.divisors)
        self.assertTrue((np.asarray(numerators) / divisors == np.asarray(exact)).all())
        some = numerators.take([7, 3])
        self.assertEqual(some.row_divisors.tolist(), numerators.row_divisors[[7, 3]].tolist())

    def test_that_are_filtered_keep_their_keys(self):
        keys = self.space.keys(range(0, 15625, 7))
        matrix = self.space.features(keys, where="params < 300000", families="cost", dtype="float64")
        self.assertTrue(0 < len(matrix) < len(keys))
        self.assertEqual(list(matrix.keys), self.space.keys(matrix.indices))
        self.assertTrue((matrix["params"] < 300000).all())

    def test_come_in_batches(self):
        whole = np.asarray(self.space.features(families="op_count"))
        for given, expected in ((None, whole), (slice(5, 5000), whole[5:5000]), (list(range(10)), whole[:10]), (self.space.keys(range(9)), whole[:9])):
            parts = [np.asarray(batch) for batch in self.space.batches(given, rows=1000, families="op_count")]
            self.assertTrue((np.concatenate(parts) == expected).all())
            self.assertTrue(all(len(part) <= 1000 for part in parts))

    def test_of_a_space_without_an_order(self):
        space = cg.space("nasnet")
        for call in (space.features, lambda: next(space.batches())):
            with self.assertRaisesRegex(ValueError, "nasnet"):
                call()
        keys = space.keys(space.sample(5, seed=1))
        self.assertEqual(space.features(keys, families="op_count").keys, keys)

    def test_of_many_sorts_keep_no_more_than_some(self):
        space = cg.space("nasbench201")
        for threads in range(1, 41):
            space.features(slice(0, 3), threads=threads)
        self.assertEqual(len(space._streams), 16)
        self.assertTrue((np.asarray(space.features(slice(0, 3), threads=1)) == np.asarray(space.features(slice(0, 3)))).all())

    def test_are_arrays_without_a_copy(self):
        matrix = self.space.features(slice(0, 10))
        rows = np.asarray(matrix)
        self.assertTrue(np.shares_memory(rows, np.asarray(matrix)))
        self.assertTrue(np.shares_memory(rows, np.from_dlpack(matrix)))
        self.assertEqual(matrix.__array_interface__["data"][0], rows.ctypes.data)
        self.assertFalse(hasattr(matrix, "__cuda_array_interface__"))
        self.assertFalse(np.shares_memory(rows, np.array(matrix)))
        address = rows.ctypes.data
        del matrix
        gc.collect()
        self.assertEqual(ctypes.cast(address, ctypes.POINTER(ctypes.c_float))[0], rows[0, 0])
        self.assertEqual(rows.shape, (10, 191))

    def test_columns_go_by_name(self):
        matrix = self.space.features(slice(0, 10))
        self.assertTrue((matrix["op_count_0"] == np.asarray(matrix)[:, 0]).all())
        with self.assertRaisesRegex(KeyError, "no column 'nix'"):
            matrix["nix"]
        self.assertIn("op_count_0", matrix._repr_html_())
        self.assertEqual(repr(matrix), "<FeatureMatrix of nasbench201: 10 architectures x 191 columns, float32, cpu>")

    def test_say_what_is_wrong(self):
        call = self.space.features
        for error, pattern, arguments, options in (
            (KeyError, r"position 1: key '\(1\)' of nasbench201: byte 2", ([self.space.key(0), "(1)"],), {}),
            (TypeError, "expected whole numbers, found float64", ([1.5],), {}),
            (ValueError, "expected none below 0, found -1", ([0, -1],), {}),
            (ValueError, "15625", ([0, 15625],), {}),
            (KeyError, "position 0", (np.zeros((2, 2), int),), {}),
            (ValueError, "expected one dimension, found 2", (np.zeros((2, 2)),), {}),
            (ValueError, "0 to 4, above the diagonal, found 5 to 5", (np.full((1, 4, 4), 5),), {}),
            (KeyError, "position 0", (np.zeros((1, 3, 3), int),), {}),
            (ValueError, "square", (np.zeros((1, 3, 4), int),), {}),
            (ValueError, "expected at least one", ([],), {}),
            (ValueError, "did you mean", (), {"families": "op_cuont"}),
            (ValueError, "graf_nsa", (), {"convention": "graf_nsa"}),
            (ValueError, "gpu", (), {"device": "gpu"}),
            (ValueError, "4096|4,096", (), {"threads": 5000}),
            (RuntimeError, "cuda:77", (), {"device": "cuda:77"}),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(error, pattern):
                call(*arguments, **options)

    def test_are_the_same_in_many_threads(self):
        expected = np.asarray(self.space.features())
        wrong = []

        def work(seed):
            chosen = self.space.sample(50, seed=seed)
            for _ in range(50):
                if not (np.asarray(self.space.features(chosen)) == expected[chosen]).all():
                    wrong.append(seed)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_in_processes_that_are_forked_and_spawned(self):
        keys = self.space.keys(range(20))
        expected = np.asarray(self.space.features(keys))
        for method in ("fork", "spawn"):
            with self.subTest(method), multiprocessing.get_context(method).Pool(2) as pool:
                for rows in pool.starmap(features_of, [(self.space, keys)] * 3):
                    self.assertTrue((rows == expected).all())

    def test_hear_progress_and_stop(self):
        told = []
        self.space.features(progress=lambda done, total: told.append((done, total)))
        self.assertEqual(told[-1], (15625, 15625))

        class Enough(Exception):
            pass

        def stop(done, total):
            raise Enough

        with self.assertRaises(Enough):
            self.space.features(progress=stop)
        self.assertEqual(len(self.space.features()), 15625)

    def test_stop_at_ctrl_c(self):
        space = cg.space("darts_cell")
        signal.signal(signal.SIGINT, signal.default_int_handler)  # which Python leaves out where the signal was ignored at its start
        timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
        begun = time.monotonic()
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            for _ in space.batches(rows=1 << 20, families="op_count"):
                pass
        self.assertLess(time.monotonic() - begun, 60)

    def test_no_memory_is_lost_over_many_calls(self):
        keys = self.space.keys(range(50))

        def resident():
            with open("/proc/self/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        def calls(n):
            for _ in range(n):
                self.space.features(keys)
                with contextlib.suppress(KeyError):
                    self.space.features(["(1)"])

        calls(1000)
        before = resident()
        calls(10000)
        self.assertLess(resident() - before, 4 << 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
