#!/usr/bin/env python3
"""`cartograf convert` against what the benchmarks' own code does, repeated here with Python's standard library.

usage: test_convert.py CARTOGRAF SOURCE_DIR
"""

import collections
import csv
import io
import itertools
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CARTOGRAF, SOURCE = sys.argv[1], Path(sys.argv[2])
NATS_OPS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
NASLIB_OPS = ["skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"]
DARTS_OPS = ["max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"]


def convert(*arguments, stdin=""):
    result = subprocess.run([CARTOGRAF, "convert", *arguments], input=stdin, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise AssertionError(f"convert {' '.join(arguments)}: {result.stderr}")
    return result.stdout


def lines(*arguments, stdin=""):
    return convert(*arguments, stdin=stdin).splitlines()


class NatsBench(unittest.TestCase):
    def test_numbers_and_strings_are_those_of_its_shuffle(self):
        cells = list(itertools.product(NATS_OPS, repeat=6))
        random.seed(88)
        random.shuffle(cells)
        strings = ["|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|".format(*cell) for cell in cells]
        table = list(csv.DictReader(io.StringIO(convert("nasbench201", "--to", "nats", "--add-index", "nats,cartograf"))))
        self.assertEqual(len(table), 15625)
        self.assertEqual([int(row["cartograf_index"]) for row in table], list(range(15625)))
        for row in table:
            self.assertEqual(row["net"], strings[int(row["nats_index"])])
        numbers = "\n".join(map(str, range(15625)))
        self.assertEqual(lines("nasbench201", "-", "--index", "nats", "--to", "nats", stdin=numbers), strings)

    def test_strings_are_the_tuples_that_naslib_makes_of_them(self):
        strings, nets = lines("nasbench201", "--to", "nats"), lines("nasbench201", "--to", "net")
        for string, net in zip(strings, nets, strict=True):
            nodes = [[op.split("~")[0] for op in node[1:-1].split("|")] for node in string.split("+")]
            edges = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
            self.assertEqual(str(tuple(NASLIB_OPS.index(nodes[v - 2][u - 1]) for u, v in edges)), net)

    def test_sizes_are_those_of_the_positions(self):
        space = str(SOURCE / "docs/examples/natsbench_size.json")
        strings = lines(space, "--to", "nats")
        self.assertEqual(strings, [":".join(map(str, sizes)) for sizes in itertools.product(range(8, 65, 8), repeat=5)])


class TransNasBench101(unittest.TestCase):
    def test_cells(self):
        for string, net in zip(lines("transnasbench101_micro", "--to", "transnas"), lines("transnasbench101_micro", "--to", "net"), strict=True):
            self.assertEqual(string, "64-41414-{}_{}{}_{}{}{}".format(*eval(net)))

    def test_macro(self):
        for string, net in zip(lines("transnasbench101_macro", "--to", "transnas"), lines("transnasbench101_macro", "--to", "net"), strict=True):
            self.assertEqual(string, "64-" + "".join(map(str, eval(net))) + "-basic")


class Darts(unittest.TestCase):
    def setUp(self):
        self.nets = lines("darts", "--sample", "2000", "--to", "net")

    def test_genotypes_evaluate_to_the_pairs(self):
        genotype_type = collections.namedtuple("Genotype", "normal normal_concat reduce reduce_concat")
        for text, net in zip(lines("darts", "-", "--to", "genotype", stdin="\n".join(self.nets)), self.nets, strict=True):
            genotype = eval(text, {"Genotype": genotype_type, "range": range})
            self.assertEqual(list(genotype.normal_concat), [2, 3, 4, 5])
            for pairs, cell in zip((genotype.normal, genotype.reduce), eval(net), strict=True):
                self.assertEqual([(source, DARTS_OPS.index(op)) for op, source in pairs], list(cell))

    def test_configurations_are_what_nasbench301_makes_genotypes_of(self):
        base = "NetworkSelectorDatasetInfo:darts:"
        for text, net in zip(lines("darts", "-", "--to", "nasbench301", stdin="\n".join(self.nets)), self.nets, strict=True):
            configuration = json.loads(text)
            for cell, pairs in zip(("normal", "reduce"), eval(net), strict=True):
                start, n, found = 0, 2, []
                for node in range(4):
                    for edge in range(start, start + n):
                        op = configuration.get(f"{base}edge_{cell}_{edge}")
                        if op is not None:
                            found.append((edge - start, DARTS_OPS.index(op)))
                    if node > 0:
                        self.assertEqual(configuration[f"{base}inputs_node_{cell}_{node + 2}"], "_".join(str(s) for s, _ in found[-2:]))
                    start, n = start + n, n + 1
                self.assertEqual(found, list(pairs))


class NasBench101(unittest.TestCase):
    def test_dictionaries_are_the_keys(self):
        ids = {"input": 0, "output": 1, "maxpool3x3": 2, "conv1x1-bn-relu": 3, "conv3x3-bn-relu": 4}
        nets = lines("nasbench101", "--sample", "5000", "--to", "net")
        for text, net in zip(lines("nasbench101", "-", "--to", "nasbench101", stdin="\n".join(nets)), nets, strict=True):
            graph = json.loads(text)
            flat = [entry for row in graph["module_adjacency"] for entry in row] + [ids[op] for op in graph["module_operations"]]
            self.assertEqual(str(tuple(flat)), net)


class Tables(unittest.TestCase):
    def test_other_columns_stay(self):
        table = 'acc,arch,note\n91.5,"(4, 3, 3, 0, 0, 0)","a, b"\n90,"(4, 3, 3, 0, 0, 0)",\n'
        self.assertEqual(
            convert("nasbench201", "-", "--key-column", "arch", "--to", "nats", "--add-index", "nats", stdin=table),
            "acc,net,nats_index,note\n"
            '91.5,|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|,0,"a, b"\n'
            "90,|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|,0,\n",
        )

    def refused(self, arguments, stdin, *parts):
        result = subprocess.run([CARTOGRAF, "convert", *arguments], input=stdin, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 2, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_columns_are_not_written_twice(self):
        arguments = ["nasbench201", "-", "--index", "nats", "--key-column", "arch_index", "--to", "net"]
        self.refused(arguments, 'net,arch_index\n"(4, 3, 3, 0, 0, 0)",0\n', "expected no column 'net' beside the keys in 'arch_index'")
        self.refused(arguments + ["--add-index", "nats"], "nats_index,arch_index\n0,0\n", "expected no column 'nats_index'")
        self.refused(arguments + ["--add-index", "nats,nats"], "arch_index\n0\n", "stands there twice")

    def test_keys_as_json_say_what_is_wrong_with_them(self):
        graph = '{"matrix": [[0, 0, 1], [0, 0, 1], [0, 0, 0]], "ops": ["input", "maxpool3x3", "output"], "accuracy": 0.5}'
        self.refused(["nasbench101", "-", "--to", "net"], graph + "\n", "expected an edge into node 1", "--prune reads it")
        self.assertEqual(convert("nasbench101", "-", "--to", "net", "--prune", stdin=graph), "(0, 1, 0, 0, 0, 1)\n")
        self.refused(["nasbench201", "-", "--to", "net"], "[[1, 0, 2, 3, 3, 3]]\n", "expected a number from 0 to 4")
        self.refused(["nasbench201", "-", "--to", "net"], '[\n "(0, 0, 0, 0, 0, 0)"\n]\n', "found JSON; write each architecture on a line of its own")
        self.refused(["nasbench201", "-", "--to", "net"], '["(0, 0, 0, 0, 0, 0)"]\n', "found JSON")

    def test_numbers_of_a_column(self):
        self.assertEqual(
            convert("nasbench201", "-", "--key-column", "arch_index", "--index", "nats", "--to", "net", stdin="arch_index,latency\n0,5.5\n"),
            'net,latency\n"(4, 3, 3, 0, 0, 0)",5.5\n',
        )


    def test_exports_have_numbers_behind_their_keys(self):
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "f.h5"
            keys = "0\n9\n123\n"
            for arguments in (
                ("features", "nasbench201", "--keys", "-", "--index", "nats", "--families", "op_count", "--convention", "zc_combine", "-o", store),
                ("export", store, "-o", Path(folder) / "f.csv", "--add-index", "nats,cartograf", "--columns", "op_count_1"),
            ):
                result = subprocess.run([CARTOGRAF, *map(str, arguments)], input=keys, capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 0, result.stderr)
            table = list(csv.DictReader(io.StringIO((Path(folder) / "f.csv").read_text(encoding="utf-8"))))
        self.assertEqual([row["nats_index"] for row in table], ["0", "9", "123"])
        nets = lines("nasbench201", "-", "--index", "nats", "--to", "net", stdin=keys)
        self.assertEqual([lines("nasbench201", "--range", f"{row['cartograf_index']}:{int(row['cartograf_index']) + 1}", "--to", "net")[0] for row in table], nets)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
