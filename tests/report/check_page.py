#!/usr/bin/env python3
"""Opens pages of charts in headless Chromium, without a network, and says what is wrong with them.

usage: check_page.py PAGE.html...

Prints what each page shows; exits 1 when a chart is not drawn or the browser reports an error, 77 without Chromium.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Kind of chart -> its marks: the layer they are in, elements and class. Swarms have no layers.
MARKS = {"lines": ("scatterlayer", ("path",), "point"), "points": ("scatterlayer", ("path",), "point"),
         "swarm": (None, ("circle", "path"), None)}
LAYERS = {layer for layer, _, _ in MARKS.values() if layer}
# Run in the page when it has been drawn: what reaches beyond the window and does not scroll by itself, what overflows its box
# and is cut there, and what is read of each name of a feature.
MEASURE = """
setTimeout(() => {
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}: ${e.textContent.trim().slice(0, 40)}`;
  const scrolls = (e) => e.closest(".scroll, svg, .unseen, .tip, script, style");
  const all = [...document.body.querySelectorAll("*")].filter((e) => !scrolls(e));
  const cut = (e) => e.scrollWidth > e.clientWidth + 1 && ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && !e.matches(".away, .chart *");
  parent.document.documentElement.dataset[`measured${innerWidth}`] = JSON.stringify({
    window: innerWidth, page: document.documentElement.scrollWidth,
    beyond: all.filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".chart")).map(name),
    cut: all.filter(cut).map(name),
    labels: [...document.querySelectorAll("table, .swarms")].map((table) => [...table.querySelectorAll("th > .feature, td > .feature, .label > .feature")].map((e) => e.textContent)),
  });
}, 8000);
"""


def chromium():
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def dumped(page, width=1200):
    """The document as HTML after its scripts have run."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--proxy-server=127.0.0.1:9", f"--user-data-dir={profile}",
             f"--window-size={width},900", "--virtual-time-budget=60000", "--dump-dom", Path(page).resolve().as_uri()],
            capture_output=True, text=True, timeout=300)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"chromium: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def measured(page, widths):
    """What MEASURE says of a page in a window of each width."""
    text = Path(page).read_text(encoding="utf-8")
    end = "</body>"
    assert text.count(end) == 1, "a page has one end"
    # A frame, since windows of Chromium are at least 500 pixels wide.
    content = html.escape(text.replace(end, f"<script>{MEASURE}</script>{end}"))
    frames = "".join(f'<iframe style="border: 0; width: {width}px; height: 900px" srcdoc="{content}"></iframe>' for width in widths)
    with tempfile.TemporaryDirectory() as folder:
        outer = Path(folder) / "outer.html"
        outer.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><body>{frames}</body></html>', encoding="utf-8")
        root = re.search("<html [^>]*>", dumped(outer)).group(0)
    return {width: json.loads(html.unescape(re.search(f'data-measured{width}="([^"]*)"', root).group(1))) for width in widths}


class Dom(HTMLParser):
    """What the check looks at: attributes of <html>, the JSON of the charts, the elements of each drawing, and the tabs."""

    def __init__(self, text):
        super().__init__()
        self.root, self.charts, self.elements, self.errors = {}, "", {}, ""
        self.tabs, self.panels, self.ids = [], [], []
        self.stack, self.figure = [], None
        self.feed(text)

    def inside(self, name):
        return any(name == mark for _, mark in self.stack)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        mark = next((name for name in classes if name in LAYERS), None)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if attributes.get("role") == "tab":
            self.tabs.append(attributes)
        if attributes.get("role") == "tabpanel":
            self.panels.append(attributes)
        if tag == "html":
            self.root = attributes
        elif attributes.get("id") in ("charts", "errors"):
            mark = attributes["id"]
        elif "data-chart" in attributes:
            self.figure = int(attributes["data-chart"])
            self.elements[self.figure] = []
        elif "chart" in classes or "points" in classes and tag == "div":
            mark = "chart"
        elif self.inside("chart"):
            layer = next((name for _, name in reversed(self.stack) if name in LAYERS), None)
            self.elements[self.figure].append((layer, tag, classes, attributes))
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
    if chart["kind"] == "swarm":
        return sum(finite(row["effects"]) for row in chart["rows"])
    return sum(finite(series["x"], series["y"]) for series in chart["series"])


def expected_traces(chart):
    """How many lines, bands and sets of points a chart needs in all panels; None where it has none of these."""
    if chart["kind"] == "lines":
        grey = len(chart["series"]) * (len(chart["panels"]) - 1) * chart["backdrop"]
        return grey + sum(1 + (finite(series["low"], series["high"]) > 0) for series in chart["series"])
    return len(chart["series"]) * (1 + chart["diagonal"]) if chart["kind"] == "points" else None


def drawings(chart):
    """How many drawings a chart has."""
    if chart["kind"] == "swarm":
        return len(chart["rows"]) + 1
    return len(chart["panels"] if chart["kind"] == "lines" else chart["series"])


def problems_of_chart(chart, elements):
    if chart["kind"] not in MARKS:
        yield f"unknown kind {chart['kind']}"
        return
    layer, tags, name = MARKS[chart["kind"]]
    is_mark = (lambda classes, attributes: "data-i" in attributes) if name is None else (lambda classes, attributes: name in classes)
    marks = sum(place == layer and element in tags and is_mark(classes, attributes) for place, element, classes, attributes in elements)
    traces = sum(place == "scatterlayer" and "trace" in classes for place, _, classes, _ in elements)
    is_plotly = chart["kind"] != "swarm"
    # Plotly puts several drawings above each other; the first has the points.
    found = sum(element == "svg" and (not is_plotly or attributes.get("class") == "main-svg") for _, element, classes, attributes in elements)
    if found < drawings(chart):
        yield f"expected {drawings(chart)} drawings, found {found}"
    if marks != expected_marks(chart):
        yield f"expected {expected_marks(chart)} marks ({' or '.join(tags)} {name or ''}), found {marks}"
    if expected_traces(chart) not in (None, traces):
        yield f"expected {expected_traces(chart)} traces, found {traces}"
    if not any("xtick" in classes or "tick" in classes for _, _, classes, _ in elements):
        yield "no labels on the horizontal axis"


def problems_of_tabs(dom):
    if len(dom.tabs) != len(dom.panels):
        yield f"{len(dom.tabs)} tabs, but {len(dom.panels)} panels"
    for tab, panel in zip(dom.tabs, dom.panels):
        if tab.get("aria-controls") != panel.get("id") or panel.get("aria-labelledby") != tab.get("id"):
            yield f"tab {tab.get('id')} and panel {panel.get('id')} do not name each other"
        shown = "away" not in (panel.get("class") or "").split()
        if (tab.get("aria-selected") == "true") != shown or (tab.get("tabindex") == "0") != shown:
            yield f"tab {tab.get('id')} does not say whether its panel is shown"
    if dom.tabs and sum(tab.get("aria-selected") == "true" for tab in dom.tabs) != 1:
        yield "not one tab is chosen"
    for name in {name for name in dom.ids if dom.ids.count(name) > 1}:
        yield f"two elements have the id {name}"


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
    if sorted(dom.elements) != list(range(len(charts))):
        problems.append(f"expected places for {len(charts)} charts, found {len(dom.elements)}")
    for place, chart in enumerate(charts):
        problems += [f"chart '{chart['title']}': {problem}" for problem in problems_of_chart(chart, dom.elements.get(place, []))]
    problems += problems_of_tabs(dom)
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
