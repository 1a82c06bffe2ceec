#!/usr/bin/env python3
"""Sums up several ctest runs: names what failed and what was skipped; the last line is the total.

usage: ctest_summary.py [--failed-step STEP]... [NAME=JUNIT_XML]...

A test of ctest is a suite of GoogleTest, which leaves its own results in the folder `gtest` beside JUNIT_XML: from there
single tests are counted. One without such a file, because it crashed or is no GoogleTest, counts as one test.
A step that failed before its tests could run, and a run without results, count as one failure each. Exits 1 on any failure.
"""

import argparse
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


def of_suite(path):
    """The tests of one suite as (outcome, name, reason); None when it left no results that can be read."""
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None
    tests = []
    for case in cases:
        name, skipped = f"{case.get('classname')}.{case.get('name')}", case.find("skipped")
        if case.find("failure") is not None:
            tests.append(("failed", name, ""))
        elif skipped is not None:
            # "file:line", then the reason.
            tests.append(("skipped", name, skipped.get("message", "").partition("\n")[2].strip()))
        elif case.get("status") == "run":
            tests.append(("passed", name, ""))
    return tests


def of_case(case, folder):
    """The tests behind one test of ctest."""
    name = case.get("name")
    tests = of_suite(folder / (name.replace("/", "-") + ".xml"))
    if not tests:
        return [(outcome(case), name, "")]
    program = name.partition(".")[0]
    tests = [(result, f"{program}.{test}", reason) for result, test, reason in tests]
    if outcome(case) == "failed" and all(result != "failed" for result, _, _ in tests):
        tests.append(("failed", name, "the process failed, none of its tests"))
    return tests


def read_run(name, path):
    """A list of (outcome, test), or one failure when the run left no results."""
    if not Path(path).is_file():
        return [("failed", f"{name}: no test results")]
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    if not cases:
        return [("failed", f"{name}: no tests")]
    folder = Path(path).parent / "gtest"
    return [(result, f"{name}: {test}" + (f" ({reason})" if reason else ""))
            for case in cases for result, test, reason in of_case(case, folder)]


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
