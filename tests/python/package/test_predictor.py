"""Predictors and searches in Python."""

import math
import pickle
import tempfile
import threading
import unittest
from pathlib import Path

import cartograf as cg
import numpy as np


def depth(space, architectures=None):
    """A target that features explain, but not as a sum."""
    costs = space.features(architectures, families="cost", dtype="float64")
    paths = space.features(architectures, families="min_path_len", dtype="float64")
    return np.log(costs["flops"]) + np.asarray(paths).min(axis=1)


class Predictors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = cg.space("nasbench201")
        cls.all = cls.space.features()
        cls.target = depth(cls.space)
        cls.chosen = cls.space.sample(200, seed=1)
        cls.training = cls.all.take(cls.chosen)
        cls.y = cls.target[cls.chosen]

    def test_of_every_kind_predict_what_they_were_trained_on(self):
        for kind in cg.predictors():
            with self.subTest(kind):
                model = cg.train(kind, self.training, self.y, target="depth")
                predicted = model.predict(self.all)
                self.assertGreater(np.corrcoef(predicted, self.target)[0, 1], 0.8)
                self.assertTrue((model.predict(self.space) == predicted).all())
                self.assertEqual((model.target, model.space_name), ("depth", "nasbench201"))
                again = pickle.loads(pickle.dumps(model))
                self.assertTrue((again.predict(self.all) == predicted).all())
                self.assertEqual((again.kind, again.names), (model.kind, model.names))

    def test_take_features_in_any_form(self):
        model = cg.train("rf", self.training, self.y)
        predicted = model.predict(self.training)
        exact = self.space.features(self.chosen, dtype="int8")
        for rows in (exact, self.training.numpy(), self.training.numpy().astype(np.float64), self.training.numpy().tolist()):
            self.assertTrue((model.predict(rows) == predicted).all())
        with tempfile.TemporaryDirectory() as folder:
            self.space.write(Path(folder) / "F.h5", self.chosen)
            self.assertTrue((model.predict(cg.open(Path(folder) / "F.h5")) == predicted).all())
        few = cg.train("rf", self.space.features(self.chosen, families="op_count"), self.y)
        self.assertTrue((few.predict(self.all) == few.predict(self.space)).all())

    def test_take_numerators_whose_rows_have_divisors(self):
        space = cg.space("nasbench101")
        chosen = space.sample(150, seed=4)
        y = np.log(space.features(chosen, families="cost", dtype="float64")["params"])
        exact, numerators = (space.features(chosen, families=["op_count", "node_degree"], dtype=dtype) for dtype in ("float32", "int8"))
        model = cg.train("rf", exact, y)
        self.assertTrue((model.predict(numerators) == model.predict(exact)).all())

    def test_of_numbers_of_ones_own(self):
        rows = np.random.default_rng(0).normal(size=(100, 3))
        y = 3 * rows[:, 0] - rows[:, 2] + 1
        model = cg.train("linear", rows, y, names=["a", "b", "c"])
        self.assertLess(np.abs(model.predict(rows) - y).max(), 1e-9)
        self.assertEqual((model.names, model.space_name), (["a", "b", "c"], ""))
        self.assertEqual(repr(model), "<Predictor linear: target, 3 columns>")
        missing = rows.copy()
        missing[::7, 1] = math.nan
        self.assertTrue(np.isfinite(cg.train("xgb", missing, y).predict(missing)).all())

    def test_know_how_sure_they_are(self):
        model = cg.train("gp", self.training, self.y)
        self.assertTrue(model.knows_uncertainty)
        sure = model.predict(self.all, variance=True)
        self.assertTrue((sure.prediction == model.predict(self.all)).all())
        self.assertTrue((sure.lower < sure.prediction).all() and (sure.prediction < sure.upper).all())
        self.assertLess(sure.deviation[self.chosen].mean(), sure.deviation.mean())
        for found, expected in zip(model.predict(self.space, variance=True), sure, strict=True):
            self.assertTrue(np.allclose(found, expected, rtol=1e-12))

    def test_tell_what_they_go_by(self):
        model = cg.train("xgb", self.training, self.y)
        shares = model.explain(self.training)
        self.assertEqual(shares.values.shape, self.training.shape)
        self.assertLess(np.abs(shares.values.sum(axis=1) + shares.base - model.predict(self.training)).max(), 1e-3)
        self.assertEqual(model.total_gain().shape, (191,))
        with self.assertRaisesRegex(ValueError, "tree ensembles"):
            cg.train("ridge", self.training, self.y).explain(self.training)

    def test_are_saved(self):
        with tempfile.TemporaryDirectory() as folder:
            for kind, name in (("rf", "m.ubj"), ("rf", "m.h5"), ("gp", "g.h5")):
                model = cg.train(kind, self.training, self.y, seed=7, parameters={"trees": 20} if kind == "rf" else None)
                model.save(Path(folder) / name)
                self.assertTrue((cg.load_model(str(Path(folder) / name)).predict(self.all) == model.predict(self.all)).all())
                with self.assertRaises(ValueError):
                    model.save(Path(folder) / name)
                model.save(Path(folder) / name, overwrite=True)
            with self.assertRaisesRegex(ValueError, "a name that ends in .h5"):
                model.save(Path(folder) / "g.ubj")
            with self.assertRaisesRegex(ValueError, "no such file"):
                cg.load_model(Path(folder) / "none.h5")

    def test_are_used_by_many_threads(self):
        model = cg.train("rf", self.training, self.y)
        expected = model.predict(self.all)
        wrong = []

        def work():
            for _ in range(5):
                if not (model.predict(self.all) == expected).all():
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_say_what_is_wrong(self):
        model = cg.train("rf", self.training, self.y)
        other = cg.space("nasbench101").features(slice(0, 3))
        infinite = np.ones((4, 2))
        infinite[2, 1] = math.inf
        for error, pattern, call in (
            (ValueError, "unknown predictor 'rfx'", lambda: cg.train("rfx", self.training, self.y)),
            (ValueError, "unknown parameter 'tres'", lambda: cg.train("rf", self.training, self.y, parameters={"tres": 3})),
            (ValueError, "expected a target for each of 200 rows, found 3", lambda: cg.train("rf", self.training, self.y[:3])),
            (ValueError, "one dimension, found 2", lambda: cg.train("rf", self.training, np.ones((200, 1)))),
            (ValueError, "two dimensions, found 1", lambda: cg.train("rf", np.ones(3), np.arange(3))),
            (ValueError, "row 2, column 1: expected a finite number", lambda: cg.train("rf", infinite, np.arange(4))),
            (ValueError, "same|equal", lambda: cg.train("rf", self.training, np.ones(200))),
            (TypeError, "expected numbers", lambda: cg.train("rf", np.array([["a"]]), [1])),
            (RuntimeError, "cuda:77", lambda: cg.train("rf", self.training, self.y, device="cuda:77")),
            (ValueError, "trained on the space 'nasbench201', these are features of 'nasbench101'", lambda: model.predict(other)),
            (ValueError, "expected 191 columns, found 3", lambda: model.predict(np.ones((2, 3)))),
            (ValueError, "does not say how sure it is", lambda: model.predict(self.training, variance=True)),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(error, pattern):
                call()


class Searches(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = cg.space("nasbench201")
        cls.target = depth(cls.space)
        cls.chosen = cls.space.sample(60, seed=1)
        cls.model = cg.train("gp", cls.space.features(cls.chosen, families="signal"), cls.target[cls.chosen])

    def test_find_the_best(self):
        scores = self.model.predict(self.space).astype(np.float32)
        for smallest in (False, True):
            found = cg.search(self.space, self.model, 20, smallest=smallest, disconnected=True)
            order = np.lexsort((np.arange(15625), scores if smallest else -scores))
            self.assertEqual([one.index for one in found], order[:20].tolist())
            self.assertEqual([one.key for one in found], self.space.keys(order[:20]))
        rest = cg.search(self.space, self.model, 20, exclude=[one.key for one in found], smallest=True, disconnected=True)
        self.assertEqual([one.index for one in rest], order[20:40].tolist())
        cheap = cg.search(self.space, self.model, 5, where="params < 300000")
        self.assertTrue((self.space.features([one.key for one in cheap], families="cost", dtype="float64")["params"] < 300000).all())
        self.assertEqual(cg.search(self.space, self.model, 5, architectures=[one.key for one in cheap]), cheap)

    def test_acquire_what_is_new(self):
        for by in ("ei", "ucb", "thompson"):
            found = cg.acquire(self.space, self.model, 10, by=by, exclude=self.chosen)
            self.assertEqual(len({one.index for one in found} - set(self.chosen.tolist())), 10)
        with self.assertRaisesRegex(ValueError, "nix"):
            cg.acquire(self.space, self.model, 3, by="nix")
        with self.assertRaisesRegex(ValueError, "how sure"):
            cg.acquire(self.space, cg.train("rf", self.space.features(self.chosen), self.target[self.chosen]), 3)

    def test_simulate_a_search_with_few_trainings(self):
        table = {key: value for key, value in zip(self.space.keys(range(15625)), self.target, strict=True) if value < 20}
        run = cg.simulate(self.space, table, 20, first=10, batch=3, families="signal", seed=2)
        self.assertEqual(len(set(run.indices.tolist())), 20)
        self.assertTrue((run.targets == self.target[run.indices]).all() and (run.targets < 20).all())
        self.assertTrue((run.best == np.maximum.accumulate(run.targets)).all())
        self.assertGreater(run.best[-1], np.sort(self.target[self.target < 20])[-50])
        values = np.where(self.target < 20, self.target, math.nan)
        self.assertEqual(cg.simulate(self.space, values, 12, first=10, families="signal", seed=2).indices[:10].tolist(), run.indices[:10].tolist())


if __name__ == "__main__":
    unittest.main(verbosity=2)
