"""Features on clusters of Dask: processes of this machine that hold nothing in common but what Dask sends them."""

import importlib.util
import os
import pickle
import signal
import unittest

import cartograf as cg
import numpy as np

try:
    import dask
    import dask.array as da
    import distributed
    from cartograf import dask as on_dask
except ImportError as missing:
    distributed = None
    why = str(missing)
else:
    why = ""

try:
    import xgboost
except ImportError:
    xgboost = None

WEIGHTS = np.linspace(-1, 1, 191)


def linear(rows):
    return rows @ WEIGHTS


class Heavy:
    """A model of a megabyte."""

    def __init__(self):
        self.weights = np.ones(1 << 17)

    def __call__(self, rows):
        return rows @ self.weights[: rows.shape[1]]


def best_of(scores, n, smallest=False):
    """(places, scores): what `top` must give, by sorting all in Python."""
    order = sorted(range(len(scores)), key=lambda place: (scores[place].item() * (1 if smallest else -1), place))[:n]
    return order, scores[order].tolist()


@unittest.skipIf(distributed is None, f"not run: {why}")
class WithoutACluster(unittest.TestCase):
    space = cg.space("nasbench201")

    def setUp(self):
        self.enterContext(dask.config.set(scheduler="synchronous"))

    def test_architectures_are_given_as_to_a_space(self):
        indices = self.space.sample(300, seed=1)
        keys = self.space.keys(indices)
        for given in (None, slice(5, 2500), range(3000, 10, -7), indices, list(map(int, indices)), keys, [self.space[int(i)] for i in indices[:9]]):
            expected = self.space.features(given)
            lazy = on_dask.features(self.space, given, rows=128)
            self.assertTrue((lazy.array.compute() == np.asarray(expected)).all())
            self.assertEqual(lazy.array.compute().dtype, lazy.array.dtype)
            self.assertEqual(list(lazy.keys().compute()), list(expected.keys))
            self.assertEqual(lazy.names, expected.names)
            self.assertEqual(max(lazy.array.chunks[0]), min(128, len(expected)))

    def test_the_same_call_has_the_same_tasks(self):
        """So Dask computes what is asked for twice once; another call shares no name with it."""
        indices = self.space.sample(300, seed=1)
        for given in (None, indices, self.space.keys(indices)):
            one, other = (on_dask.features(cg.space("nasbench201"), given, rows=128) for _ in range(2))
            self.assertEqual(one.array.name, other.array.name)
            names = {
                on_dask.features(self.space, given, **options).array.name
                for options in ({"rows": 128}, {"rows": 64}, {"families": "op_count"}, {"dtype": "float64"}, {"convention": "paper"})
            }
            self.assertEqual(len(names), 5)

    def test_a_space_without_an_order_takes_keys(self):
        space = cg.space("nasnet")
        keys = space.keys(space.sample(5, seed=1))
        found = on_dask.features(space, keys, rows=2, families="op_count")
        self.assertTrue((found.array.compute() == np.asarray(space.features(keys, families="op_count"))).all())
        with self.assertRaisesRegex(ValueError, "nasnet"):
            on_dask.features(space)

    def test_options_are_those_of_a_space(self):
        options = {"families": ["op_count", "signal:lin"], "convention": "zc_combine", "dtype": "float64"}
        lazy = on_dask.features(self.space, rows=5000, **options)
        expected = self.space.features(**options)
        self.assertTrue((lazy.array.compute() == np.asarray(expected)).all())
        self.assertEqual(lazy.array.dtype, np.float64)
        self.assertTrue((lazy["op_count_1"].compute() == expected["op_count_1"]).all())
        exact = on_dask.features(self.space, dtype="int8")
        self.assertTrue(((exact.array / exact.divisors).compute() == np.asarray(self.space.features(dtype="float64"))).all())

    def test_no_task_carries_rows_and_none_carries_all_keys(self):
        """The largest task of a graph, as it is sent, grows neither with the number of columns nor with the number of chunks."""

        def sizes(array):
            (graph,) = dask.optimize(array)
            return sorted(len(pickle.dumps(task)) for task in dict(graph.__dask_graph__()).values())

        self.assertLess(sizes(on_dask.features(self.space, rows=100).array)[-1], 1000)
        keys = self.space.keys(range(15625))
        self.assertLess(sizes(on_dask.features(self.space, keys, rows=100).array)[-1], 1000 + 100 * 30)
        *others, model = sizes(on_dask.features(self.space, rows=100).scores(Heavy()))
        self.assertGreater(model, 1 << 20)
        self.assertLess(max(others), 3000)

    @unittest.skipIf(importlib.util.find_spec("pandas") is None, "not run: no module named 'pandas'")
    def test_data_frames_are_those_of_a_matrix(self):
        frame = on_dask.features(self.space, range(50, 350), rows=100).to_dask_dataframe()
        self.assertEqual(frame.npartitions, 3)
        self.assertTrue(frame.compute().equals(self.space.features(range(50, 350)).to_pandas()))

    def test_best_scores_are_those_of_sorting(self):
        rng = np.random.default_rng(1)
        for scores in (
            rng.standard_normal(5000),
            rng.integers(0, 9, 5000),  # many ties
            rng.integers(0, 9, 5000).astype(np.uint8),
            np.full(5000, np.iinfo(np.int64).min),
            rng.random(5000).astype(np.float32),
        ):
            for n in (1, 7, 200, 5000, 9000):
                for smallest in (False, True):
                    places, values = dask.compute(*on_dask.top(da.from_array(scores, chunks=300), n, smallest=smallest))
                    self.assertEqual((places.tolist(), values.tolist()), best_of(scores, n, smallest))

    def test_a_score_that_is_no_number_is_the_worst(self):
        for chunks in (2, 5):
            scores = da.from_array(np.array([np.nan, 1.0, np.nan, 3.0, -np.inf]), chunks=chunks)
            self.assertEqual(on_dask.top(scores, 3)[0].compute().tolist(), [3, 1, 4])
            self.assertEqual(on_dask.top(scores, 3, smallest=True)[0].compute().tolist(), [4, 1, 3])
            self.assertEqual(on_dask.top(scores, 4)[0].compute().tolist(), [3, 1, 4, 0])
            self.assertEqual(on_dask.top(scores, 5)[0].compute().tolist(), [3, 1, 4, 0, 2])

    def test_say_what_is_wrong(self):
        scores = da.ones(9, chunks=3)
        for error, pattern, call in (
            (ValueError, "rows: expected at least 1, found 0", lambda: on_dask.features(self.space, rows=0)),
            (ValueError, "device: expected cpu, cuda or cuda:K.*'auto'", lambda: on_dask.features(self.space, device="auto")),
            (RuntimeError, "cuda:77", lambda: on_dask.features(self.space, device="cuda:77")),
            (ValueError, "did you mean", lambda: on_dask.features(self.space, families="op_cuont")),
            (ValueError, "at least one", lambda: on_dask.features(self.space, [])),
            (TypeError, "where", lambda: on_dask.features(self.space, where="params < 1")),
            (KeyError, "no column 'nix'", lambda: on_dask.features(self.space)["nix"]),
            (KeyError, r"key '\(1\)' of nasbench201", lambda: on_dask.features(self.space, [self.space.key(0), "(1)"]).array.compute()),
            (ValueError, "expected 15625 numbers.*found an array of", lambda: on_dask.features(self.space).scores(lambda rows: rows).compute()),
            (ValueError, "n: expected at least 1, found 0", lambda: on_dask.top(scores, 0)),
            (ValueError, "expected one dimension, found 2", lambda: on_dask.top(da.ones((3, 3)))),
            (ValueError, "expected chunks of known size", lambda: on_dask.top(scores[scores > 0])),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(error, pattern):
                call()


class Computed(distributed.SchedulerPlugin if distributed else object):
    """Which worker finished each task, once for each time that it did."""

    def __init__(self):
        self.by_task = {}

    def transition(self, key, start, finish, *args, worker=None, **kwargs):
        if start == "processing" and finish == "memory":
            self.by_task.setdefault(key, []).append(worker)


class OnACluster:
    """What must hold for any number of workers."""

    space = cg.space("nasbench201")

    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(
            distributed.LocalCluster(n_workers=cls.workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="CRITICAL")
        )
        cls.client = cls.enterClassContext(distributed.Client(cls.cluster))

    def test_rows_are_those_of_one_process(self):
        expected = np.asarray(self.space.features())
        computed = Computed()
        self.cluster.scheduler.add_plugin(computed, name="computed")
        found = on_dask.features(self.space, rows=500).array.compute()
        self.cluster.scheduler.remove_plugin("computed")
        self.assertTrue((found == expected).all())
        self.assertGreater(len({worker for workers in computed.by_task.values() for worker in workers}), 1)
        keys = self.space.keys(self.space.sample(1000, seed=2))
        self.assertTrue((on_dask.features(self.space, keys, rows=99).array.compute() == np.asarray(self.space.features(keys))).all())

    def test_best_architectures_are_those_of_numpy(self):
        lazy = on_dask.features(self.space, rows=500, dtype="float64")
        places, values = dask.compute(*on_dask.top(lazy.scores(linear, "float64"), 50))
        expected = np.concatenate([linear(np.asarray(batch)) for batch in self.space.batches(rows=500, dtype="float64")])  # which rounds as chunks do
        self.assertEqual((places.tolist(), values.tolist()), best_of(expected, 50))

    def test_a_worker_that_is_killed_costs_its_chunks_alone(self):
        space = cg.space("darts_cell")
        chosen = range(0, 300 * 2048)
        computed = Computed()
        self.cluster.scheduler.add_plugin(computed, name="computed")
        array = on_dask.features(space, chosen, rows=2048).array.persist()
        pids = self.client.run(os.getpid)
        next(distributed.as_completed(distributed.futures_of(array)))
        victim = next(worker for workers in list(computed.by_task.values()) for worker in workers)
        os.kill(pids[victim], signal.SIGKILL)
        sums = array.sum(axis=0, dtype="float64").compute()
        self.cluster.scheduler.remove_plugin("computed")
        expected = sum(np.asarray(batch).sum(axis=0, dtype="float64") for batch in space.batches(chosen))
        self.assertTrue(np.allclose(sums, expected, rtol=1e-12))
        again = {key: workers for key, workers in computed.by_task.items() if len(workers) > 1}
        self.assertGreater(len(again), 0)
        self.assertEqual({workers[0] for workers in again.values()}, {victim})
        self.assertTrue(all(len(workers) == 2 for workers in again.values()))
        self.client.wait_for_workers(self.workers)

    def test_xgboost_trains_and_predicts(self):
        if xgboost is None:
            self.skipTest("not run: no xgboost")
        from xgboost import dask as xgboost_on_dask  # noqa: PLC0415

        lazy = on_dask.features(self.space, rows=2000)
        target = lazy.scores(linear)
        data = xgboost_on_dask.DaskQuantileDMatrix(self.client, lazy.array, target)
        model = xgboost_on_dask.train(self.client, {"max_depth": 6, "eta": 0.3}, data, num_boost_round=40)["booster"]
        expected = target.compute()
        predicted = xgboost_on_dask.inplace_predict(self.client, model, lazy.array).compute()
        self.assertLess(np.square(predicted - expected).mean(), 0.05 * expected.var())
        self.assertTrue(np.allclose(lazy.scores(model.inplace_predict).compute(), predicted))


@unittest.skipIf(distributed is None, f"not run: {why}")
class OnTwoWorkers(OnACluster, unittest.TestCase):
    workers = 2


@unittest.skipIf(distributed is None, f"not run: {why}")
class OnFourWorkers(OnACluster, unittest.TestCase):
    workers = 4


if __name__ == "__main__":
    unittest.main(verbosity=2)
