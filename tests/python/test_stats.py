#!/usr/bin/env python3
"""Compares what `cartograf stats` says of features with what NumPy says of them.

usage: test_stats.py CARTOGRAF_BINARY
"""

import csv
import functools
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

BINARY = None
SOURCES = {
    "nasbench201": ("nasbench201",),
    "paper": ("nasbench201", "--convention", "paper"),
    "nasbench101": ("nasbench101", "--sample", "20000", "--seed", "2"),
    "transnasbench101_micro": ("transnasbench101_micro",),
    "darts_cell": ("darts_cell", "--range", "1000000:1010000"),
    "nasbench_macro": ("nasbench_macro",),
}


def run(*arguments):
    done = subprocess.run([BINARY, *map(str, arguments), "--device", "cpu"], check=True, timeout=300, stdout=subprocess.PIPE)
    return done.stdout


def of_each_source(check):
    """Calls check(self, said, values, numerators, names) for each source."""
    @functools.wraps(check)
    def test(self):
        for name in SOURCES:
            with self.subTest(name):
                check(self, self.said[name], self.values[name], self.numerators[name], self.names[name])
    return test


class Statistics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = Path(cls.folder.name)
        cls.said, cls.values, cls.numerators, cls.names = {}, {}, {}, {}
        for name, source in SOURCES.items():
            run("features", *source, "-o", path / f"{name}.h5", "--dtype", "int8", "--no-keys")
            cls.said[name] = json.loads(run("stats", *source, "--json", "-o", path / f"{name}.csv"))
            with h5py.File(path / f"{name}.h5", "r") as store:
                # Columns with a divisor of the row's own are looked at as numerators.
                divisor = numpy.maximum(store["divisor"][:], 1)
                cls.numerators[name] = store["features"][:].astype("int64")
                cls.values[name] = cls.numerators[name] / divisor
                cls.names[name] = [text.decode("utf-8") for text in store["feature_names"][:]]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @of_each_source
    def test_counts(self, said, values, numerators, names):
        self.assertEqual((said["rows"], said["columns"]), values.shape)
        constant = [column for column, same in zip(names, (values == values[0]).all(axis=0)) if same]
        self.assertEqual(said["constant_columns"], constant)
        self.assertEqual(said["constant"], len(constant))
        self.assertEqual(said["distinct"], numpy.unique(values, axis=1).shape[1])

    @of_each_source
    def test_duplicates(self, said, values, numerators, names):
        groups = {}
        for column, one in zip(names, values.T):
            groups.setdefault(one.tobytes(), []).append(column)
        self.assertEqual(said["duplicate_columns"], [group for group in groups.values() if len(group) > 1])

    @of_each_source
    def test_ranks(self, said, values, numerators, names):
        self.assertEqual(said["rank"], numpy.linalg.matrix_rank(numerators.astype("float64")))
        self.assertEqual(said["centred_rank"], numpy.linalg.matrix_rank(numerators - numerators.mean(axis=0)))

    @of_each_source
    def test_dependent_columns(self, said, values, numerators, names):
        dependent = set(said["dependent_columns"])
        kept = [i for i, column in enumerate(names) if column not in dependent]
        self.assertEqual(len(kept), said["rank"])
        self.assertEqual(numpy.linalg.matrix_rank(numerators[:, kept].astype("float64")), said["rank"])
        for i in [i for i, column in enumerate(names) if column in dependent][::7]:
            before = numerators[:, [k for k in kept if k < i]].astype("float64")
            target = numerators[:, i].astype("float64")
            rest = target - before @ numpy.linalg.lstsq(before, target, rcond=None)[0] if before.size else target
            self.assertLess(numpy.abs(rest).max(), 1e-6, names[i])

    @of_each_source
    def test_moments(self, said, values, numerators, names):
        self.assertEqual([moment["name"] for moment in said["moments"]], names)
        numpy.testing.assert_allclose([moment["mean"] for moment in said["moments"]], values.mean(axis=0), rtol=1e-11)
        numpy.testing.assert_allclose([moment["variance"] for moment in said["moments"]], values.var(axis=0), rtol=1e-10, atol=1e-22)

    def expected_correlation(self, values):
        with numpy.errstate(invalid="ignore", divide="ignore"):
            expected = numpy.corrcoef(values, rowvar=False)
        # Rounded means leave constant columns a variance of 1e-32 or so, and a correlation of noise.
        constant = (values == values[0]).all(axis=0)
        expected[constant, :] = expected[:, constant] = numpy.nan
        return expected

    def test_correlation(self):
        for name in SOURCES:
            with self.subTest(name):
                with open(Path(self.folder.name, f"{name}.csv"), newline="", encoding="utf-8") as file:
                    header, *rows = csv.reader(file)
                self.assertEqual(header, ["column", *self.names[name]])
                self.assertEqual([row[0] for row in rows], self.names[name])
                found = numpy.array([[float(text or "nan") for text in row[1:]] for row in rows])
                numpy.testing.assert_allclose(found, self.expected_correlation(self.values[name]), rtol=0, atol=1e-12)
                numpy.testing.assert_array_equal(found, found.T)
                diagonal = numpy.diagonal(found)
                self.assertTrue(((diagonal == 1) | numpy.isnan(diagonal)).all())

    def test_correlation_in_other_formats(self):
        path = Path(self.folder.name)
        run("stats", path / "darts_cell.h5", "-o", path / "c.npy")
        run("stats", path / "darts_cell.h5", "-o", path / "c.h5")
        found = numpy.load(path / "c.npy")
        numpy.testing.assert_allclose(found, self.expected_correlation(self.values["darts_cell"]), rtol=0, atol=1e-12)
        with h5py.File(path / "c.h5", "r") as file:
            numpy.testing.assert_array_equal(file["correlation"][:], found)
            self.assertEqual([text.decode("utf-8") for text in file["feature_names"][:]], self.names["darts_cell"])
            self.assertEqual(file["correlation"].dims[0][0].name, "/feature_names")
            self.assertEqual(file["correlation"].dims[1][0].name, "/feature_names")
            self.assertEqual(file.attrs["format"].decode("utf-8"), "cartograf-correlation")
            self.assertEqual(file.attrs["space"].decode("utf-8"), "darts_cell")
            self.assertEqual(file.attrs["rows"], 10000)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
