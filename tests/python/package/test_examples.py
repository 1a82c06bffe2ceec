"""The programs of docs/examples/python run and end well."""

import importlib.util
import subprocess
import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "examples" / "python"
NEEDS = {
    "few_trainings": (),
    "forest": ("sklearn",),
    "evolution": (),
    "quick_start": (),
    "tables": ("pandas", "pyarrow", "xarray"),
    "xgboost_without_a_copy": ("xgboost",),
}
BY_HAND = {"gcn"}  # needs the benchmarks' tables and minutes


class Examples(unittest.TestCase):
    def test_are_all_known(self):
        self.assertEqual({file.stem for file in FOLDER.glob("*.py")}, set(NEEDS) | BY_HAND)

    def test_run(self):
        for name, modules in NEEDS.items():
            with self.subTest(name):
                for module in modules:
                    if importlib.util.find_spec(module) is None:
                        self.skipTest(f"not run: no module named {module!r}")
                done = subprocess.run([sys.executable, FOLDER / f"{name}.py"], capture_output=True, text=True, timeout=300, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertNotEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
