#!/usr/bin/env python3
"""Opens what `cartograf export` writes as Zarr with zarr-python and xarray, and compares it with what h5py reads from the store; runs what
docs/file_format.md says of Zarr and Parquet.

usage: test_zarr.py CARTOGRAF_BINARY FOLDER FILE_FORMAT.MD

FOLDER holds a folder readers-cpXY with zarr-python, xarray and what they need for this Python (scripts/setup.sh --tests makes it).
Exit code 77: there is none, or no h5py.
"""

import json
import os
import re
import shutil
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

BINARY = PACKAGES = DOCUMENT = None
# What another interpreter runs, without the system's packages (-S) and with each warning as an error: usage GROUP OUT. Writes the arrays as
# zarr-python has them to OUT/N.npy, and to OUT/facts.json what they are; xarray must have the same.
READ = """
import json, pathlib, shutil, sys, warnings
import numpy, xarray, zarr

path, out = sys.argv[1], pathlib.Path(sys.argv[2])
group = zarr.open_group(path, mode="r")
assert group.metadata.consolidated_metadata is not None
facts = {"zarr": zarr.__version__, "attributes": group.attrs.asdict(), "arrays": {}}
groups = {"": {}}
for number, (name, member) in enumerate(sorted(group.members(max_depth=None))):
    if isinstance(member, zarr.Group):
        groups[name] = {}
        continue
    values = member[:]
    fact = {"dimensions": member.metadata.dimension_names, "chunks": member.chunks, "attributes": member.attrs.asdict(), "shape": member.shape}
    if isinstance(values.dtype, numpy.dtypes.StringDType):
        fact["texts"] = [str(text) for text in values]
    else:
        fact["file"] = f"{number}.npy"
        numpy.save(out / fact["file"], values)
    facts["arrays"][name] = fact
    inside, _, last = name.rpartition("/")
    groups[inside][last] = values
    alone = zarr.open_array(path + "/" + name, mode="r")  # by its own zarr.json
    numpy.testing.assert_array_equal(alone[:], values)

for name, arrays in groups.items():
    for dataset in (xarray.open_zarr(path, group=name or None, chunks=None), xarray.open_dataset(path, group=name or None, engine="zarr")):
        assert set(dataset.variables) == set(arrays), (set(dataset.variables), set(arrays))
        for variable, values in arrays.items():
            numpy.testing.assert_array_equal(dataset[variable].values, values.astype(object) if values.dtype.kind == "T" else values)
            full = f"{name}/{variable}" if name else variable
            assert list(dataset[variable].dims) == list(facts["arrays"][full]["dimensions"])
            assert values.dtype.kind == "T" or dataset[variable].dtype == values.dtype, (variable, dataset[variable].dtype)
tree = xarray.open_datatree(path, engine="zarr")
assert {node.path.strip("/") for node in tree.subtree} == set(groups)

# What zarr-python itself would write of the groups and arrays that it finds.
shutil.copytree(path, out / "copy.zarr")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that consolidated metadata are no part of the specification yet
    zarr.consolidate_metadata(str(out / "copy.zarr"))
facts["consolidated"] = json.loads((out / "copy.zarr/zarr.json").read_text(encoding="utf-8"))
(out / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
"""


def without_defaults(metadata):
    """What zarr-python adds where nothing was said, and what a group says of what is below it, taken out."""
    if isinstance(metadata, list):
        return [without_defaults(entry) for entry in metadata]
    if not isinstance(metadata, dict):
        return metadata
    left_out = {"storage_transformers": [], "configuration": {}}
    return {name: without_defaults(value) for name, value in metadata.items() if not (name in left_out and value == left_out[name])}


def isolated(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES)}
    return subprocess.run([sys.executable, "-S", "-W", "error", *arguments], env=environment, check=True, capture_output=True, text=True, **options)


class Groups(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return Path(self.folder.name, name)

    def run_command(self, *arguments):
        return subprocess.run([BINARY, *arguments], cwd=self.folder.name, check=True, capture_output=True, text=True)

    def read(self, group):
        """Name -> array or texts, and facts, as zarr-python reads them."""
        out = self.path("out")
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        try:
            isolated("-c", READ, str(self.path(group)), str(out))
        except subprocess.CalledProcessError as error:
            self.fail(error.stderr)
        facts = json.loads((out / "facts.json").read_text(encoding="utf-8"))
        self.assertTrue((PACKAGES / f"zarr-{facts['zarr']}.dist-info").is_dir(), facts["zarr"])
        arrays = {name: fact["texts"] if "texts" in fact else numpy.load(out / fact["file"]) for name, fact in facts["arrays"].items()}
        return arrays, facts

    def datasets_of(self, store):
        """Name -> array or texts, as h5py reads them, with their dimensions."""
        found, dimensions = {}, {}

        def visit(name, item):
            if not isinstance(item, h5py.Dataset):
                return
            if name in ("key_characters", "row"):  # dimensions without values
                return
            if name == "key":
                found[name] = [b"".join(characters).decode("utf-8") for characters in item[:]]
            elif h5py.check_string_dtype(item.dtype):
                found[name] = [text.decode("utf-8") for text in item[:]]
            else:
                found[name] = item[:]
            dimensions[name] = [dimension[0].name[1:] if len(dimension) else name if "CLASS" in item.attrs else "index" for dimension in item.dims][:1 if name == "key" else 2]

        with h5py.File(self.path(store)) as file:
            file.visititems(visit)
            attributes = {name: value.decode("utf-8") if isinstance(value, bytes) else value for name, value in file.attrs.items()}
            edges = [text.decode("utf-8") for text in file["adjacency"].attrs["edges"]] if "adjacency" in file else None
        return found, dimensions, attributes, edges

    def compare(self, store, *options, rows=slice(None), leave_out=()):
        self.run_command("export", store, "-o", "g.zarr", "--overwrite", *options)
        ours, facts = self.read("g.zarr")
        theirs, dimensions, attributes, edges = self.datasets_of(store)
        for name in leave_out:
            del theirs[name]
        self.assertEqual(set(ours), set(theirs))
        for name, values in theirs.items():
            along_columns = dimensions[name][0] in ("feature_names", "operation_names", "class_index")
            expected = values if along_columns else values[rows]
            with self.subTest(array=name):
                self.assertEqual(list(facts["arrays"][name]["dimensions"]), dimensions[name])
                if isinstance(expected, list):
                    self.assertEqual(ours[name], expected)
                    continue
                self.assertEqual(ours[name].dtype, expected.dtype.newbyteorder("="))
                numpy.testing.assert_array_equal(ours[name], expected)
                if expected.dtype.isnative:  # HDF5 turns the bytes of others round, and makes all missing values one
                    self.assertEqual(ours[name].tobytes(), expected.tobytes())
        for name in ("format", "format_version", "cartograf_version", "space", "space_definition", "convention", "families", "seed", "numbered"):
            self.assertEqual(facts["attributes"].get(name), attributes.get(name), name)
        if rows == slice(None):
            self.assertEqual(facts["attributes"].get("features_digest"), attributes.get("features_digest"))
            self.assertEqual(facts["attributes"].get("content_digest"), attributes.get("content_digest"))
        else:
            self.assertNotIn("content_digest", facts["attributes"])
        if edges:
            self.assertEqual(facts["arrays"]["adjacency"]["attributes"]["edges"], edges)
        self.check_consolidated(facts["consolidated"])
        return facts

    def check_consolidated(self, by_zarr):
        written = json.loads(self.path("g.zarr/zarr.json").read_text(encoding="utf-8"))
        self.assertEqual(without_defaults(written), without_defaults(by_zarr))

    def make(self, *options, space="nasbench201", store="s.h5"):
        self.run_command("features", space, "-o", store, "--device", "cpu", "--overwrite", *options)

    def test_groups_of_nasbench201_are_its_stores(self):
        for dtype, rows_of_chunk in (("int8", 4096), ("float32", 1024)):
            self.make("--dtype", dtype, "--adjacency", "--families", "op_count,min_path_len,max_op_on_path,node_degree,cost")
            for compression in ("none", "gzip", "zstd"):
                with self.subTest(dtype=dtype, compression=compression):
                    facts = self.compare("s.h5", "--compression", compression)
                    self.assertEqual(facts["arrays"]["features"]["shape"], [15625, 191])  # no multiple: the last chunk is not full
                    self.assertEqual(facts["arrays"]["features"]["chunks"], [rows_of_chunk, 191])

    def test_groups_have_the_divisors_of_rows(self):
        for dtype in ("int8", "float64"):
            self.make("--dtype", dtype, "--sample", "9000", "--seed", "5", "--adjacency", space="nasbench101")
            facts = self.compare("s.h5", "--compression", "gzip:9")
            self.assertIn("row_divisor", facts["arrays"])
            self.assertEqual(facts["attributes"]["seed"], 5)

    def test_groups_have_targets(self):
        self.make("--families", "op_count")
        random = numpy.random.RandomState(1)
        with h5py.File(self.path("s.h5"), "a") as file:
            values = random.normal(size=15625)
            values[::7] = numpy.nan
            values[3], values[4] = numpy.inf, -0.0
            for name, kind in (("float32", "<f4"), ("float64", "<f8"), ("big_endian", ">f4")):
                file[f"targets/{name}"] = values.astype(kind)
            file["targets/integers"] = numpy.arange(15625, dtype="<i8") - (1 << 62)
            file["targets/a name, with (all) > sorts\N{GREEK SMALL LETTER TAU}"] = values.astype("<f4")
        self.compare("s.h5")

    def test_groups_have_predictions(self):
        self.make("--families", "op_count,cost")
        self.run_command("train", "s.h5", "--target", "params", "--model", "ridge", "--train-size", "100", "-o", "m.h5")
        self.run_command("predict", "s.h5", "--model", "m.h5", "-o", "p.h5")
        facts = self.compare("p.h5")
        self.assertEqual(set(facts["arrays"]), {"index", "key", "predictions/params"})

    def test_groups_have_classes_and_stores_without_numbers_and_keys(self):
        self.make("--unique", "--range", "0:2000", "--families", "op_count")
        facts = self.compare("s.h5")
        self.assertEqual(facts["arrays"]["class"]["shape"], [2000])
        self.make("--sample", "60", space="nasnet")
        self.compare("s.h5")
        self.make("--no-keys", "--range", "7:8")
        self.compare("s.h5")

    def test_rows_are_chosen(self):
        self.make("--families", "op_count,cost", "--adjacency")
        self.compare("s.h5", "--rows", "777:9999", rows=slice(777, 9999))

    def test_columns_are_chosen(self):
        self.make("--families", "op_count,cost")
        self.run_command("export", "s.h5", "-o", "g.zarr", "--columns", "!params")
        self.assertNotIn("content_digest", self.read("g.zarr")[1]["attributes"])
        self.run_command("export", "s.h5", "-o", "g.zarr", "--columns", "op_count_3,flops,op_count_1", "--add-index", "nats", "--overwrite")
        ours, _ = self.read("g.zarr")
        theirs = self.datasets_of("s.h5")[0]
        self.assertEqual(set(ours), {"features", "feature_names", "divisor", "index", "key", "nats_index", "wide/flops"})
        self.assertEqual(ours["feature_names"], ["op_count_3", "op_count_1"])
        self.assertTrue((ours["features"] == theirs["features"][:, [3, 1]]).all())
        table = self.run_command("export", "s.h5", "-o", "-", "--columns", "op_count_1", "--add-index", "nats").stdout
        self.assertEqual(ours["nats_index"].tolist(), [int(line.rsplit(",", 2)[1]) for line in table.splitlines()[1:]])


class Document(Groups):
    """Runs after the commands of a section its blocks of Python."""

    def blocks(self, heading):
        part = re.search(rf"^(##+) {re.escape(heading)}$(.*?)(?=^\1 |^## |\Z)", DOCUMENT, re.M | re.S).group(2)
        return re.findall(r"^```(\w+)\n(.*?)^```$", part, re.M | re.S)

    def outputs(self, heading):
        """Of each block of Python, after all commands."""
        blocks = self.blocks(heading)
        environment = {**os.environ, "PATH": f"{Path(BINARY).parent}:{os.environ['PATH']}"}
        # As `python3 -S` of this version with the packages: what the commands of the page call python3.
        wrapper = self.path("bin/python3")
        wrapper.parent.mkdir()
        wrapper.write_text(f"#!/bin/sh\nPYTHONPATH='{PACKAGES}' exec '{sys.executable}' -S -W error \"$@\"\n")
        wrapper.chmod(0o755)
        environment["PATH"] = f"{wrapper.parent}:{environment['PATH']}"
        for language, text in blocks:
            if language == "sh":
                subprocess.run(["sh", "-ec", text], cwd=self.folder.name, env=environment, check=True, capture_output=True)
        return [isolated("-c", text, cwd=self.folder.name).stdout for language, text in blocks if language == "python"]

    def test_the_examples_of_zarr(self):
        self.run_command("features", "nasbench201", "-o", "nasbench201.h5")
        found = self.outputs("Zarr groups")
        self.assertGreaterEqual(len(found), 3)
        for output in found:
            self.assertRegex(output, r"\(0, 0, 0, 0, 2, 0\) 1\.0\n$")

    def test_the_way_to_parquet(self):
        self.run_command("features", "nasbench201", "-o", "nasbench201.h5")
        self.assertEqual(self.outputs("Parquet"), [])
        count = isolated("-c", "import pandas; t = pandas.read_parquet('nasbench201.parquet'); print(len(t), t.net[10], t.op_count_2[10])", cwd=self.folder.name)
        self.assertEqual(count.stdout, "15625 (0, 0, 0, 0, 2, 0) 1\n")

    def test_the_message_about_parquet(self):
        self.run_command("features", "nasbench201", "-o", "STORE.h5", "--range", "0:100")
        refused = subprocess.run([BINARY, "export", "STORE.h5", "-o", "T.parquet"], cwd=self.folder.name, capture_output=True, text=True)
        self.assertEqual(refused.returncode, 2)
        export, python = [line.strip() for line in refused.stderr.splitlines()[1:]]
        self.run_command(*export.split()[1:])
        isolated(*re.fullmatch(r'python3 (-c) "(.*)"', python).groups(), cwd=self.folder.name)
        isolated("-c", "import pandas; pandas.testing.assert_frame_equal(pandas.read_parquet('T.parquet'), pandas.read_csv('T.csv'), check_dtype=False)", cwd=self.folder.name)


def load_tests(loader, _tests, _pattern):
    suite = unittest.TestSuite()
    suite.addTests(loader.loadTestsFromTestCase(Groups))
    suite.addTests(loader.loadTestsFromNames(["Document." + name for name in dir(Document) if name.startswith("test_the_")], sys.modules[__name__]))
    return suite


if __name__ == "__main__":
    BINARY, DOCUMENT = str(Path(sys.argv[1]).resolve()), Path(sys.argv[3]).read_text(encoding="utf-8")
    found = sorted(Path(sys.argv[2]).glob("readers-cp%d%d" % sys.version_info[:2]))
    if not found:
        print(f"skipped: there is no zarr-python for Python {sys.version_info[0]}.{sys.version_info[1]} in {sys.argv[2]}")
        sys.exit(77)
    PACKAGES = found[-1].resolve()
    unittest.main(argv=sys.argv[:1])
