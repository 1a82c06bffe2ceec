#!/usr/bin/env python3
"""Opens stores that the command wrote with plain h5py, and compares them with values computed here.

usage: test_h5py.py CARTOGRAF_BINARY
"""

import itertools
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

BINARY = None
OPS = ["skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"]
EDGES = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
SUBSETS = [subset for size in range(1, 6) for subset in itertools.combinations(range(5), size)]
N = 5**6


def text_of(column):
    return [text.decode("utf-8") for text in column]


def path_lengths(edges, node=1, length=0):
    """The number of edges of every path from `node` to node 4."""
    if node == 4:
        yield length
    for source, target in edges:
        if source == node:
            yield from path_lengths(edges, target, length + 1)


def features_of(key):
    """Name -> value, convention graf_nas."""
    features = {f"op_count_{op}": key.count(op) for op in range(5)}
    for subset in SUBSETS:
        name = "(" + ",".join(OPS[op] for op in subset) + ")"
        edges = [edge for edge, op in zip(EDGES, key) if op in subset]
        lengths = list(path_lengths(edges))
        features[f"min_path_len_{name}"] = min(lengths, default=6)
        features[f"max_op_on_path_{name}"] = max(lengths, default=0)
        features[f"node_degree_{name}_in_degree"] = sum(source == 1 for source, _ in edges)
        features[f"node_degree_{name}_out_degree"] = sum(target == 4 for _, target in edges)
        features[f"node_degree_{name}_avg_in"] = len(edges) / 4
        features[f"node_degree_{name}_avg_out"] = len(edges) / 4
    return features


def names():
    per_subset = ["(" + ",".join(OPS[op] for op in subset) + ")" for subset in SUBSETS]
    parts = ["in_degree", "out_degree", "avg_in", "avg_out"]
    return (
        [f"op_count_{op}" for op in range(5)]
        + [f"min_path_len_{name}" for name in per_subset]
        + [f"max_op_on_path_{name}" for name in per_subset]
        + [f"node_degree_{name}_{part}" for name in per_subset for part in parts]
    )


class Store(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = {
            "float32": cls.made("float32"),
            "float64": cls.made("float64", "--dtype", "float64"),
            "int8": cls.made("int8", "--dtype", "int8", "--compression", "gzip", "--adjacency"),
            "cost": cls.made("cost", "--families", "op_count,cost", "--sample", "500", "--seed", "42"),
        }

    @classmethod
    def tearDownClass(cls):
        for file in cls.files.values():
            file.close()
        cls.folder.cleanup()

    @classmethod
    def made(cls, name, *options):
        path = Path(cls.folder.name) / f"{name}.h5"
        subprocess.run([BINARY, "features", "nasbench201", "-o", path, "--device", "cpu", *options], check=True, timeout=120)
        return h5py.File(path, "r")

    def test_shapes_and_types(self):
        for dtype in ("float32", "float64", "int8"):
            features = self.files[dtype]["features"]
            self.assertEqual(features.shape, (N, 191))
            self.assertEqual(features.dtype, numpy.dtype(dtype))
        file = self.files["float32"]
        self.assertEqual(file["index"].dtype, numpy.dtype("uint64"))
        self.assertEqual(file["divisor"].dtype, numpy.dtype("int32"))
        self.assertEqual(file["divisor"].shape, (191,))

    def test_features_are_chunked_by_rows(self):
        rows, columns = self.files["float32"]["features"].chunks
        self.assertEqual(columns, 191)
        self.assertLess(rows, N)

    def test_only_built_in_filters(self):
        features = self.files["int8"]["features"]
        self.assertEqual(features.compression, "gzip")
        self.assertIsNone(self.files["float32"]["features"].compression)

    def test_names(self):
        for dtype in ("float32", "float64", "int8"):
            self.assertEqual(text_of(self.files[dtype]["feature_names"][:]), names())

    def test_texts_are_fixed_length_utf8(self):
        for name in ("feature_names", "key", "operation_names"):
            info = h5py.check_string_dtype(self.files["int8"][name].dtype)
            self.assertEqual(info.encoding, "utf-8")
            self.assertIsNotNone(info.length)
        self.assertNotIn("operation_names", self.files["float32"])
        self.assertNotIn("operations", self.files["int8"]["adjacency"].attrs)

    def test_keys_and_indices_are_in_the_order_of_the_space(self):
        expected = [str(key) for key in itertools.product(range(5), repeat=6)]
        self.assertEqual(text_of(self.files["float32"]["key"][:]), expected)
        numpy.testing.assert_array_equal(self.files["float32"]["index"][:], numpy.arange(N))

    def test_values_of_some_architectures(self):
        rows = [0, 1, 194, 3906, 7812, 9999, 12345, N - 1]
        values = self.files["float64"]["features"][:]
        keys = text_of(self.files["float64"]["key"][:])
        for row in rows:
            expected = features_of([int(op) for op in keys[row].strip("()").split(",")])
            self.assertEqual(dict(zip(names(), values[row])), expected, keys[row])

    def test_float32_is_float64_rounded_once(self):
        expected = self.files["float64"]["features"][:].astype("float32")
        numpy.testing.assert_array_equal(self.files["float32"]["features"][:], expected)

    def test_int8_divided_by_divisor_is_float64(self):
        file = self.files["int8"]
        numpy.testing.assert_array_equal(file["features"][:] / file["divisor"][:].astype("float64"), self.files["float64"]["features"][:])

    def test_dimension_scales(self):
        for dtype in ("float32", "int8"):
            file = self.files[dtype]
            rows, columns = file["features"].dims
            self.assertEqual(rows[0].name, "/index")
            self.assertEqual(columns[0].name, "/feature_names")
            self.assertTrue(h5py.h5ds.is_scale(file["index"].id))
            self.assertEqual(file["key"].dims[0][0].name, "/index")
            self.assertEqual(file["divisor"].dims[0][0].name, "/feature_names")
        rows, operations = self.files["int8"]["adjacency"].dims
        self.assertEqual(rows[0].name, "/index")
        self.assertEqual(operations[0].name, "/operation_names")
        self.assertTrue(h5py.h5ds.is_scale(self.files["int8"]["operation_names"].id))

    def test_row_divisor_only_where_a_column_needs_it(self):
        for file in self.files.values():
            self.assertNotIn("row_divisor", file)
            self.assertTrue((file["divisor"][:] > 0).all())

    def test_attributes(self):
        attributes = self.files["float32"].attrs
        texts = {name: attributes[name].decode("utf-8") for name in ("format", "space", "convention", "families")}
        self.assertEqual(texts["format"], "cartograf-features")
        self.assertEqual(texts["space"], "nasbench201")
        self.assertEqual(texts["convention"], "graf_nas")
        self.assertEqual(texts["families"], "op_count,min_path_len,max_op_on_path,node_degree")
        self.assertEqual(attributes["format_version"], 1)
        self.assertEqual(attributes["complete"], 1)
        self.assertNotIn("seed", attributes)
        self.assertEqual(json.loads(attributes["space_definition"])["operations"], OPS)
        self.assertEqual(self.files["cost"].attrs["seed"], 42)

    def test_adjacency_masks_give_the_key_back(self):
        masks = self.files["int8"]["adjacency"]
        operations = text_of(self.files["int8"]["operation_names"][:])
        edges = text_of(masks.attrs["edges"])
        self.assertEqual(operations, OPS)
        self.assertEqual(edges, [f"{source}->{target}" for source, target in EDGES])
        bits = masks[:]
        keys = text_of(self.files["int8"]["key"][:])
        for row in range(0, N, 997):
            key = tuple(int(op) for edge in range(6) for op in range(5) if bits[row, op] >> edge & 1)
            self.assertEqual(str(key), keys[row])

    def test_costs_are_integers_outside_the_features(self):
        file = self.files["cost"]
        self.assertEqual(file["features"].shape, (500, 5))
        self.assertEqual(file["wide/params"].dtype, numpy.dtype("int64"))
        counts = file["features"][:]
        channels = (16, 32, 64)
        expected = 73306 + 5 * sum(counts[:, 2] * (9 * c * c + 2 * c) + counts[:, 3] * (c * c + 2 * c) for c in channels)
        numpy.testing.assert_array_equal(file["wide/params"][:], expected)

    def test_rows_of_a_sample_differ(self):
        self.assertEqual(len(set(self.files["cost"]["index"][:])), 500)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
