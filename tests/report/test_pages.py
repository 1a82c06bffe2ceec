#!/usr/bin/env python3
"""Pages of charts in a browser: a good one is drawn without an error, and the check sees what is wrong with bad ones.

usage: test_pages.py WRITE_SAMPLE_PAGE CARTOGRAF
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check_page

WRITER = None
CARTOGRAF = None


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.page = Path(cls.folder.name) / "sample.html"
        subprocess.run([WRITER, cls.page], check=True, timeout=60)
        cls.text = cls.page.read_text(encoding="utf-8")

    def problems_after(self, old, new):
        self.assertEqual(self.text.count(old), 1, old)
        broken = Path(self.folder.name) / "broken.html"
        broken.write_text(self.text.replace(old, new), encoding="utf-8")
        return "\n".join(check_page.check(broken)[1])

    def test_every_chart_is_drawn_without_an_error(self):
        kinds, problems = check_page.check(self.page)
        self.assertEqual(problems, [])
        self.assertEqual(kinds, ["lines", "points", "bars", "heat_map"])

    def test_the_page_of_explain_is_drawn(self):
        folder = Path(self.folder.name)
        for arguments in (["features", "nasbench201", "-o", "f.h5", "--range", "0:200"],
                          ["train", "f.h5", "--target", "params", "--model", "xgb", "-o", "m.ubj"],
                          ["explain", "f.h5", "--model", "m.ubj", "--target", "params", "--shuffles", "1", "--html", "e.html"]):
            subprocess.run([CARTOGRAF, *arguments], cwd=folder, check=True, capture_output=True, timeout=300)
        kinds, problems = check_page.check(folder / "e.html")
        self.assertEqual(problems, [])
        self.assertEqual(kinds, ["points"] + ["bars"] * 9)

    def test_an_exception_is_seen(self):
        self.assertIn("no such chart", self.problems_after("  draw();\n})();", "  draw();\n  throw Error('no such chart');\n})();"))

    def test_a_rejected_promise_is_seen(self):
        problems = self.problems_after('"kind":"heat_map"', '"kind":"pie"')
        self.assertIn("1 errors", problems)
        self.assertIn("expected 4 charts drawn", problems)

    def test_console_errors_are_seen(self):
        self.assertIn("said so", self.problems_after("  draw();\n})();", "  draw();\n  console.error('said so');\n})();"))

    def test_a_request_is_seen(self):
        self.assertIn("refused: ", self.problems_after("  draw();\n})();", "  draw();\n  fetch('http://127.0.0.1:9/x').catch(() => 0);\n})();"))

    def test_missing_marks_are_seen(self):
        self.assertIn("chart 'Importance of features': expected 20 marks",
                      self.problems_after("y: chart.labels.map((_, i) => i), hoverinfo", "y: [0, 1], hoverinfo"))


if __name__ == "__main__":
    WRITER, CARTOGRAF = sys.argv[1:3]
    del sys.argv[1:3]
    if check_page.chromium() is None:
        print("skipped: no chromium")
        sys.exit(77)
    unittest.main(verbosity=2)
