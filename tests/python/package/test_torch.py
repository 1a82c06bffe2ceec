"""Features as batches for PyTorch."""

import unittest

import cartograf as cg
import numpy as np

try:
    import torch
    from cartograf.torch import SpaceDataset
    from torch.utils.data import DataLoader
except ImportError as missing:
    torch = None
    why = str(missing)
else:
    why = ""

CONTEXTS = ("fork", "spawn")


@unittest.skipIf(torch is None, f"not run: {why}")
class Batches(unittest.TestCase):
    space = cg.space("nasbench201")

    def loader(self, dataset, workers, **options):
        return DataLoader(dataset, batch_size=None, num_workers=workers, **options)

    def places(self, loader):
        """The targets of all batches, which these tests let be the places of the architectures, after a look at the rows."""
        places = []
        for rows, targets in loader:
            self.assertTrue((rows.numpy() == self.expected[targets.numpy()]).all())
            places += targets.tolist()
        return places

    @classmethod
    def setUpClass(cls):
        cls.expected = np.asarray(cls.space.features(families="op_count"))

    def dataset(self, architectures=None, n=15625, **options):
        options = {"rows": 1000, "families": "op_count", "targets": np.arange(n), **options}
        return SpaceDataset(self.space, architectures, **options)

    def test_are_those_of_the_space_whatever_the_number_of_workers(self):
        dataset = self.dataset()
        self.assertEqual((len(dataset), dataset.names), (16, self.space.features(slice(0, 1), families="op_count").names))
        self.assertEqual(self.places(dataset), list(range(15625)))
        self.assertEqual(self.places(self.loader(dataset, 0)), list(range(15625)))
        for context in CONTEXTS:
            for workers in (1, 3):
                with self.subTest(context=context, workers=workers):
                    loader = self.loader(dataset, workers, multiprocessing_context=context)
                    self.assertEqual(len(loader), 16)
                    self.assertEqual(self.places(loader), list(range(15625)))

    def test_more_workers_than_batches(self):
        self.assertEqual(self.places(self.loader(self.dataset(range(9), 9, rows=5), 4)), list(range(9)))

    def test_that_are_shuffled_have_each_architecture_once_in_another_order_each_epoch(self):
        dataset = self.dataset(shuffle=True, seed=3)
        orders = []
        for epoch in range(3):
            dataset.set_epoch(epoch)
            orders.append(self.places(dataset))
            self.assertEqual(sorted(orders[-1]), list(range(15625)))
            self.assertEqual(self.places(self.loader(dataset, 3)), orders[-1])
        self.assertEqual(len(set(map(tuple, orders))), 3)
        again = self.dataset(shuffle=True, seed=3)
        again.set_epoch(2)
        self.assertEqual(self.places(again), orders[2])
        self.assertNotEqual(self.places(self.dataset(shuffle=True, seed=4)), orders[0])

    def test_workers_that_outlive_an_epoch_begin_the_next(self):
        dataset = self.dataset(shuffle=True)
        for context in CONTEXTS:
            with self.subTest(context):
                loader = self.loader(dataset, 2, persistent_workers=True, multiprocessing_context=context)
                for epoch in range(3):
                    dataset.set_epoch(epoch)
                    self.assertEqual(self.places(loader), self.places(dataset))

    def test_architectures_are_given_as_to_a_space(self):
        indices = self.space.sample(50, seed=1)
        keys = self.space.keys(indices)
        for given in (slice(5, 250), range(300, 10, -7), indices, list(map(int, indices)), keys, [self.space[int(i)] for i in indices[:9]]):
            expected = np.asarray(self.space.features(given))
            self.assertTrue((torch.cat(list(SpaceDataset(self.space, given, rows=7))).numpy() == expected).all())
            shuffled = SpaceDataset(self.space, given, rows=7, shuffle=True, targets=np.arange(len(expected)))
            for rows, places in shuffled:
                self.assertTrue((rows.numpy() == expected[places.numpy()]).all())

    def test_have_the_dtypes_and_targets_that_were_given(self):
        for dtype, kind in (("int8", torch.int8), ("float32", torch.float32), ("float64", torch.float64)):
            self.assertEqual(next(iter(self.dataset(dtype=dtype)))[0].dtype, kind)
        targets = torch.rand(15625, dtype=torch.float64)
        self.assertTrue(torch.equal(torch.cat([found for _, found in self.dataset(targets=targets)]), targets))
        exact = self.dataset(dtype="int8")
        self.assertEqual(exact.divisors.tolist(), self.space.features(slice(0, 1), families="op_count", dtype="int8").divisors.tolist())

    def test_are_not_copied(self):
        class Kept(cg.Space):
            """A space that keeps the last matrix that it gave."""

            def features(self, *arguments, **options):
                self.last = super().features(*arguments, **options)
                return self.last

        space = Kept(self.space._core)
        for rows in SpaceDataset(space, rows=5000):
            self.assertEqual(rows.data_ptr(), space.last.numpy().ctypes.data)

    def test_train_a_model(self):
        """A linear model finds the parameters of architectures, which are linear in the counts of operations."""
        targets = self.space.features(families="cost", dtype="float64")["params"]
        targets = ((targets - targets.mean()) / targets.std()).astype(np.float32)
        dataset = SpaceDataset(self.space, rows=500, shuffle=True, targets=targets, families="op_count")
        torch.manual_seed(0)
        model = torch.nn.Linear(len(dataset.names), 1)
        optimiser = torch.optim.Adam(model.parameters(), 0.02)
        for epoch in range(20):
            dataset.set_epoch(epoch)
            for rows, wanted in self.loader(dataset, 0):
                optimiser.zero_grad()
                torch.nn.functional.mse_loss(model(rows)[:, 0], wanted).backward()
                optimiser.step()
        with torch.no_grad():
            error = torch.nn.functional.mse_loss(model(torch.from_numpy(self.expected))[:, 0], torch.from_numpy(targets))
        self.assertLess(error.item(), 0.01)

    def test_say_what_is_wrong(self):
        for error, pattern, call in (
            (ValueError, "rows: expected at least 1, found 0", lambda: SpaceDataset(self.space, rows=0)),
            (ValueError, r"targets: expected 15625 numbers.*found an array of \(3,\)", lambda: SpaceDataset(self.space, targets=[1, 2, 3])),
            (ValueError, "did you mean", lambda: SpaceDataset(self.space, families="op_cuont")),
            (ValueError, "at least one", lambda: SpaceDataset(self.space, [])),
            (TypeError, "where", lambda: SpaceDataset(self.space, where="params < 1")),
            (RuntimeError, "cuda:77", lambda: next(iter(SpaceDataset(self.space, device="cuda:77")))),
            (KeyError, r"key '\(1\)' of nasbench201", lambda: list(SpaceDataset(self.space, [self.space.key(0), "(1)"]))),
        ):
            with self.subTest(pattern), self.assertRaisesRegex(error, pattern):
                call()


if __name__ == "__main__":
    unittest.main(verbosity=2)
