"""Calls with arguments that make no sense: each is answered or refused by an exception that Python's users expect, and nothing crashes."""

import contextlib
import math
import os
import pathlib
import random
import tempfile
import unittest

import cartograf as cg
import numpy as np

CALLS = int(os.environ.get("CARTOGRAF_MUTATIONS", "3000"))
REFUSALS = (cg.Error, TypeError, ValueError, LookupError, OverflowError, OSError, AttributeError)


class Odd:
    """Neither a sequence nor a number."""


class Calls:
    """Calls of every public function and member, with some of their arguments replaced."""

    def __init__(self, folder):
        self.random = random.Random(20261201)
        self.folder = folder
        space = cg.space("nasbench201")
        small = space.sample(40, seed=1)
        matrix = space.features(small, families="op_count")
        y = np.arange(40.0)
        model, sure = cg.train("rf", matrix, y, parameters={"trees": 3}), cg.train("gp", matrix, y)
        space.write(folder / "F.h5", small, families=["op_count", "cost"])
        model.save(folder / "m.ubj")
        store = cg.open(folder / "F.h5")
        table = dict(zip(matrix.keys, y.tolist(), strict=True))
        few = {"first": 3, "families": "op_count"}
        self.sound = [
            (cg.space, ["nasbench201"], {}),
            (space.key, [3], {}),
            (space.keys, [small], {}),
            (space.index, [space.key(3)], {}),
            (space.cells, [3], {}),
            (space.sample, [3], {"seed": 1}),
            (space.select, [small], {"where": "params < 1000000", "reachable_only": False, "threads": 1}),
            (space.features, [small], {"families": "op_count", "convention": "graf_nas", "dtype": "float32", "device": "cpu", "where": (), "threads": 1}),
            (lambda *a, **k: [len(b) for b, _ in zip(space.batches(*a, **k), range(3), strict=False)], [small], {"rows": 16, "families": "op_count"}),
            (space.write, [folder / "G.h5", small], {"families": "op_count", "gzip": 0, "keys": True, "overwrite": True, "threads": 1}),
            (space.__getitem__, [3], {}),
            (space.__contains__, [space.key(3)], {}),
            (matrix.take, [[3, 1]], {}),
            (matrix.__getitem__, ["op_count_0"], {}),
            (matrix.__array__, [np.float64], {"copy": True}),
            (cg.open, [folder / "F.h5"], {}),
            (store.__getitem__, [slice(3, 5)], {}),
            (store.column, ["params"], {"rows": slice(0, 3)}),
            (store.keys, [slice(0, 3)], {}),
            (lambda *a, **k: [len(b) for b, _ in zip(store.batches(*a, **k), range(3), strict=False)], [16], {"begin": 0, "end": 40}),
            (cg.train, ["rf", matrix, y], {"parameters": {"trees": 3}, "target": "y", "seed": 1, "device": "cpu", "threads": 1}),
            (cg.train, ["linear", np.ones((40, 2)) * y[:, None], y], {"names": ["a", "b"], "threads": 1}),
            (cg.load_model, [folder / "m.ubj"], {"device": "cpu", "threads": 1}),
            (model.predict, [matrix], {"variance": False}),
            (sure.predict, [matrix], {"variance": True}),
            (model.explain, [matrix], {}),
            (model.save, [folder / "n.ubj"], {"overwrite": True}),
            (cg.search, [space, model, 3], {"architectures": small, "where": (), "exclude": small[:2], "smallest": False}),
            (cg.acquire, [space, sure, 3], {"architectures": small, "by": "ei", "exclude": small[:2], "kappa": 2, "seed": 1}),
            (cg.simulate, [space, table, 5], few | {"batch": 1, "kind": "gp", "by": "ei", "seed": 1, "threads": 1}),
        ]

    def odd(self):
        words = ["", "x", "nasbench101", "(0, 1, 2, 3, 4, 0)", "\0", "ü" * 300, "cuda", "cuda:-1", "../..", "params <"]
        words += ["signal", "int8", str(self.folder), "a.json"]
        numbers = [-1, 0, 1, 7, 39, 40, 15625, 2**31, 2**63, 2**64, 10**30, 0.5, math.nan, math.inf, -math.inf, True, 1j]
        arrays = [
            np.zeros((0,)),
            np.zeros((3, 3)),
            np.zeros((2, 2, 2)),
            np.array([1.5]),
            np.array([-1]),
            np.array(["a", "b"]),
            np.array([None]),
            np.array(3),
            np.zeros(40, bool),
            np.full(40, math.nan),
            np.arange(40)[::-2],
            np.zeros((40, 5), np.float16),
            np.zeros((40, 5), np.complex64),
            np.asfortranarray(np.ones((40, 5))),
            np.zeros((0, 5)),
            np.zeros((5, 0)),
            np.array([2**63], np.uint64),
        ]
        others = [
            None,
            b"bytes",
            [],
            {},
            (),
            [None],
            [[]],
            [[1], [2, 3]],
            {"a": 1},
            {1: 2},
            slice(None, None, 0),
            slice(5, 2),
            range(0),
            range(5, 0, -1),
            range(-3, 2),
            Odd(),
            Odd,
            len,
            iter([1]),
            {3},
            pathlib.Path("/none/none"),
            ["x", 3],
            [3, "x"],
            {"name": []},
            {"trees": "many"},
            {"trees": -1},
            {"trees": Odd()},
        ]
        return self.random.choice(self.random.choice([words, numbers, arrays, others]))

    def one(self):
        function, arguments, options = self.random.choice(self.sound)
        arguments, options = list(arguments), dict(options)
        for _ in range(self.random.randint(1, 2)):
            place = self.random.randrange(len(arguments) + len(options))
            if place < len(arguments):
                arguments[place] = self.odd()
            else:
                options[list(options)[place - len(arguments)]] = self.odd()
        return function, arguments, options


class Mutations(unittest.TestCase):
    def test_are_answered_or_refused(self):
        with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
            folder = pathlib.Path(name)
            calls = Calls(folder)
            for function, arguments, options in calls.sound:
                function(*arguments, **options)
            refused = 0
            for i in range(CALLS):
                function, arguments, options = calls.one()
                try:
                    function(*arguments, **options)
                except REFUSALS as error:
                    refused += 1
                    self.assertNotEqual(str(error), "", f"call {i}: {function}({arguments}, {options})")
                except BaseException as error:
                    raise AssertionError(f"call {i}: {function}({arguments}, {options}): {type(error)}: {error}") from error
            self.assertGreater(refused, CALLS // 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
