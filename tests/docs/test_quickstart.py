#!/usr/bin/env python3
"""scripts/quickstart.sh without its set-up and build: it ends in 16 architectures, can be run again, and refuses what is wrong before
it does anything.

usage: test_quickstart.py CARTOGRAF SOURCE_DIR             on the example table
       test_quickstart.py CARTOGRAF SOURCE_DIR SHARED_DIR  beside the full table; exit code 77 where it is not there
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from chosen_tests import full_tables, run_chosen  # noqa: E402

CARTOGRAF, SOURCE = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
SHARED = full_tables(sys.argv)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class QuickStart(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name) / "with a blank"

    def run_it(self, *arguments, **variables):
        environment = {name: value for name, value in os.environ.items() if name != "CARTOGRAF_DATA"}
        environment.update(CARTOGRAF=CARTOGRAF, **variables)
        return subprocess.run(["bash", SOURCE / "scripts/quickstart.sh", *arguments], env=environment, capture_output=True, text=True, check=False)

    def ended_well(self, **variables):
        done = self.run_it(self.out, **variables)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def proposed(self, output):
        part = output.partition("== Here are the next 16 to train, in the order in which they were chosen\n")[2].partition("\n\n")[0]
        return re.findall(r"^  (\(\d(?:, \d){5}\)) +(\d+\.\d\d) %$", part, re.MULTILINE)


class OnTheExampleTable(QuickStart):
    def test_ends_in_16_new_architectures_and_does_so_again(self):
        output = self.ended_well()
        proposed = self.proposed(output)
        self.assertEqual(len(proposed), 16)
        known = {row["net"] for row in rows_of(SOURCE / "docs/examples/data/nasbench201.csv")}
        self.assertEqual(len({net for net, _ in proposed} - known), 16)
        self.assertEqual([(row["net"], f"{float(row['prediction']):.2f}") for row in rows_of(self.out / "next.csv")], proposed)
        self.assertRegex(output, r"(?m)^gp +32 +10 +0\.7")
        for name in ("nasbench201.h5", "cifar10.h5", "next.csv"):
            self.assertTrue((self.out / name).is_file())
            self.assertIn(name, output.partition("== Made")[2])
        first = (self.out / "next.csv").read_bytes()
        self.assertEqual(self.proposed(self.ended_well()), proposed)
        self.assertEqual((self.out / "next.csv").read_bytes(), first)

    def test_refuses_first(self):
        for arguments, variables, message in (
            (["--wrong"], {}, "unknown option: --wrong"),
            (["a", "b"], {}, "one folder expected, found 2 arguments"),
            ([self.out], {"CARTOGRAF_DATA": "/nowhere"}, "there is no /nowhere/nasbench201/accuracy.csv"),
        ):
            done = self.run_it(*arguments, **variables)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(message, done.stderr)
        self.assertFalse(self.out.exists())

    def test_says_how_it_is_used(self):
        done = self.run_it("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for part in ("usage: scripts/quickstart.sh [OUTPUT_FOLDER]", "CARTOGRAF_DATA", "CARTOGRAF  "):
            self.assertIn(part, done.stdout)


class BesideTheFullTable(QuickStart):
    def setUp(self):
        super().setUp()
        self.accuracies = {row["net"]: float(row["cifar10"]) for row in rows_of(SHARED / "nasbench201/accuracy.csv")}

    def test_what_the_readme_says_of_the_16(self):
        best = sorted(self.accuracies.values(), reverse=True)[15]
        self.ended_well()
        proposed = [row["net"] for row in rows_of(self.out / "next.csv")]
        self.assertEqual(sum(self.accuracies[net] >= best for net in proposed), 6)
        self.assertIn("six of these 16 are among the 16 best of all 15,625", (SOURCE / "README.md").read_text(encoding="utf-8"))

    def test_the_full_table_is_taken(self):
        output = self.ended_well(CARTOGRAF_DATA=str(SHARED))
        self.assertIn(f"--targets {SHARED.resolve()}/nasbench201/accuracy.csv", output)
        self.assertIn(f"--only {SHARED.resolve()}/nasbench201/reachable_nets.csv", output)
        proposed = self.proposed(output)
        self.assertEqual(len(proposed), 16)
        self.assertGreater(min(self.accuracies[net] for net, _ in proposed), sorted(self.accuracies.values())[-len(self.accuracies) // 20])


if __name__ == "__main__":
    run_chosen(OnTheExampleTable, BesideTheFullTable, SHARED)
