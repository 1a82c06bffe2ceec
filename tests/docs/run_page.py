#!/usr/bin/env python3
"""Runs the commands of a page in the order in which they stand there, and compares what they print with what the page says.

usage: run_page.py [--update] [--twice] [--skip COMMAND]... [--at-least N] CARTOGRAF SOURCE_DIR PAGE.md

A block ```sh is run as it is. In a block ```console a line that begins with "$ " is a command (it goes on behind a backslash), and what
follows must be its standard output; a line "..." stands for any lines. A fraction may differ by one in its last digit, or by 1e-6 of its
size, as other processors round otherwise, and blanks between columns by their number. All commands share one bash, which starts in an empty folder that
looks like the checkout: its files are those of SOURCE_DIR, build/release/cartograf is CARTOGRAF, which is on PATH too, and
scripts/quickstart.sh neither sets up nor builds (CARTOGRAF in its environment).

--skip COMMAND    leaves out the lines that begin so, such as one that builds everything
--at-least N      fails where the page has fewer commands: a page that lost its blocks is no page that passes
--twice           runs the page once more in the folder that the first run left, which must print the same
--update          writes what the commands print into the page
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
FRACTION = r"-?\d+\.\d+(?:e[-+]?\d+)?"
MARK = "\x1e"


class Piece:
    """What is run at once: a whole block `sh`, or one command of a block `console`, with the place of its output in the page."""

    def __init__(self, text, output=None):
        self.text, self.output = text, output


def pieces_of(page, skipped):
    found = []
    for block in BLOCK.finditer(page):
        if block.group(1) == "sh":
            lines = [line for line in block.group(2).split("\n") if not line.startswith(tuple(skipped))]
            found.append(Piece("\n".join(lines)))
            continue
        for command in COMMAND.finditer(page, block.start(2), block.end(2)):
            found.append(Piece(command.group(1), command.span(2)))
    return found


def number_of_commands(pieces):
    joined = "\n".join(piece.text for piece in pieces).replace("\\\n", " ")
    return sum(1 for line in joined.split("\n") if line.strip() and not line.lstrip().startswith("#"))


def make_checkout(folder, source, binary):
    """`build` and `out` are the folder's own."""
    for entry in source.iterdir():
        if entry.name not in ("build", "out", ".git"):
            (folder / entry.name).symlink_to(entry)
    (folder / "build/release").mkdir(parents=True)
    (folder / "build/release/cartograf").symlink_to(binary)


def run(pieces, folder):
    """The output of each piece. Ends the program where one fails."""
    environment = {name: value for name, value in os.environ.items() if name != "CARTOGRAF_DATA"}
    environment["CARTOGRAF"] = "build/release/cartograf"
    environment["PATH"] = f"{folder / 'build/release'}:{environment['PATH']}"
    script = "set -euo pipefail\n" + "".join(f"printf '{MARK}'\n{piece.text}\n" for piece in pieces)
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    outputs = done.stdout.split(MARK)[1:]
    if done.returncode != 0:
        failed = pieces[max(len(outputs), 1) - 1]
        sys.exit(f"ended with {done.returncode}:\n{failed.text}\n\nstandard output:\n{outputs[-1] if outputs else ''}\nstandard error:\n{done.stderr}")
    return outputs


def as_pattern(expected):
    """A pattern of what is expected, with a group for each fraction; and the fractions."""
    pattern, fractions = [], []
    for line in expected.splitlines():
        if line == "...":
            pattern.append("(?:[^\n]*\n)*?")
            continue
        for part in re.split(r"(" + FRACTION + r"| +)", line):
            if re.fullmatch(FRACTION, part):
                pattern.append(f"({FRACTION})")
                fractions.append(part)
            else:
                pattern.append(" +" if part and not part.strip(" ") else re.escape(part))
        pattern.append("\n")
    return re.compile("".join(pattern)), fractions


def is_near(expected, found):
    unit = max(10.0 ** -len(text.partition(".")[2]) if "e" not in text else 0.0 for text in (expected, found))
    return abs(float(expected) - float(found)) <= max(1.01 * unit, 1e-6 * abs(float(expected)))


def is_said(expected, found):
    pattern, fractions = as_pattern(expected)
    match = pattern.fullmatch(found)
    return bool(match) and all(map(is_near, fractions, match.groups()))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--at-least", type=int, default=1)
    parser.add_argument("binary", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("page", type=Path)
    options = parser.parse_args()

    page = options.page.read_text(encoding="utf-8")
    pieces = pieces_of(page, options.skip)
    n_commands = number_of_commands(pieces)
    if n_commands < options.at_least:
        sys.exit(f"{options.page}: expected at least {options.at_least} commands, found {n_commands}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        make_checkout(folder, options.source.resolve(), options.binary.resolve())
        outputs = run(pieces, folder)
        again = run(pieces, folder) if options.twice else outputs

    wrong, updated = [], page
    for piece, output, second in reversed(list(zip(pieces, outputs, again, strict=True))):
        if second != output:
            sys.exit(f"{options.page}: {piece.text}\nprinted\n{output}and then, run again,\n{second}")
        if piece.output is None:
            continue
        begin, end = piece.output
        if not is_said(page[begin:end], output):
            wrong.insert(0, f"$ {piece.text}\nthe page says:\n{page[begin:end]}printed:\n{output}")
            updated = updated[:begin] + output + updated[end:]
    if options.update:
        options.page.write_text(updated, encoding="utf-8")
    elif wrong:
        sys.exit(f"{options.page}: {len(wrong)} of {n_commands} commands print something else; --update writes it into the page\n\n" + "\n".join(wrong))
    print(f"{options.page}: {n_commands} commands")


if __name__ == "__main__":
    main()
