#!/usr/bin/env python3
"""`cartograf import` of files that Python's json and csv write, as NASLib and zc_combine do, against what Python reads back.

usage: test_import.py CARTOGRAF SOURCE_DIR             on the example table, and the command's manners
       test_import.py CARTOGRAF SOURCE_DIR SHARED_DIR  on the full tables; exit code 77 where they are not there
"""

import csv
import gzip
import io
import json
import math
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from chosen_tests import full_tables, run_chosen  # noqa: E402

CARTOGRAF, SOURCE = sys.argv[1], Path(sys.argv[2])
SHARED = full_tables(sys.argv)
EXAMPLE = SOURCE / "docs/examples/data/nasbench201.csv"


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def run(*arguments, stdin=None):
    return subprocess.run([CARTOGRAF, *map(str, arguments)], stdin=stdin, capture_output=True, text=True, check=False)


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def imported(self, *arguments):
        done = run("import", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check_scores(self, tables, form):
        """tables: dataset -> {net: {name: number}}. form: "scores", "numbers" or "with the space"."""

        def member(number):
            return {"score": number, "time": number / 3} if form == "scores" else number

        document = {
            dataset: {net: {**{name: member(number) for name, number in numbers.items()}, "id": f"{i}"} for i, (net, numbers) in enumerate(table.items())}
            for dataset, table in tables.items()
        }
        if form == "with the space":
            document = {"nasbench201": document}
        file = self.folder / "zc.json"
        file.write_text(json.dumps(document))
        found = rows_of(self.imported(file))
        nets = list(dict.fromkeys(net for table in tables.values() for net in table))
        self.assertEqual([row["net"] for row in found], nets)
        for row in found:
            for dataset, table in tables.items():
                for name, number in table.get(row["net"], {}).items():
                    text = row[f"{dataset}.{name}" if len(tables) > 1 else name]
                    self.assertTrue(text == "" if math.isnan(number) else float(text) == number, (row["net"], dataset, name, text, number))


class OnTheExampleTable(Command):
    def setUp(self):
        super().setUp()
        self.table = {row.pop("net"): {name: float(text) for name, text in row.items()} for row in rows_of(EXAMPLE.read_text())}

    def test_json(self):
        part = {net: {**numbers, "odd": (math.nan, math.inf, -math.inf, 1e-300)[i % 4]} for i, (net, numbers) in enumerate(list(self.table.items())[:100])}
        for form in ("scores", "numbers", "with the space"):
            self.check_scores({"cifar10": self.table, "cifar100": part}, form)
            self.check_scores({"cifar10": part}, form)

    def test_lists(self):
        file = self.folder / "train.json"
        file.write_text(json.dumps([{"arch": json.loads(net.replace("(", "[").replace(")", "]")), "accuracy": row["cifar10"]} for net, row in self.table.items()]))
        self.assertEqual([(row["net"], float(row["accuracy"])) for row in rows_of(self.imported(file))], [(net, row["cifar10"]) for net, row in self.table.items()])

    def test_csv_packed_or_from_a_stream_is_itself(self):
        self.assertEqual(self.imported(EXAMPLE), EXAMPLE.read_text())
        packed = self.folder / "t.csv.gz"
        packed.write_bytes(gzip.compress(EXAMPLE.read_bytes()))
        self.assertEqual(self.imported(packed), EXAMPLE.read_text())
        with open(EXAMPLE, encoding="utf-8") as file:
            self.assertEqual(run("import", "-", stdin=file).stdout, EXAMPLE.read_text())

    def test_what_is_written_is_said_and_trained_on(self):
        table, model = self.folder / "table.csv", self.folder / "m.h5"
        done = run("import", EXAMPLE, "-o", table)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn(f"{table}: 453 rows of nasbench201, 7 columns, from CSV", done.stderr)
        self.assertEqual(run("train", "nasbench201", "--targets", table, "--target", "fpga_latency", "--model", "ridge", "-o", model).returncode, 0)
        for arguments, message in (((EXAMPLE, "-o", table), "exists"), ((table, "-o", table, "--overwrite"), "table.csv")):
            done = run("import", *arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(message, done.stderr)
        self.assertEqual(table.read_text(), EXAMPLE.read_text())

    def test_bad_input_has_exit_code_2(self):
        for arguments, message in (
            (("absent.json",), "absent.json: no such file"),
            ((EXAMPLE, "--space", "nasbench2001"), "nasbench201"),
            ((EXAMPLE, "--space", "darts"), f"{EXAMPLE}:2:1: key '(4, 3, 0, 0, 1, 2)' of darts: "),
            ((EXAMPLE, "--dataset", "cifar10"), "no dataset 'cifar10'; found a CSV"),
            ((EXAMPLE, "--key-column", "arch"), "arch"),
        ):
            done = run("import", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn(message, done.stderr)


class OnTheFullTables(Command):
    def test_csv_are_themselves(self):
        for name, space in (
            ("nasbench201/accuracy.csv", None),
            ("nasbench201/hardware_cifar10.csv", None),
            ("nasbench201/robustness_cifar10.csv", None),
            ("nasbench101/accuracy.csv", None),
            ("transnasbench101_micro/accuracy.csv", "transnasbench101_micro"),
            ("transnasbench101_macro/accuracy.csv", None),
            ("nasbench_macro/accuracy.csv", None),
        ):
            text = (SHARED / name).read_text(encoding="utf-8")
            self.assertEqual(self.imported(SHARED / name, *(["--space", space] if space else [])), text, name)

    def test_json_of_all_proxies(self):
        tables = {}
        for dataset, file in (("cifar10", "cifar10"), ("ImageNet16-120", "imagenet16_120")):
            rows = rows_of((SHARED / f"nasbench201/zero_cost_proxies_{file}.csv").read_text(encoding="utf-8"))
            tables[dataset] = {row.pop("net"): {name: float(text) for name, text in row.items()} for row in rows}
        self.check_scores(tables, "scores")

    def test_json_of_nasbench301(self):
        rows = rows_of((SHARED / "nasbench301/accuracy_and_proxies.csv").read_text(encoding="utf-8"))
        document = {"cifar10": {row.pop("net"): {name: float(text) for name, text in row.items() if text} for row in rows}}
        file = self.folder / "zc.json"
        file.write_text(json.dumps(document))
        done = run("import", file, "-o", self.folder / "t.csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1,218 rows of darts, 13 columns", done.stderr)
        found = rows_of((self.folder / "t.csv").read_text())
        self.assertEqual([float(row["val_accuracy"]) for row in found], [numbers["val_accuracy"] for numbers in document["cifar10"].values()])


if __name__ == "__main__":
    run_chosen(OnTheExampleTable, OnTheFullTables, SHARED)
