#!/usr/bin/env python3
"""Draws tau.svg from the figures of docs/results.md and docs/results_signal.md.

usage: tau.py            writes tau.svg beside this program
       tau.py --check    fails where tau.svg is not what would be written
"""

import math
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SIZES = (32, 128, 1024)
OURS, REFERENCE = 0, 2  # columns of a row: ours, +-, reference

# Label, page, beginning of the row, column, CSS class. The published predictors are drawn by their references.
SERIES = [
    ("cartograf: signal, Gaussian process", "results_signal.md", "nasbench201, cifar10, signal, gp", OURS, "ours"),
    ("GRAF + 13 proxies, XGBoost", "results.md", "cifar10, GRAF + ZCP, xgb+", REFERENCE, "other"),
    ("GRAF + 13 proxies, random forest", "results.md", "cifar10, GRAF + ZCP, rf", REFERENCE, "other"),
    ("GRAF, random forest", "results.md", "cifar10, GRAF, rf", REFERENCE, "other"),
    ("13 proxies, random forest", "results.md", "cifar10, ZCP, rf", REFERENCE, "other"),
]

WIDTH, HEIGHT = 880, 430
LEFT, RIGHT, TOP, BOTTOM = 56, 545, 78, 370
LOWEST, HIGHEST = 0.60, 0.90
TICKS = (0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90)

STYLE = """
  svg { --page: #ffffff; --text: #1b1f24; --quiet: #59636e; --grid: #e3e7eb; --ours: #0a6e5c; --other: #6e7781 }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --text: #e6edf3; --quiet: #9198a1; --grid: #2b323b; --ours: #4ed4b5; --other: #8b949e }
  }
  text { white-space: pre; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--text); font-variant-numeric: tabular-nums }
  .title { font-size: 17px; font-weight: 600 }
  .quiet { fill: var(--quiet) }
  .grid { stroke: var(--grid); stroke-width: 1 }
  .page { fill: var(--page) }
  polyline { fill: none; stroke-linejoin: round; stroke-linecap: round }
  polyline.ours { stroke: var(--ours); stroke-width: 3.5 }
  polyline.other { stroke: var(--other); stroke-width: 1.75 }
  circle { stroke: var(--page); stroke-width: 2 }
  circle.ours { fill: var(--ours) }
  circle.other { fill: var(--other) }
  text.ours { fill: var(--ours); font-weight: 600 }
"""


def figure(page, row, column):
    found = re.search(rf"^{re.escape(row)} +(.*)$", page, re.MULTILINE)
    if not found:
        sys.exit(f"no row '{row}'")
    return float(found.group(1).split()[column])


def x_of(size):
    share = (math.log(size) - math.log(SIZES[0])) / (math.log(SIZES[-1]) - math.log(SIZES[0]))
    return LEFT + 24 + share * (RIGHT - LEFT - 34)


def y_of(tau):
    return BOTTOM - (tau - LOWEST) / (HIGHEST - LOWEST) * (BOTTOM - TOP)


def three_digits(tau):
    return f"{tau:.3f}".lstrip("0")


def drawing():
    pages = {name: (FOLDER.parent / name).read_text(encoding="utf-8") for name in ("results.md", "results_signal.md")}
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title description">',
        '<title id="title">Kendall tau on NAS-Bench-201 by number of trained architectures</title>',
    ]
    rows = [(label, [figure(pages[page], f"{row}, {size}", column) for size in SIZES], style) for label, page, row, column, style in SERIES]
    said = "; ".join(f"{label}: " + ", ".join(f"{three_digits(tau)} with {size:,}" for size, tau in zip(SIZES, taus)) for label, taus, _ in rows)
    out.append(f'<desc id="description">{said}.</desc>')
    out.append(f"<style>{STYLE}</style>")
    out.append(f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>')
    out.append('<text class="title" x="24" y="34">How well the accuracies of NAS-Bench-201 are ranked</text>')
    out.append('<text class="quiet" x="24" y="56">Kendall tau on the architectures that were not trained on, mean of 10 splits; CIFAR-10</text>')
    for tick in TICKS:
        y = y_of(tick)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text class="quiet" x="{LEFT - 8}" y="{y + 4.5:.1f}" text-anchor="end">{tick:.2f}</text>')
    for size in SIZES:
        out.append(f'<text x="{x_of(size):.1f}" y="{BOTTOM + 24}" text-anchor="middle">{size:,}</text>')
    out.append(f'<text class="quiet" x="{(LEFT + RIGHT) / 2:.1f}" y="{BOTTOM + 46}" text-anchor="middle">trained architectures</text>')
    for label, taus, style in reversed(rows):
        points = [(x_of(size), y_of(tau)) for size, tau in zip(SIZES, taus)]
        out.append(f'<polyline class="{style}" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
        for x, y in points:
            out.append(f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="{6 if style == "ours" else 4.5}"/>')
        out.append(f'<text class="{style}" x="{RIGHT + 12}" y="{points[-1][1] + 4.5:.1f}">{three_digits(taus[-1])}  {label}</text>')
        if style == "ours":
            for (x, y), tau in list(zip(points, taus))[:-1]:
                out.append(f'<text class="ours" x="{x:.1f}" y="{y - 14:.1f}" text-anchor="middle">{three_digits(tau)}</text>')
    out.append("</svg>")
    return "\n".join(out) + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    file = FOLDER / "tau.svg"
    if not sys.argv[1:]:
        file.write_text(drawing(), encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != drawing():
        sys.exit(f"{file} is not drawn from the figures of the pages; run {Path(__file__).name}")


if __name__ == "__main__":
    main()
