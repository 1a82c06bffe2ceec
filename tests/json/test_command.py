#!/usr/bin/env python3
"""Spaces of one's own through the command: features, train, predict, evaluate, and architectures as tensors.

usage: test_command.py CARTOGRAF_BINARY EXAMPLES_FOLDER
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BINARY = None
EXAMPLES = None
COSTS = {"autoformer_tiny": "params", "nasbench101_small": "kernel_area", "nasbench201": "params", "natsbench_size": "channels",
         "transnasbench101_micro": "kernel_area", "two_inputs": "convolutions", "macro_stages": "blocks", "small_cells": "convolutions", "nasbench_asr": "convolutions"}


def run(*arguments, status=0):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert done.returncode == status, f"{arguments}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout if status == 0 else done.stderr


def digest(store):
    return json.loads(run("inspect", store, "--json"))["digest"]


class Command(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)

    def featurise(self, space, name, *arguments):
        run("features", space, "-o", self.path / name, "--device", "cpu", *arguments)
        return self.path / name

    def test_the_store_is_enough(self):
        for name, cost in COSTS.items():
            with self.subTest(name):
                document = self.path / f"{name}.json"
                document.write_bytes((EXAMPLES / f"{name}.json").read_bytes())
                store = self.featurise(document, f"{name}.h5", "--sample", "500", "--seed", "3")
                document.unlink()
                found = json.loads(run("evaluate", store, "--target", cost, "--models", "rf", "--train-sizes", "100", "--seeds", "1:2", "--json"))
                self.assertTrue(found)
                model = self.path / f"{name}.ubj"
                run("train", store, "--target", cost, "--train-size", "100", "-o", model)
                run("predict", store, "--model", model, "-o", self.path / f"{name}.csv")

    def test_tensors_round_trip(self):
        for name in COSTS:
            with self.subTest(name):
                space = EXAMPLES / f"{name}.json"
                store = self.featurise(space, f"{name}.a.h5", "--sample", "700", "--seed", "5", "--adjacency")
                again = self.featurise(space, f"{name}.b.h5", "--adjacency-in", store)
                self.assertEqual(digest(store), digest(again))

    def test_nasbench201_equals_the_built_in_space(self):
        for convention in ("graf_nas", "zc_combine", "paper"):
            mine = self.featurise(EXAMPLES / "nasbench201.json", f"{convention}.mine.h5", "--convention", convention)
            built_in = self.featurise("nasbench201", f"{convention}.h5", "--convention", convention)
            self.assertEqual(digest(mine), digest(built_in))

    def test_nasbench_asr_has_the_classes_that_docs_say(self):
        for name, classes in (("nasbench_asr_graph", 8242), ("nasbench_asr", 8865)):
            found = json.loads(run("spaces", EXAMPLES / f"{name}.json", "--unique", "--json"))
            self.assertEqual(found["unique"]["contracted"], classes)

    def test_bad_documents_exit_with_2(self):
        bad = self.path / "bad.json"
        bad.write_text('{"name": "x", "kind": "edges", "operations": ["a"], "nodes": 3, "edges": [[1, 4]]}')
        message = run("features", bad, "-o", self.path / "x.h5", status=2)
        self.assertIn("bad.json: /edges/0/1: expected a whole number from 1 to 3, found 4", message)
        bad.write_text("[" * 100000)
        run("spaces", bad, status=2)


if __name__ == "__main__":
    BINARY, EXAMPLES = sys.argv.pop(1), Path(sys.argv.pop(1))
    unittest.main()
