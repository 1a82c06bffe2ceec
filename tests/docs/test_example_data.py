#!/usr/bin/env python3
"""docs/examples/data: what its README says holds, and the file is what make.sh writes from the full tables.

usage: test_example_data.py CARTOGRAF SOURCE_DIR            what holds without any other file
       test_example_data.py CARTOGRAF SOURCE_DIR SHARED_DIR  beside the full tables; exit code 77 where they are not there
"""

import csv
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from chosen_tests import full_tables, run_chosen  # noqa: E402

CARTOGRAF, SOURCE = sys.argv[1], Path(sys.argv[2])
TABLES = full_tables(sys.argv)
SHARED = None if TABLES is None else TABLES / "nasbench201"
FOLDER = SOURCE / "docs/examples/data"
ACCURACIES = ["cifar10", "cifar100", "imagenet16_120"]
LATENCIES = ["edgegpu_latency", "raspi4_latency", "pixel3_latency", "fpga_latency"]
OPERATIONS = range(5)
NONE = 1
EDGES = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["net"]: row for row in csv.DictReader(file)}


def has_dead_operation(net):
    """An edge whose operation is not none, and that no signal reaches or leaves towards the output."""
    edges = [edge for edge, op in zip(EDGES, net, strict=True) if op != NONE]
    reached, leads_on = {1}, {4}
    for _ in EDGES:
        reached |= {v for u, v in edges if u in reached}
        leads_on |= {u for u, v in edges if v in leads_on}
    return any(u not in reached or v not in leads_on for u, v in edges)


class ExampleData(unittest.TestCase):
    def setUp(self):
        self.rows = table(FOLDER / "nasbench201.csv")

    def test_is_small_and_complete(self):
        self.assertEqual(len(self.rows), 453)
        self.assertLess((FOLDER / "nasbench201.csv").stat().st_size, 60_000)
        for net, row in self.rows.items():
            self.assertEqual(list(row), ["net", *ACCURACIES, *LATENCIES])
            for name in ACCURACIES:
                self.assertRegex(row[name], r"^\d+\.\d\d$")
                self.assertTrue(0 < float(row[name]) < 100, net)
            for name in LATENCIES:
                self.assertRegex(row[name], r"^\d+\.\d\d\d$")
                self.assertGreater(float(row[name]), 0, net)

    def test_architectures_are_of_the_space_and_have_no_dead_operation(self):
        for text in self.rows:
            net = tuple(int(part) for part in text.strip("()").split(", "))
            self.assertTrue(len(net) == 6 and all(op in OPERATIONS for op in net), text)
            self.assertFalse(has_dead_operation(net), text)

    def test_the_notices_of_the_sources_are_there(self):
        notices = (FOLDER / "LICENSES.txt").read_text(encoding="utf-8")
        for line in (
            "Copyright (c) 2023 Gabriela Kadlecová",
            "Copyright (c) 2022 GaTech-EIC",
            "Copyright (c) since 2020 Xuanyi Dong",
            "Copyright (2019) the contributors and AutoML-Freiburg",
        ):
            self.assertIn(line, notices)
        self.assertEqual(notices.count("The above copyright notice and this permission notice shall be included in all"), 3)

    def test_the_readme_names_every_column(self):
        readme = (FOLDER / "README.md").read_text(encoding="utf-8")
        for name in ["net", *ACCURACIES, *LATENCIES]:
            self.assertIn(f"`{name}`", readme)


class BesideTheFullTables(unittest.TestCase):
    def test_make_writes_the_file(self):
        environment = {**os.environ, "CARTOGRAF": CARTOGRAF}
        done = subprocess.run(["bash", FOLDER / "make.sh", SHARED], env=environment, capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout, (FOLDER / "nasbench201.csv").read_bytes())

    def test_values_are_those_of_the_full_tables(self):
        accuracy, hardware = table(SHARED / "accuracy.csv"), table(SHARED / "hardware_cifar10.csv")
        for net, row in table(FOLDER / "nasbench201.csv").items():
            for name in ACCURACIES:
                self.assertLessEqual(abs(float(row[name]) - float(accuracy[net][name])), 0.00501)
            for name in LATENCIES:
                self.assertLessEqual(abs(float(row[name]) - float(hardware[net][name])), 0.000501)

    def test_what_the_readmes_say_of_the_best(self):
        full = sorted((float(row["cifar10"]) for row in table(SHARED / "accuracy.csv").values()), reverse=True)
        best = max(float(row["cifar10"]) for row in table(FOLDER / "nasbench201.csv").values())
        self.assertEqual(best, 91.36)
        self.assertGreaterEqual(best, full[4])

    def test_make_says_what_is_missing(self):
        done = subprocess.run(["bash", FOLDER / "make.sh"], capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, re.escape("usage: make.sh FOLDER"))


if __name__ == "__main__":
    run_chosen(ExampleData, BesideTheFullTables, TABLES)
