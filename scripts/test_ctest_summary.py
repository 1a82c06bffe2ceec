#!/usr/bin/env python3
"""Proves that ctest_summary.py counts single tests, and loses none that failed or crashed."""

import tempfile
import unittest
from pathlib import Path

import ctest_summary

CTEST = """<?xml version="1.0"?><testsuite>
<testcase name="io_tests.A/Csv" status="{csv}">{csv_detail}</testcase>
<testcase name="io_tests.Crash" status="fail"><failure message=""/></testcase>
<testcase name="python.h5py" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
<testcase name="gone" status="notrun"><skipped message="Unable to find executable"/></testcase>
</testsuite>"""

GTEST = """<?xml version="1.0"?><testsuites><testsuite name="A/Csv">
<testcase name="Reads/0" status="run" result="completed" classname="A/Csv"/>
<testcase name="Off" status="notrun" result="suppressed" classname="A/Csv"/>
<testcase name="Gpu" status="run" result="skipped" classname="A/Csv"><skipped message="a.cpp:3&#x0A;no GPU"/></testcase>
{more}</testsuite></testsuites>"""

FAILED = '<testcase name="Bad" status="run" result="completed" classname="A/Csv"><failure message="x"/></testcase>'


class Summary(unittest.TestCase):
    def read(self, csv, more=""):
        with tempfile.TemporaryDirectory() as folder:
            detail = '<failure message=""/>' if csv == "fail" else ""
            junit = Path(folder, "junit.xml")
            junit.write_text(CTEST.format(csv=csv, csv_detail=detail), encoding="utf-8")
            Path(folder, "gtest").mkdir()
            Path(folder, "gtest", "io_tests.A-Csv.xml").write_text(GTEST.format(more=more), encoding="utf-8")
            return ctest_summary.read_run("test", junit)

    def test_counts_single_tests(self):
        self.assertEqual(self.read("run"), [
            ("passed", "test: io_tests.A/Csv.Reads/0"), ("skipped", "test: io_tests.A/Csv.Gpu (no GPU)"),
            ("failed", "test: io_tests.Crash"), ("skipped", "test: python.h5py"), ("failed", "test: gone")])

    def test_names_a_test_that_failed(self):
        failed = [test for result, test in self.read("fail", FAILED) if result == "failed"]
        self.assertEqual(failed[0], "test: io_tests.A/Csv.Bad")
        self.assertEqual(len(failed), 3)

    def test_a_process_that_fails_after_its_tests_is_a_failure(self):
        self.assertIn(("failed", "test: io_tests.A/Csv (the process failed, none of its tests)"), self.read("fail"))

    def test_no_results_are_a_failure(self):
        self.assertEqual(ctest_summary.read_run("test", "/nowhere/junit.xml"), [("failed", "test: no test results")])


if __name__ == "__main__":
    unittest.main()
