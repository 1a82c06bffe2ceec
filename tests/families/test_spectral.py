#!/usr/bin/env python3
"""Compares the family `spectral` that the command writes with NumPy (spectral_oracle.py).

usage: test_spectral.py CARTOGRAF_BINARY EXAMPLES_FOLDER
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import spectral_oracle
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

BINARY = None
EXAMPLES = None
PREFIX, TREES = "spectral_eigenvalue_", "spectral_spanning_trees"


def run(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], timeout=300, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Spectral(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def succeeds(self, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)

    def compared(self, oracle, space, *architectures):
        """How many rows of the space are those of NumPy."""
        store, table = self.folder / "s.h5", self.folder / "s.csv"
        self.succeeds("features", space, "--families", "spectral", "-o", store, "--device", "cpu", *architectures)
        self.succeeds("export", store, "-o", table)
        return spectral_oracle.compare(oracle, table, PREFIX, TREES)

    def test_the_oracle_itself(self):
        spectral_oracle.check_self()

    def test_all_of_nasbench201(self):
        self.assertEqual(self.compared("nasbench201", "nasbench201"), 15625)

    def test_a_sample_of_darts_cells(self):
        self.assertEqual(self.compared("darts_cell", "darts_cell", "--sample", "5000", "--seed", "3"), 5000)

    def test_a_sample_of_nasbench101(self):
        self.assertEqual(self.compared("nasbench101", "nasbench101", "--sample", "5000", "--seed", "4"), 5000)

    def test_all_of_a_document_with_two_inputs(self):
        self.assertEqual(self.compared("two_inputs", EXAMPLES / "two_inputs.json"), 3**7)

    def test_real_numbers_do_not_go_into_int8(self):
        done = run("features", "nasbench201", "--families", "spectral", "--dtype", "int8", "-o", self.folder / "s.h5")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("column 'spectral_eigenvalue_0' holds real numbers; choose float64 or float32", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    BINARY, EXAMPLES = sys.argv.pop(1), Path(sys.argv.pop(1))
    unittest.main()
