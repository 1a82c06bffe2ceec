"""The command that the package brings."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cartograf as cg
import numpy as np


def run(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "cartograf", *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False, **options)


@unittest.skipUnless((Path(cg.__file__).parent / "_bin" / "cartograf").exists(), "the package was built without the command")
class Command(unittest.TestCase):
    def test_is_of_the_same_version(self):
        self.assertEqual(run("--version").stdout.split()[1], cg.__version__)

    def test_has_exit_codes_and_errors(self):
        done = run("features", "nasbench202", "-o", "F.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean", done.stderr)

    def test_writes_the_same_store_as_the_package(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertEqual(run("features", "nasbench201", "-o", folder / "a.h5").returncode, 0)
            cg.space("nasbench201").write(folder / "b.h5")
            digests = [run("inspect", folder / file, "--json").stdout for file in ("a.h5", "b.h5")]
            self.assertIn("digest", digests[0])
            self.assertEqual((folder / "a.h5").read_bytes(), (folder / "b.h5").read_bytes())

    def test_trains_with_the_library_that_the_package_uses(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            space = cg.space("nasbench201")
            keys = space.keys(space.sample(100, seed=1))
            y = space.features(keys, families="cost", dtype="float64")["params"]
            table = "net,params\n" + "".join(f'"{key}",{int(value)}\n' for key, value in zip(keys, y, strict=True))
            (folder / "y.csv").write_text(table)
            environment = {name: value for name, value in os.environ.items() if name != "CARTOGRAF_XGBOOST_LIBRARY"}
            done = run("train", "nasbench201", "--targets", folder / "y.csv", "--target", "params", "--model", "rf", "-o", folder / "m.ubj", env=environment)
            self.assertEqual((done.returncode, done.stderr if done.returncode else ""), (0, ""))
            found = cg.load_model(folder / "m.ubj").predict(space)
            self.assertTrue(np.isfinite(found).all())
            self.assertGreater(np.corrcoef(found, space.features(families="cost", dtype="float64")["params"])[0, 1], 0.9)


if __name__ == "__main__":
    unittest.main(verbosity=2)
