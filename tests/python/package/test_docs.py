"""What docs/python.md shows, run from its beginning to its end."""

import contextlib
import io
import re
import tempfile
import unittest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "python.md"


class Page(unittest.TestCase):
    def test_runs(self):
        blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreater(len(blocks), 4)
        names = {}
        said = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(said):
            for block in blocks:
                exec(compile(block, str(PAGE), "exec"), names)
        for line in re.findall(r"# (<.*>)$", "".join(blocks), re.MULTILINE):
            self.assertIn(line + "\n", said.getvalue())


if __name__ == "__main__":
    unittest.main(verbosity=2)
