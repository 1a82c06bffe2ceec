#!/usr/bin/env python3
"""Opens stores that the command wrote with plain h5py, and compares them with values computed here.

usage: test_h5py.py CARTOGRAF_BINARY
"""

import itertools
import json
import os
import re
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


def keys_of(file):
    """The rows of characters of /key, as texts."""
    return [b"".join(characters).decode("utf-8") for characters in file["key"][:]]


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

    def test_names_are_variable_length_utf8(self):
        for name in ("feature_names", "operation_names"):
            info = h5py.check_string_dtype(self.files["int8"][name].dtype)
            self.assertEqual(info.encoding, "utf-8")
            self.assertIsNone(info.length)
        self.assertNotIn("operation_names", self.files["float32"])
        self.assertNotIn("operations", self.files["int8"]["adjacency"].attrs)

    def test_keys_are_characters(self):
        for file in (self.files["float32"], self.files["int8"]):
            self.assertEqual(file["key"].dtype, numpy.dtype("S1"))
            self.assertEqual(file["key"].shape, (N, len(str((0,) * 6))))
            self.assertEqual(file["key"].attrs["_Encoding"], b"utf-8")
            self.assertEqual(file["key"].dims[1][0].name, "/key_characters")
        self.assertEqual(self.files["int8"]["key"].compression, "gzip")

    def test_keys_and_indices_are_in_the_order_of_the_space(self):
        expected = [str(key) for key in itertools.product(range(5), repeat=6)]
        self.assertEqual(keys_of(self.files["float32"]), expected)
        numpy.testing.assert_array_equal(self.files["float32"]["index"][:], numpy.arange(N))

    def test_values_of_some_architectures(self):
        rows = [0, 1, 194, 3906, 7812, 9999, 12345, N - 1]
        values = self.files["float64"]["features"][:]
        keys = keys_of(self.files["float64"])
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
        self.assertEqual(attributes["format_version"], 2)
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
        keys = keys_of(self.files["int8"])
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

    def exported(self, path):
        target = path.with_suffix(".csv")
        subprocess.run([BINARY, "export", path, "-o", target, "--overwrite"], check=True, timeout=120, capture_output=True)
        return target.read_bytes()

    def test_a_store_is_read_as_h5py_writes_it_back(self):
        """Texts of variable length, in datasets and attributes, and numbers in the other byte order."""
        copy = Path(self.folder.name) / "copy.h5"
        source = self.files["cost"]
        for order in "<>":
            with h5py.File(copy, "w") as file:
                for name in ["features", "index", "divisor", *("wide/" + name for name in source["wide"])]:
                    file[name] = source[name][:].astype(source[name].dtype.newbyteorder(order))
                file["feature_names"] = text_of(source["feature_names"][:])
                file["key"] = keys_of(source)
                for name, value in source.attrs.items():
                    file.attrs[name] = value.decode("utf-8") if isinstance(value, bytes) else value
            self.assertEqual(self.exported(copy), self.exported(Path(source.filename)))

    def test_a_tensor_in_the_other_byte_order(self):
        tensor = numpy.full((2, 4, 4), -1)
        tensor[:, *numpy.triu_indices(4, 1)] = [[2, 2, 2, 2, 2, 2], [0, 1, 2, 3, 4, 0]]
        folder = Path(self.folder.name)
        numpy.save(folder / "big.npy", tensor.astype(">i2"))
        with h5py.File(folder / "big.h5", "w") as file:
            file["adjacency"] = tensor.astype(">i8")
        for name in ("big.npy", "big.h5"):
            with self.made("from_big", "--adjacency-in", folder / name, "--overwrite") as file:
                self.assertEqual(keys_of(file), ["(2, 2, 2, 2, 2, 2)", "(0, 1, 2, 3, 4, 0)"])

    def test_a_store_that_is_open_for_writing_is_not_called_damaged(self):
        path = Path(self.folder.name) / "used.h5"
        self.made("used", "--sample", "10").close()
        environment = {name: value for name, value in os.environ.items() if name != "HDF5_USE_FILE_LOCKING"}
        with h5py.File(path, "r+"):
            answer = subprocess.run([BINARY, "inspect", path], capture_output=True, text=True, timeout=60, env=environment)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("used.h5: the file is open for writing in another program: close it there", answer.stderr)
        self.assertNotIn("damaged", answer.stderr)
        subprocess.run([BINARY, "inspect", path], check=True, capture_output=True, timeout=60)

    def test_h5pys_own_filter_is_named(self):
        path = Path(self.folder.name) / "lzf.h5"
        with h5py.File(path, "w") as file:
            file.create_dataset("adjacency", data=numpy.zeros((3, 4, 4), "i1"), compression="lzf")
        answer = subprocess.run([BINARY, "features", "nasbench201", "--adjacency-in", path, "-o", path.with_name("x.h5")], capture_output=True, text=True, timeout=60)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("/adjacency is compressed by the filter 'lzf' (number 32000)", answer.stderr)

    def test_the_content_has_the_digest_that_the_page_computes(self):
        """The function of docs/file_format.md; in all dtypes and forms of a store."""
        page = (Path(__file__).resolve().parents[2] / "docs" / "file_format.md").read_text(encoding="utf-8")
        source = page[page.index("import hashlib, json, h5py") : page.index('\nwith h5py.File("nasbench201.h5") as store:\n    print(content_digest')]
        names = {}
        exec(source, names)  # pylint: disable=exec-used
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))

        def digest_of(*options):
            path = folder / "s.h5"
            subprocess.run([BINARY, "features", *options, "-o", path, "--overwrite", "--device", "cpu", "-q"], check=True)
            with h5py.File(path) as store:
                found = store.attrs["content_digest"].decode()
                self.assertEqual(found, names["content_digest"](store), options)
            shown = json.loads(subprocess.run([BINARY, "inspect", path, "--json"], check=True, capture_output=True, text=True).stdout)
            self.assertEqual(shown["content_digest"], found)
            return found

        for options in (["nasbench101", "--sample", "9000"], ["nasbench201"], ["darts_cell", "--range", "7:12300"]):
            first = digest_of(*options)
            for more in (["--dtype", "int8"], ["--dtype", "float64"], ["--compression", "gzip:1"], ["--adjacency", "--no-keys"], ["--threads", "1"]):
                self.assertEqual(digest_of(*options, *more), first, more)
        real = ["nasbench201", "--families", "op_count,signal,cost", "--range", "0:5000"]
        self.assertNotEqual(digest_of(*real), digest_of(*real, "--dtype", "float32"))
        self.assertEqual(digest_of("nasnet", "--sample", "50", "--families", "op_count"), digest_of("nasnet", "--sample", "50", "--families", "op_count", "--dtype", "int8"))
        self.assertNotEqual(digest_of("nasbench201", "--range", "0:50"), digest_of("nasbench201", "--range", "1:51"))
        path = folder / "without.h5"
        subprocess.run([BINARY, "features", "nasbench201", "--no-content-digest", "-o", path, "-q"], check=True)
        with h5py.File(path) as store:
            self.assertNotIn("content_digest", store.attrs)

    @unittest.skipUnless(Path("/proc/self/io").exists(), "this system does not say what a process reads")
    def test_a_family_of_a_packed_store_is_read_without_the_others(self):
        path = Path(tempfile.mkdtemp(dir=self.folder.name)) / "s.h5"
        for options, n_columns in ((["darts_cell", "--range", "0:300000", "--dtype", "int8"], 8), (["nasbench201"], 5), (["nasbench101", "--range", "0:60000"], 5)):
            subprocess.run([BINARY, "features", *options, "--compression", "gzip:1", "-o", path, "--overwrite", "--device", "cpu", "-q"], check=True)
            with h5py.File(path) as store:
                features = store["features"]
                features[:1, :1]  # so that HDF5 knows where the chunks are
                before = self.bytes_read()
                family = features[:, :n_columns]
                self.assertLessEqual(self.bytes_read() - before, 2 * family.nbytes, options)
                self.assertLess(family.shape[1], features.shape[1] / 5)

    @staticmethod
    def bytes_read():
        return int(re.search(r"^rchar: (\d+)$", Path("/proc/self/io").read_text(), re.MULTILINE).group(1))

    def merged(self, *options):
        """Paths of a store of three parts, and of the one of one run."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))
        features = [BINARY, "features", "nasbench101", "--range", "0:9000", "--adjacency", "--dtype", "int8", "--device", "cpu", "-q"]
        (folder / "parts").mkdir()
        parts = [folder / "parts" / f"{i}.h5" for i in range(3)]
        for i, part in enumerate(parts):
            subprocess.run([*features, "--shard", f"{i}/3", "-o", part], check=True)
        subprocess.run([BINARY, "merge", *parts, "-o", "merged.h5", "-q", *options], check=True, cwd=folder)
        subprocess.run([*features, "-o", folder / "whole.h5"], check=True)
        return folder / "merged.h5", folder / "whole.h5"

    def assert_same_rows(self, found, expected):
        with h5py.File(found) as one, h5py.File(expected) as other:
            self.assertEqual(sorted(one), sorted(other))
            self.assertEqual(sorted(one.attrs), sorted(other.attrs))
            for name in other.attrs:
                self.assertEqual(str(one.attrs[name]), str(other.attrs[name]), name)
            for name in other:
                self.assertTrue((one[name][()] == other[name][()]).all(), name)

    def test_merged_parts_are_the_whole(self):
        self.assert_same_rows(*self.merged())

    def test_a_virtual_store_is_one_matrix(self):
        found, whole = self.merged("--virtual")
        self.assert_same_rows(found, whole)
        with h5py.File(found) as file:
            self.assertTrue(file["features"].is_virtual)
            self.assertEqual([source.file_name for source in file["key"].virtual_sources()], ["parts/0.h5", "parts/1.h5", "parts/2.h5"])
        self.assertLess(found.stat().st_size, whole.stat().st_size / 10)
        answer = subprocess.run([BINARY, "export", found, "-o", "-"], capture_output=True, text=True, timeout=60)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("'cartograf merge' without --virtual puts them into one file", answer.stderr)

    def test_xarray_opens_a_virtual_store(self):
        try:
            import xarray
        except ImportError as error:
            self.skipTest(str(error))
        found, whole = self.merged("--virtual")
        for engine in ("netcdf4", "h5netcdf"):
            with xarray.open_dataset(found, engine=engine) as one, xarray.open_dataset(whole, engine=engine) as other:
                self.assertTrue(one.equals(other), engine)
                self.assertEqual(one.features.dims, ("index", "feature_names"))

    def written_anew(self, store, name, **how):
        """The store as another program may write it: the same values, other chunks and filters."""
        target = store.with_name(name)
        with h5py.File(store) as one, h5py.File(target, "w") as other:
            other.attrs.update(one.attrs)
            for path, dataset in one.items():
                number = dataset.dtype.kind in "iuf"
                filters = {option: value for option, value in how.items() if number or option != "fletcher32"}
                kind = dataset.dtype if dataset.dtype.kind != "O" else h5py.string_dtype()
                copy = other.create_dataset(path, data=dataset[()], dtype=kind, **(filters if dataset.size > 10 else {}))
                copy.attrs.update({name: value for name, value in dataset.attrs.items() if name not in ("DIMENSION_LIST", "REFERENCE_LIST")})
        return target

    def test_stores_that_another_program_wrote_anew_are_read(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        store = Path(folder.name) / "s.h5"
        subprocess.run([BINARY, "features", "nasbench201", "--range", "0:3000", "-o", store, "-q"], check=True)
        export = [BINARY, "export", store, "-o", "-"]
        expected = subprocess.run(export, check=True, capture_output=True).stdout
        for compression, shuffle, fletcher32, chunks in itertools.product((None, "gzip"), (False, True), (False, True), (None, True)):
            how = {"compression": compression, "shuffle": shuffle, "fletcher32": fletcher32, "chunks": chunks}
            with self.subTest(**how):
                export[2] = self.written_anew(store, "anew.h5", **how)
                answer = subprocess.run(export, capture_output=True)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                self.assertEqual(answer.stdout, expected)

    def test_rows_of_a_sample_differ(self):
        self.assertEqual(len(set(self.files["cost"]["index"][:])), 500)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
