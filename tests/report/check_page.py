#!/usr/bin/env python3
"""Opens pages of charts in headless Chromium, without a network, and says what is wrong with them.

usage: check_page.py PAGE.html...

Prints what each page shows; exits 1 when a chart is not drawn or the browser reports an error, 77 without Chromium.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Kind of chart -> its marks: the layer they are in (the legend has some too), element and class.
MARKS = {"lines": ("scatterlayer", "path", "point"), "points": ("scatterlayer", "path", "point"),
         "bars": ("barlayer", "g", "point"), "heat_map": ("heatmaplayer", "image", None)}
LAYERS = {layer for layer, _, _ in MARKS.values()}


def chromium():
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def dumped(page):
    """The document as HTML after its scripts have run."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--proxy-server=127.0.0.1:9", f"--user-data-dir={profile}",
             "--window-size=1200,900", "--virtual-time-budget=60000", "--dump-dom", Path(page).resolve().as_uri()],
            capture_output=True, text=True, timeout=300)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"chromium: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


class Dom(HTMLParser):
    """What the check looks at: attributes of <html>, the JSON of the charts, and the elements of each chart."""

    def __init__(self, text):
        super().__init__()
        self.root, self.charts, self.elements, self.errors = {}, "", [], ""
        self.stack = []
        self.feed(text)

    def inside(self, name):
        return any(name == mark for _, mark in self.stack)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        mark = next((name for name in classes if name in LAYERS), None)
        if tag == "html":
            self.root = attributes
        elif attributes.get("id") in ("charts", "errors"):
            mark = attributes["id"]
        elif "chart" in classes:
            self.elements.append([])
            mark = "chart"
        elif self.inside("chart"):
            layer = next((name for _, name in reversed(self.stack) if name in LAYERS), None)
            self.elements[-1].append((layer, tag, classes))
        if tag not in VOID:
            self.stack.append((tag, mark))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if any(open_tag == tag for open_tag, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if self.inside("charts"):
            self.charts += data
        if self.inside("errors"):
            self.errors += data


def finite(*columns):
    return sum(all(value is not None for value in row) for row in zip(*columns))


def expected_marks(chart):
    """How many marks of MARKS the chart needs, counted from its numbers."""
    if chart["kind"] in ("lines", "points"):
        return sum(finite(series["x"], series["y"]) for series in chart["series"])
    return finite(chart["values"]) if chart["kind"] == "bars" else 1


def expected_traces(chart):
    """How many lines, bands and sets of points a chart needs; None where it has none of these."""
    if chart["kind"] == "lines":
        return sum(1 + (finite(series["low"], series["high"]) > 0) for series in chart["series"])
    return len(chart["series"]) + chart["diagonal"] if chart["kind"] == "points" else None


def problems_of_chart(chart, elements):
    if chart["kind"] not in MARKS:
        yield f"unknown kind {chart['kind']}"
        return
    layer, tag, name = MARKS[chart["kind"]]
    marks = sum(place == layer and element == tag and (name is None or name in classes) for place, element, classes in elements)
    traces = sum(place == "scatterlayer" and "trace" in classes for place, _, classes in elements)
    if not any(element == "svg" and "main-svg" in classes for _, element, classes in elements):
        yield "no drawing"
    if marks != expected_marks(chart):
        yield f"expected {expected_marks(chart)} marks ({tag} {name or ''}), found {marks}"
    if expected_traces(chart) not in (None, traces):
        yield f"expected {expected_traces(chart)} traces, found {traces}"
    if not any("xtick" in classes for _, _, classes in elements):
        yield "no labels on the horizontal axis"


def check(page):
    """The kinds of charts of a page, and a list of what is wrong with it."""
    dom = Dom(dumped(page))
    problems = []
    errors = dom.root.get("data-errors")
    if errors != "0":
        problems.append(f"{errors} errors: {' '.join(dom.errors.split())[:500]}")
    if not dom.root.get("lang"):
        problems.append("no language")
    try:
        charts = json.loads(dom.charts)
    except ValueError as error:
        return [], problems + [f"the data of the charts cannot be read: {error}"]
    if dom.root.get("data-drawn") != str(len(charts)):
        problems.append(f"expected {len(charts)} charts drawn, found {dom.root.get('data-drawn')}")
    if len(dom.elements) != len(charts):
        problems.append(f"expected places for {len(charts)} charts, found {len(dom.elements)}")
    for chart, elements in zip(charts, dom.elements):
        problems += [f"chart '{chart['title']}': {problem}" for problem in problems_of_chart(chart, elements)]
    return [chart["kind"] for chart in charts], problems


def main(pages):
    if not pages:
        print(__doc__, file=sys.stderr)
        return 2
    if chromium() is None:
        print("skipped: no chromium")
        return 77
    bad = 0
    for page in pages:
        kinds, problems = check(page)
        bad += bool(problems)
        print(f"{page}: {len(kinds)} charts ({', '.join(kinds)})")
        for problem in problems:
            print(f"{page}: {problem}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
