"""What the pages of the Python package show, run from their beginning to their end."""

import contextlib
import importlib.util
import io
import re
import tempfile
import unittest
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"


class Pages(unittest.TestCase):
    def run_page(self, name, *needs, blocks_at_least=3, within=None):
        """`within`: the folder that its paths are from; none = a new one."""
        for module in needs:
            if importlib.util.find_spec(module) is None:
                self.skipTest(f"not run: no module named {module!r}")
        page = DOCS / name
        blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreaterEqual(len(blocks), blocks_at_least)
        names = {"__name__": "page"}
        said = io.StringIO()
        try:
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(within or folder), contextlib.redirect_stdout(said):
                for block in blocks:
                    exec(compile(block, str(page), "exec"), names)
        finally:
            for name in ("client", "cluster"):
                if name in names:
                    names[name].close()
        for line in re.findall(r"# (<.*>)$", "".join(blocks), re.MULTILINE):
            self.assertIn(line + "\n", said.getvalue())

    def test_readme(self):
        self.run_page("../README.md", "pandas", blocks_at_least=1, within=DOCS.parent)

    def test_python(self):
        self.run_page("python.md")

    def test_python_dask(self):
        self.run_page("python_dask.md", "distributed", "pandas", "xgboost")

    def test_python_torch(self):
        self.run_page("python_torch.md", "torch")

    def test_scikit_learn(self):
        self.run_page("python_sklearn.md", "sklearn", "pandas")

    def test_graf_nas(self):
        self.run_page("python_graf_nas.md", "networkx", "pandas")


if __name__ == "__main__":
    unittest.main(verbosity=2)
