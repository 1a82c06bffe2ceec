#!/usr/bin/env python3
"""Older and newer versions of Python's XGBoost read the models that the command writes, and predict the same bits.

usage: test_xgboost_versions.py CARTOGRAF_BINARY FOLDER

FOLDER holds a folder with the package xgboost for each version (scripts/setup.sh --tests makes them).
"""

import csv
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy
    import scipy  # noqa: F401  XGBoost needs it
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

BINARY = None
VERSIONS = []
KINDS = ("xgb", "rf", "gbm", "tree")
# What another interpreter runs: usage MODEL.ubj MATRIX.npy OUT.npy
READ = """
import sys, numpy, xgboost
model = xgboost.Booster()
model.load_model(sys.argv[1])
numpy.save(sys.argv[3], model.inplace_predict(numpy.load(sys.argv[2])))
print(xgboost.__version__)
"""


class Models(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.run_command("features", "nasbench201", "-o", "f.h5", "--range", "0:2000")
        self.run_command("export", "f.h5", "-o", "f.npy")

    def path(self, name):
        return str(Path(self.folder.name, name))

    def run_command(self, *arguments):
        subprocess.run([BINARY, *arguments], cwd=self.folder.name, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ours(self, kind):
        self.run_command("train", "f.h5", "--target", "params", "--model", kind, "--train-size", "300", "-o", f"{kind}.ubj")
        self.run_command("predict", "f.h5", "--model", f"{kind}.ubj", "-o", f"{kind}.csv")
        with open(self.path(f"{kind}.csv"), newline="", encoding="utf-8") as file:
            return numpy.array([float(row[-1]) for row in list(csv.reader(file))[1:]], numpy.float32)

    def theirs(self, kind, package):
        environment = {**os.environ, "PYTHONPATH": str(package)}
        run = subprocess.run([sys.executable, "-c", READ, self.path(f"{kind}.ubj"), self.path("f.npy"), self.path("p.npy")],
                             env=environment, check=True, capture_output=True, text=True)
        self.assertIn(run.stdout.strip(), package.name)
        return numpy.load(self.path("p.npy"))

    def test_predictions_are_the_same_bits(self):
        for kind in KINDS:
            ours = self.ours(kind)
            self.assertGreater(ours.std(), 0)
            for package in VERSIONS:
                with self.subTest(kind=kind, package=package.name):
                    self.assertEqual(self.theirs(kind, package).tobytes(), ours.tobytes())

    def test_the_base_score_is_one_number(self):
        self.ours("xgb")
        model = Path(self.path("xgb.ubj")).read_bytes()
        at = model.index(b"base_scoreSL") + len(b"base_scoreSL")
        text = model[at + 8:at + 8 + struct.unpack(">q", model[at:at + 8])[0]].decode("ascii")
        self.assertGreater(float(text), 0)


if __name__ == "__main__":
    BINARY = sys.argv[1]
    VERSIONS = sorted(path for path in Path(sys.argv[2]).glob("xgboost-*") if (path / "xgboost").is_dir())
    if not VERSIONS:
        print(f"skipped: there is no version of Python's XGBoost in {sys.argv[2]}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
