"""Stores in Python."""

import tempfile
import threading
import unittest
from pathlib import Path

import cartograf as cg
import numpy as np


class Stores(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.space = cg.space("nasbench201")
        cls.chosen = cls.space.sample(3000, seed=3)
        cls.file = Path(cls.folder.name) / "F.h5"
        cls.space.write(cls.file, cls.chosen, families=["op_count", "node_degree", "cost"], gzip=4)
        cls.store = cg.open(cls.file)
        cls.rows = np.asarray(cls.space.features(cls.chosen, families=["op_count", "node_degree"]))

    def test_hold_what_was_computed(self):
        store = self.store
        self.assertEqual(store.space, self.space)
        self.assertEqual(store.shape, self.rows.shape)
        self.assertEqual((store.convention, store.families), ("graf_nas", ["op_count", "node_degree", "cost"]))
        self.assertTrue((store[:].numpy() == self.rows).all())
        self.assertTrue((store[:].indices == self.chosen).all())
        self.assertEqual(store.keys(), self.space.keys(self.chosen))
        self.assertEqual(store.keys(slice(7, 9)), self.space.keys(self.chosen[7:9]))
        self.assertTrue((np.concatenate([np.asarray(batch) for batch in store.batches(700)]) == self.rows).all())

    def test_give_rows_by_number_and_by_key(self):
        store = self.store
        for given in (slice(5, 20), slice(20, 5, -3), range(100, 90, -2), [2999, 0, 7, 7], np.array([1, 2]), slice(4, 4)):
            places = np.arange(3000)[given] if isinstance(given, slice) else np.asarray(given)
            self.assertTrue((store[given].numpy() == self.rows[places]).all())
            self.assertEqual(list(store[given].keys), [self.space.key(int(i)) for i in self.chosen[places]])
        keys = self.space.keys(self.chosen[[30, 10, 2999]])
        self.assertTrue((store[keys].numpy() == self.rows[[30, 10, 2999]]).all())
        self.assertEqual(list(store[keys].keys), keys)
        self.assertTrue((store[keys[0]].numpy() == self.rows[[30]]).all())
        missing = next(i for i in range(15625) if i not in set(self.chosen.tolist()))
        with self.assertRaisesRegex(KeyError, "position 1: there is no row of the architecture"):
            store[[keys[0], self.space.key(missing)]]
        with self.assertRaisesRegex(IndexError, "expected rows below 3,000, found 3000"):
            store[[3000]]

    def test_have_columns_beside_the_features(self):
        costs = self.space.features(self.chosen, families="cost", dtype="float64")
        self.assertEqual(self.store.beside, ["wide/flops", "wide/flops_nats", "wide/params"])
        for name in ("params", "wide/params"):
            column = self.store.column(name)
            self.assertEqual(column.dtype, np.int64)
            self.assertTrue((column == costs["params"]).all())
        self.assertTrue((self.store.column("op_count_0", slice(3, 9)) == self.rows[3:9, 0]).all())
        with self.assertRaisesRegex(KeyError, "there is no column 'parms'; beside the features there are wide/flops"):
            self.store.column("parms")

    def test_of_a_space_without_an_order(self):
        space = cg.space("nasnet")
        keys = space.keys(space.sample(20, seed=1))
        file = Path(self.folder.name) / "nasnet.h5"
        space.write(file, keys, families="op_count")
        store = cg.open(file)
        self.assertEqual(store.keys(), keys)
        self.assertTrue((store[[keys[7], keys[2]]].numpy() == np.asarray(space.features([keys[7], keys[2]], families="op_count"))).all())

    def test_are_read_by_many_threads(self):
        wrong = []

        def work():
            store = cg.open(self.file)
            for begin in range(0, 3000, 100):
                if not (store[begin : begin + 100].numpy() == self.rows[begin : begin + 100]).all():
                    wrong.append(begin)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_become_tables(self):
        try:
            import pandas  # noqa: F401, PLC0415
        except ImportError:
            self.skipTest("pandas is not there")
        frame = self.store.to_pandas()
        self.assertEqual(list(frame.columns), self.store.names + self.store.beside)
        self.assertTrue((frame[self.store.names].to_numpy() == self.rows).all())
        self.assertEqual(frame.index.name, "net")

    def test_say_what_is_wrong(self):
        folder = Path(self.folder.name)
        (folder / "text.h5").write_text("no store")
        for error, pattern, call in (
            (ValueError, "no such file", lambda: cg.open(folder / "none.h5")),
            (ValueError, "text.h5", lambda: cg.open(folder / "text.h5")),
            (ValueError, "F.h5", lambda: self.space.write(self.file, slice(0, 3))),
            (OSError, "nowhere", lambda: self.space.write(folder / "nowhere" / "F.h5", slice(0, 3))),
            (ValueError, "gzip", lambda: self.space.write(folder / "G.h5", slice(0, 3), gzip=11)),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(error, pattern):
                call()
        self.assertFalse((folder / "G.h5").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
