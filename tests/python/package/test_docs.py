"""What the pages on the Python package show, run from their beginning to their end."""

import contextlib
import importlib.util
import io
import re
import tempfile
import unittest
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"


class Pages(unittest.TestCase):
    def check(self, page, *packages):
        for package in packages:
            if importlib.util.find_spec(package) is None:
                self.skipTest(f"{package} is not installed")
        blocks = re.findall(r"^```python\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreater(len(blocks), 2)
        names = {}
        said = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(said):
            for block in blocks:
                exec(compile(block, page, "exec"), names)
        for line in re.findall(r"# (<.*>)$", "".join(blocks), re.MULTILINE):
            self.assertIn(line + "\n", said.getvalue())

    def test_python(self):
        self.check("python.md")

    def test_scikit_learn(self):
        self.check("python_sklearn.md", "sklearn", "pandas")

    def test_graf_nas(self):
        self.check("python_graf_nas.md", "networkx", "pandas")


if __name__ == "__main__":
    unittest.main(verbosity=2)
