#!/usr/bin/env python3
"""Sums up several ctest runs: names what failed and what was skipped; the last line is the total.

usage: ctest_summary.py [--failed-step STEP]... [NAME=JUNIT_XML]...

A step that failed before its tests could run, and a run without results, count as one failure each. Exits 1 on any failure.
"""

import argparse
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def outcome(case):
    skipped = case.find("skipped")
    if skipped is not None:
        # ctest also files here what it could not start: no executable, a fixture that failed.
        asked_for = skipped.get("message", "").startswith("SKIP_")
        return "skipped" if asked_for else "failed"
    if case.get("status") == "disabled":
        return "skipped"
    return "passed" if case.get("status") == "run" and case.find("failure") is None else "failed"


def describe(name, case):
    """The test, and GoogleTest's reason where it was skipped."""
    reason = re.search(r": Skipped\n(.+)", case.findtext("system-out") or "")
    return f"{name}: {case.get('name')}" + (f" ({reason.group(1).strip()})" if reason else "")


def read_run(name, path):
    """A list of (outcome, test), or one failure when the run left no results."""
    if not Path(path).is_file():
        return [("failed", f"{name}: no test results")]
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    if not cases:
        return [("failed", f"{name}: no tests")]
    return [(outcome(case), describe(name, case)) for case in cases]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failed-step", action="append", default=[])
    parser.add_argument("runs", nargs="*", metavar="NAME=JUNIT_XML")
    options = parser.parse_args()

    results = [("failed", step) for step in options.failed_step]
    for run in options.runs:
        results += read_run(*run.split("=", 1))
    for kind in ("skipped", "failed"):
        for result, test in results:
            if result == kind:
                print(f"{kind}  {test}")
    count = {kind: sum(result == kind for result, _ in results) for kind in ("passed", "failed", "skipped")}
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
