#!/usr/bin/env python3
"""The examples follow docs/space.schema.json, and wrong documents do not.

usage: test_schema.py DOCS_FOLDER
"""

import copy
import json
import sys
import unittest
from pathlib import Path

try:
    import jsonschema
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

DOCS = None


def load(name):
    return json.loads((DOCS / name).read_text(encoding="utf-8"))


class Schema(unittest.TestCase):
    def setUp(self):
        schema = load("space.schema.json")
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def test_examples(self):
        paths = sorted((DOCS / "examples").glob("*.json"))
        self.assertGreaterEqual(len(paths), 6)
        for path in paths:
            with self.subTest(path.name):
                self.assertEqual([error.message for error in self.validator.iter_errors(load(f"examples/{path.name}"))], [])

    def test_wrong_documents(self):
        wrong = [
            ("two_inputs", "kind", "edge"), ("two_inputs", "nodes", 33), ("two_inputs", "edges", [[1, 2, 3]]),
            ("two_inputs", "edges", [[1, 2], [1, 2]]), ("two_inputs", "operations", ["a", "a"]), ("two_inputs", "name", "a b"),
            ("two_inputs", "max_nodes", 3), ("nasbench101_small", "max_nodes", 12), ("nasbench101_small", "zero", "maxpool3x3"),
            ("autoformer_tiny", "depths", []), ("autoformer_tiny", "attributes", [{"name": "a", "values": ["x", 1]}]),
            ("autoformer_tiny", "attributes", [{"name": "a", "values": [128]}]), ("nasbench201", "costs", {"..": {"per_operation": {}}}),
            ("nasbench201", "costs", {"params": {}}), ("small_cells", "sources", 5), ("small_cells", "repeats", 1),
            ("small_cells", "cells", ["normal"]), ("small_cells", "zero", "skip_connect"),
            ("small_cells", "signal", {"skip_connect": {"role": "skip", "depth": 2}}),
        ]
        for name, member, value in wrong:
            document = copy.deepcopy(load(f"examples/{name}.json"))
            document[member] = value
            with self.subTest(f"{name} {member} {value}"):
                self.assertFalse(self.validator.is_valid(document))

    def test_required_members(self):
        for name, members in {"two_inputs": ["name", "kind", "operations", "nodes", "edges"],
                              "nasbench101_small": ["name", "kind", "operations", "max_nodes", "max_edges"],
                              "small_cells": ["name", "kind", "operations", "intermediate_nodes"],
                              "autoformer_tiny": ["name", "kind", "layers", "attributes"]}.items():
            for member in members:
                document = load(f"examples/{name}.json")
                del document[member]
                with self.subTest(f"{name} without {member}"):
                    self.assertFalse(self.validator.is_valid(document))


if __name__ == "__main__":
    DOCS = Path(sys.argv.pop(1))
    unittest.main()
