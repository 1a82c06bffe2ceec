#!/usr/bin/env python3
"""Writes the seeds of the corpora of tests/fuzz: small files of every kind that is read.

usage: make_corpus.py CARTOGRAF [CORPUS]
  CARTOGRAF  the command, which trains models and writes stores
  CORPUS     folder (default: corpus beside this file); files of other names in it stay
"""
import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import h5py
import numpy

HERE = pathlib.Path(__file__).parent
DOCS = HERE.parent.parent / "docs"


class Corpus:
    def __init__(self, folder):
        self.folder = folder

    def put(self, target, name, content):
        """content: a text or bytes."""
        folder = self.folder / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


class Command:
    """Runs cartograf in a folder."""

    def __init__(self, program, folder):
        self.program, self.folder = str(pathlib.Path(program).resolve()), folder

    def __call__(self, *arguments):
        return subprocess.run([self.program, *arguments], cwd=self.folder, check=True, capture_output=True, text=True).stdout


class Packer:
    """What io/hdf5/packing.hpp writes."""

    def __init__(self):
        self.bytes = b""

    def number(self, form, value):
        self.bytes += struct.pack("<" + form, value)

    def text(self, text):
        raw = text.encode() if isinstance(text, str) else bytes(text)
        self.number("Q", len(raw))
        self.bytes += raw

    def texts(self, texts):
        self.number("Q", len(texts))
        for text in texts:
            self.text(text)


def texts_of(dataset):
    """Texts of a store; keys are rows of characters."""
    if dataset.ndim == 1:
        return list(dataset.asstr()[...])
    return [b"".join(row.tolist()).rstrip(b"\0").decode() for row in dataset[...]]


def csv_tables(corpus):
    tables = {
        "plain": "net,acc,latency\n\"(0, 3, 0, 4, 0, 2)\",60.25,1e3\n\"(1, 3, 0, 4, 0, 2)\",,nan\n",
        "excel": "\ufeffsep=;\r\nnet;acc;text\r\n\"(0, 1)\";1,5;\"a \"\"b\"\"\"\r\n",
        "tabs": "net\tacc\tb\na\t-1,5\t inf\nb\t2.5e-3\tN/A\n",
        "comments": "# made by\n# somebody\n\nnet, acc ,\"x,y\"\nk,1,\"two\nlines\"\n\n\n",
        "list": "(0, 3, 0, 4, 0, 2)\n\"(1, 3)\"\n|a~0|+|b~0|c~1|\n",
        "names": "\"#x\",\"a;b;c\",\" y \"\n1,2,3\n",
        "cut_key": "net,acc\n(0, 1),2\n",
        "quote": "net,acc\na\"b,2\n",
        "blank_line": "net\na\n\nb\n",
        "no_utf8": b"n\xff\xfe,acc\n1,2\n",
    }
    for name, table in tables.items():
        corpus.put("csv_table", name, table)


def keys(corpus, cartograf):
    spaces = {space["name"]: space["key_example"] for space in json.loads(cartograf("spaces", "--json"))}
    names = list(spaces)
    for number, (space, key) in enumerate(spaces.items()):
        corpus.put("keys", f"{space}_net", bytes([number, 0]) + key.encode())
        (cartograf.folder / "k.csv").write_text("net\n\"" + key + "\"\n")
        for notation in ("nats", "genotype", "nasbench301", "nasbench101", "transnas"):
            try:
                text = cartograf("convert", space, "k.csv", "--to", notation)
            except subprocess.CalledProcessError:
                continue
            text = text.split("\n", 1)[1].strip().strip('"').replace('""', '"')
            corpus.put("keys", f"{space}_{notation}", bytes([number, 0]) + text.encode())
    corpus.put("keys", "nasbench201_number", bytes([names.index("nasbench201"), 1]) + b"12345")
    corpus.put("keys", "nasbench201_nats_number", bytes([names.index("nasbench201"), 2]) + b"678")
    corpus.put("keys", "nasbench101_pruned", bytes([names.index("nasbench101"), 3]) +
               b'{"module_adjacency": [[0,1,1,0],[0,0,0,1],[0,0,0,0],[0,0,0,0]], "module_operations": ["input","conv3x3-bn-relu","maxpool3x3","output"]}')
    corpus.put("keys", "another_space", bytes([names.index("nasbench201"), 0]) + b"((0, 1), (2, 3))")


def documents(corpus):
    for file in sorted((DOCS / "examples").glob("*.json")):
        corpus.put("space_document", file.stem, json.dumps(json.loads(file.read_text()), separators=(",", ":")))
    corpus.put("space_document", "unknown_kind", '{"kind":"rings","name":"a"}')
    corpus.put("space_document", "cut", '{"kind":"edges","name":"a",')


def imports(corpus):
    tables = {
        "zero": '{"nasbench201": {"cifar10": {"(4, 0, 3, 1, 4, 3)": {"zen": {"score": 6.5e-1, "time": 1}, "b": [1, [2], {"c": 3}], "acc": NaN, "id": "7"}, "(0, 0, 0, 0, 0, 4)": {"acc": -Infinity}}}}',
        "rows": '[{"idx": "0", "arch": [4, 0, 3, 1, 4, 3], "zen": {"score": 63.38, "time": 1.5}, "acc": 84.99, "x": null}, {"net": "(0, 0, 0, 0, 0, 4)", "y": true, "z": [1, 2.5]}]',
        "nats": "arch : |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|\n>>>> 012 epochs >>>>\n"
                "cifar10-valid  FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.\ncifar10-valid  train : [loss = 0.873 & top1 = 69.47%], valid : [loss = nan, top1 = 68.84%]\n<<<<\n",
        "csv": 'net,acc,text\n"(4, 0, 3, 1, 4, 3)",84.99,"a, ""b"""\n"(0, 0, 0, 0, 0, 4)",,x\n',
        "twice": '{"(4, 0, 3, 1, 4, 3)": {"a": 1, "a": 2}}',
        "deep": "[" * 40 + "]" * 40,
    }
    for name, table in tables.items():
        corpus.put("import_table", name, table)
    corpus.put("import_table", "csv_gzip", gzip.compress(tables["csv"].encode(), mtime=0))


def arrays(corpus):
    def npy(array, version=(1, 0)):
        out = io.BytesIO()
        numpy.lib.format.write_array(out, array, version=version)
        return out.getvalue()

    corpus.put("npy", "int32", npy(numpy.arange(6, dtype="<i4").reshape(3, 2) - 3))
    corpus.put("npy", "big_endian", npy(numpy.arange(4, dtype=">i2") - 2))
    corpus.put("npy", "uint64", npy(numpy.array([[2**64 - 1, 1]], dtype="<u8"), (2, 0)))
    corpus.put("npy", "bytes", npy(numpy.zeros((0, 3), dtype="|u1"), (3, 0)))
    corpus.put("npy", "words", npy(numpy.array([[1, 2, 4, 8, 48]], dtype="<u1")))
    corpus.put("npy", "reals", npy(numpy.zeros(3)))
    corpus.put("npy", "columns_first", npy(numpy.asfortranarray(numpy.zeros((2, 2), dtype="<i4"))))


def packed_model(file):
    out = Packer()
    with h5py.File(file) as model:
        out.text(model.attrs["format"])
        out.text(model.attrs["description"])
        out.number("Q", len(model))
        for name in sorted(model):
            array = model[name][...]
            kind = {"f8": 0, "i8": 1, "u1": 2}[array.dtype.str[1:]]
            out.text(name)
            out.number("Q", array.ndim)
            for extent in array.shape:
                out.number("Q", extent)
            out.number("B", kind)
            out.number("Q", array.size)
            out.bytes += array.astype(array.dtype.newbyteorder("<")).tobytes()
    return out.bytes


def models(corpus, cartograf):
    cartograf("features", "nasbench201", "--range", "0:40", "--families", "op_count", "-o", "m.h5", "--device", "cpu")

    def train(predictor, file, *parameters):
        cartograf("train", "m.h5", "--target", "params", "--model", predictor, "--train-size", "8", "-o", file, "--device", "cpu", "--overwrite",
                  *(word for parameter in parameters for word in ("--param", parameter)))
        return cartograf.folder / file

    corpus.put("booster", "xgb", train("xgb", "x.ubj", "rounds=2").read_bytes())
    corpus.put("booster", "rf", train("rf", "r.ubj", "trees=3").read_bytes())
    corpus.put("booster", "gbm", train("gbm", "g.ubj", "rounds=1").read_bytes())
    corpus.put("booster", "cut", (cartograf.folder / "x.ubj").read_bytes()[:400])
    for predictor, parameters in (("ridge", ()), ("knn", ()), ("svr", ()), ("gp", ()), ("best", ("rounds=2",)), ("adaboost", ("estimators=2",))):
        corpus.put("model_arrays", predictor, packed_model(train(predictor, "a.h5", *parameters)))
    corpus.put("model_arrays", "cut", packed_model(cartograf.folder / "a.h5")[:300])


def packed_store(file):
    out = Packer()
    with h5py.File(file) as store:
        attribute = store.attrs
        dtype = {"i1": 0, "f4": 1, "f8": 2}[store["features"].dtype.str[1:]]
        for text in (attribute["space"], attribute["convention"], attribute["space_definition"], attribute["features_digest"], attribute["cartograf_version"]):
            out.text(text)
        out.number("B", dtype)
        out.number("i", 0 if dtype == 0 else 1)
        out.texts(attribute["families"].decode().split(","))
        names, divisors = texts_of(store["feature_names"]), store["divisor"][...]
        out.number("Q", len(names))
        for name, divisor in zip(names, divisors):
            out.text(name)
            out.number("i", divisor)
        out.number("?", True)
        out.number("Q", store["index"].shape[0])
        out.number("?", True)
        out.number("Q", store["key"].shape[1] if "key" in store else 0)
        out.number("?", "row_divisor" in store)
        out.number("?", "adjacency" in store)
        if "adjacency" in store:
            out.texts(texts_of(store["operation_names"]))
            out.texts(list(store["adjacency"].attrs["edges"]))
            out.number("i", 8 * store["adjacency"].dtype.itemsize)
        seed = attribute.get("seed")
        out.number("?", seed is not None)
        out.number("Q", 0 if seed is None else int(seed))
        sides = [f"{group}/{name}" for group in ("wide", "targets", "predictions") if group in store for name in sorted(store[group])]
        out.number("Q", len(sides))
        for path in sides:
            out.text(path)
            out.number("i", 0 if store[path].dtype.kind == "i" else 2 if store[path].dtype.itemsize == 4 else 1)
        out.texts([])  # nothing is left out
        out.text(attribute.get("content_digest", b""))
        out.number("?", "part" in attribute)
        if "part" in attribute:
            for name in ("part", "parts", "part_first_row", "part_of_rows"):
                out.number("Q", int(attribute[name]))
            out.text(attribute["part_of"])
    return out.bytes


def stores(corpus, cartograf):
    def facts(name, *arguments):
        cartograf("features", *arguments, "-o", "s.h5", "--overwrite", "--device", "cpu")
        corpus.put("store_facts", name, packed_store(cartograf.folder / "s.h5"))

    facts("range", "nasbench201", "--range", "0:20", "--families", "op_count,cost")
    facts("adjacency", "nasbench201", "--sample", "5", "--families", "op_count", "--adjacency", "--dtype", "int8", "--no-keys")
    facts("own", str(DOCS / "examples" / "two_inputs.json"), "--range", "0:5", "--families", "op_count")
    facts("part", "nasbench201", "--range", "0:20", "--families", "op_count", "--shard", "1/3")
    corpus.put("store_facts", "cut", packed_store(cartograf.folder / "s.h5")[:-9])


def manifests(corpus, cartograf):
    cartograf("precompute", "naap440", "-o", "d", "--device", "cpu")
    text = (cartograf.folder / "d" / "manifest.json").read_text()
    whole = json.loads(text)
    corpus.put("manifest", "naap440", text)
    corpus.put("manifest", "one", json.dumps({**whole, "stores": whole["stores"][:1], "left_out": [{"space": "darts", "architectures": 1.077e18}]}))
    corpus.put("manifest", "no_feature", json.dumps({**whole, "stores": [{**whole["stores"][0], "columns": 0}]}, separators=(",", ":")))
    corpus.put("manifest", "newer", json.dumps({**whole, "format_version": 2}))
    corpus.put("manifest", "elsewhere", json.dumps({**whole, "stores": [{**whole["stores"][0], "file": "../a.h5"}]}))


def splits(corpus):
    head = "data_seed,train_size,train_row_indices\n"
    corpus.put("split_list", "pairs", head + "0,4,0 1 4 5\n1,2,10 11\n")
    corpus.put("split_list", "rows", head + "7,3,0 2 9\n")
    corpus.put("split_list", "quoted", "train_row_indices;data_seed;train_size\r\n\"3 1 2\";4294967295;3\r\n")
    corpus.put("split_list", "twice", head + "0,2,5 5\n")
    corpus.put("split_list", "outside", head + "0,2,5 12\n")
    corpus.put("split_list", "another_size", head + "0,3,5 7\n")


def journals(corpus, cartograf):
    # The first run is stopped by the limit of the size of a file.
    for name, options in (("plain", "--dtype int8 --range 0:60000"), ("gzip", "--compression gzip:1 --range 0:200000"), ("part", "--shard 1/2 --dtype int8 --range 0:100000")):
        command = f"ulimit -f 4000; {cartograf.program} features darts_cell --resume -o {name}.h5 --device cpu {options}"
        subprocess.run(["bash", "-c", command], cwd=cartograf.folder, capture_output=True)
        (journal,) = cartograf.folder.glob(f"{name}.h5.*.journal")
        corpus.put("journal", name, journal.read_bytes()[:6000])
    corpus.put("journal", "cut", journal.read_bytes()[:40])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    corpus = Corpus(pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else HERE / "corpus")
    with tempfile.TemporaryDirectory() as folder:
        cartograf = Command(sys.argv[1], pathlib.Path(folder))
        csv_tables(corpus)
        documents(corpus)
        imports(corpus)
        arrays(corpus)
        models(corpus, cartograf)
        stores(corpus, cartograf)
        manifests(corpus, cartograf)
        splits(corpus)
        journals(corpus, cartograf)
        keys(corpus, cartograf)


if __name__ == "__main__":
    main()
