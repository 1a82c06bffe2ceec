#!/usr/bin/env python3
"""Pages of charts in a browser: a good one is drawn without an error, and the check sees what is wrong with bad ones.

usage: test_pages.py WRITE_SAMPLE_PAGE CARTOGRAF
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check_page

WRITER = None
CARTOGRAF = None


def channels(colour):
    return [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def mixed(colour, ground, share):
    """What color-mix(in srgb, ...) gives."""
    return "#" + "".join(f"{round(255 * (share * a + (1 - share) * b)):02x}" for a, b in zip(channels(colour), channels(ground)))


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
        self.assertEqual(kinds, ["lines", "points", "points", "swarm", "lines"])

    def run_command(self, *arguments):
        subprocess.run([CARTOGRAF, *arguments], cwd=self.folder.name, check=True, capture_output=True, timeout=600)

    def make_store(self):
        """Features of 200 architectures, and targets that take both from operations and from paths."""
        folder = Path(self.folder.name)
        if (folder / "f.h5").exists():
            return
        self.run_command("features", "nasbench201", "-o", "f.h5", "--convention", "zc_combine", "--range", "0:200")
        self.run_command("export", "f.h5", "-o", "f.csv")
        with (folder / "f.csv").open() as table:
            keys = [row["net"] for row in csv.DictReader(table)]
        rows = "".join(f'"{key}",{60 + 7 * key.count("2") - 5 * key.count("1") + 0.01 * i}\n' for i, key in enumerate(keys))
        (folder / "t.csv").write_text("net,acc\n" + rows)

    def page_of(self, *arguments, name):
        self.run_command(*arguments, "--html", name, "--overwrite")
        return Path(self.folder.name) / name

    def page_of_explain(self, model):
        self.make_store()
        suffix = "h5" if model == "ridge" else "ubj"
        self.run_command("train", "f.h5", "--targets", "t.csv", "--target", "acc", "--model", model, "-o", f"{model}.{suffix}", "--overwrite")
        return self.page_of("explain", "f.h5", "--model", f"{model}.{suffix}", "--targets", "t.csv", "--target", "acc", "--shuffles", "1",
                            name=f"{model}.html")

    def page_of_evaluate(self):
        self.make_store()
        sets = [word for i in range(20) for word in ("--feature-set", f"a_choice_of_columns_with_a_long_name_{i}=op_count_*")]
        return self.page_of("evaluate", "f.h5", "--targets", "t.csv", "--target", "acc", "--models", "ridge", "--train-sizes", "20,40", "--seeds", "1:3",
                            *sets, name="evaluate.html")

    def test_the_pages_of_explain_are_drawn(self):
        kinds, problems = check_page.check(self.page_of_explain("xgb"))
        self.assertEqual(problems, [])
        self.assertEqual(kinds, ["points", "swarm"])
        kinds, problems = check_page.check(self.page_of_explain("ridge"))
        self.assertEqual(problems, [])
        self.assertEqual(kinds, ["points", "lines"])

    def test_the_page_of_evaluate_is_drawn(self):
        page = self.page_of_evaluate()
        kinds, problems = check_page.check(page)
        self.assertEqual(problems, [])
        self.assertEqual(kinds, ["lines", "points"])
        text = page.read_text(encoding="utf-8")
        for i in range(20):  # a panel for each, with its whole name
            self.assertEqual(text.count(f"<h3>ridge,<wbr> a_<wbr>choice_<wbr>of_<wbr>columns_<wbr>with_<wbr>a_<wbr>long_<wbr>name_<wbr>{i}</h3>"), 1)

    def test_nothing_reaches_beyond_a_window_of_any_width(self):
        for page in (self.page, self.page_of_explain("xgb"), self.page_of_explain("ridge"), self.page_of_evaluate()):
            for width, found in check_page.measured(page, (390, 1280, 2560)).items():
                with self.subTest(page=page.name, width=width):
                    self.assertEqual(found["window"], width)
                    self.assertLessEqual(found["page"], width)
                    self.assertEqual(found["beyond"], [])
                    self.assertEqual(found["cut"], [])

    def test_no_two_labels_look_alike(self):
        for page in (self.page, self.page_of_explain("xgb")):
            labels = check_page.measured(page, [390])[390]["labels"]
            self.assertGreater(max(len(some) for some in labels), 4)
            for some in labels:
                self.assertEqual(len(set(some)), len(some))
        text = self.page.read_text(encoding="utf-8")
        self.assertFalse("…" in text[:text.index("plotly.js")])

    def test_a_window_that_is_too_narrow_is_seen(self):
        broken = Path(self.folder.name) / "wide.html"
        broken.write_text(self.text.replace("<h1>", '<h1 style="width: 500px">'), encoding="utf-8")
        self.assertTrue(any(line.startswith("h1") for line in check_page.measured(broken, [390])[390]["beyond"]))

    def test_labels_that_are_cut_are_seen(self):
        broken = Path(self.folder.name) / "cut.html"
        broken.write_text(self.text.replace("<h1>", '<h1 style="width: 60px; overflow: hidden; white-space: nowrap">'), encoding="utf-8")
        self.assertTrue(any(line.startswith("h1") for line in check_page.measured(broken, [390])[390]["cut"]))

    def test_keys_and_the_address_choose_a_tab(self):
        press = "document.querySelector('[role=tab]').dispatchEvent(new KeyboardEvent('keydown', { key: 'KEY', bubbles: true, cancelable: true }));"
        for key, shown in (("ArrowRight", 1), ("ArrowLeft", 2), ("End", 2), ("Home", 0)):
            page = Path(self.folder.name) / "tabs.html"
            page.write_text(self.text.replace("</body>", f"<script>{press.replace('KEY', key)}</script></body>"), encoding="utf-8")
            dom = check_page.Dom(check_page.dumped(page))
            self.assertEqual([tab["aria-selected"] for tab in dom.tabs], ["true" if i == shown else "false" for i in range(3)], key)
            self.assertEqual(list(check_page.problems_of_tabs(dom)), [])

    def test_the_charts_of_a_swarm_point_beyond_the_axis(self):
        dom = check_page.Dom(check_page.dumped(self.page))
        charts = json.loads(dom.charts)
        swarm = next(i for i, chart in enumerate(charts) if chart["kind"] == "swarm")
        triangles = sum(tag == "path" and "data-i" in attributes for _, tag, _, attributes in dom.elements[swarm])
        low, high = charts[swarm]["range"]
        self.assertEqual(triangles, sum(e is not None and not low <= e <= high for row in charts[swarm]["rows"] for e in row["effects"]))
        self.assertGreaterEqual(triangles, 5)

    def test_texts_have_contrast(self):
        style = self.text[self.text.index("<style>"):self.text.index("</style>")]
        light, dark = (dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", part)) for part in style.split("prefers-color-scheme: dark")[:2])
        for colours in (light, dark):
            for text in ("--text", "--muted", "--accent", "--error"):
                for ground in ("--card", "--page"):
                    self.assertGreaterEqual(contrast(colours[text], colours[ground]), 4.5, (text, ground))
            self.assertGreaterEqual(contrast(colours["--text"], colours["--tint"]), 4.5)
            self.assertGreaterEqual(contrast(colours["--accent"], colours["--tint"]), 4.5)
            for i in range(8):  # chips, and heat maps where they are darkest
                self.assertGreaterEqual(contrast(colours["--text"], mixed(colours[f"--series-{i}"], colours["--card"], 0.16)), 4.5, i)
            self.assertGreaterEqual(contrast(colours["--text"], mixed(colours["--accent"], colours["--card"], 0.42)), 4.5)
            for kind in ("--low", "--high", "--series-0", "--series-1", "--series-2", "--series-3"):  # marks need 3
                self.assertGreaterEqual(contrast(colours[kind], colours["--card"]), 3, kind)

    def test_an_exception_is_seen(self):
        self.assertIn("no such chart", self.problems_after("  draw();\n})();", "  draw();\n  throw Error('no such chart');\n})();"))

    def test_a_rejected_promise_is_seen(self):
        problems = self.problems_after('"kind":"swarm"', '"kind":"pie"')
        self.assertIn("1 errors", problems)
        self.assertIn("expected 5 charts drawn", problems)

    def test_console_errors_are_seen(self):
        self.assertIn("said so", self.problems_after("  draw();\n})();", "  draw();\n  console.error('said so');\n})();"))

    def test_a_request_is_seen(self):
        self.assertIn("refused: ", self.problems_after("  draw();\n})();", "  draw();\n  fetch('http://127.0.0.1:9/x').catch(() => 0);\n})();"))

    def test_missing_marks_are_seen(self):
        self.assertIn("chart 'Direction of each feature': expected 495 marks",
                      self.problems_after("shown.forEach((i, k) => svg.append(", "shown.slice(1).forEach((i, k) => svg.append("))
        self.assertIn("chart 'Predicted against true accuracy': expected 2000 marks",
                      self.problems_after('mode: "markers", x: series.x', 'mode: "markers", x: series.x.slice(1)'))

    def test_a_tab_without_its_panel_is_seen(self):
        self.assertIn("do not name each other", self.problems_after('aria-controls="panel-2"', 'aria-controls="panel-1"'))


if __name__ == "__main__":
    WRITER, CARTOGRAF = sys.argv[1:3]
    del sys.argv[1:3]
    if check_page.chromium() is None:
        print("skipped: no chromium")
        sys.exit(77)
    unittest.main(verbosity=2)
