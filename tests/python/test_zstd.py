#!/usr/bin/env python3
"""Chunks of Zstandard: what cartograf packs is read by h5py with hdf5plugin, and what these pack by cartograf.

usage: test_zstd.py CARTOGRAF_BINARY FOLDER

FOLDER holds a folder readers-cpXY with hdf5plugin (scripts/setup.sh --tests makes it). Exit code 77: there is none, or no h5py.
"""

import os
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
ZSTD = 32015


def filters_of(dataset):
    creation = dataset.id.get_create_plist()
    return [(number, values) for number, _, values, _ in (creation.get_filter(i) for i in range(creation.get_nfilters()))]


class Zstd(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_command(self, *words):
        return subprocess.run([BINARY, *words], cwd=self.folder, check=True, capture_output=True, text=True, timeout=120).stdout

    def made(self, name, *options):
        self.run_command("features", *options, "-o", name, "--device", "cpu")
        return h5py.File(self.folder / name, "r")

    def test_h5py_reads_what_is_packed(self):
        for i, options in enumerate((["nasbench201", "--dtype", "int8", "--adjacency"], ["nasbench201", "--families", "op_count,cost"], ["nasbench101", "--sample", "9000"])):
            with self.subTest(options=options), self.made(f"plain{i}.h5", *options) as plain, self.made(f"zstd{i}.h5", *options, "--compression", "zstd:5") as packed:
                compared = []
                plain.visititems(lambda name, item: compared.append(name) if isinstance(item, h5py.Dataset) else None)
                for name in compared:
                    numpy.testing.assert_array_equal(packed[name][()], plain[name][()], name)
                self.assertEqual(filters_of(packed["features"])[-1], (ZSTD, (5,)))
                self.assertEqual(filters_of(packed["key"]), [(ZSTD, (5,))])
                self.assertEqual(packed.attrs["content_digest"], plain.attrs["content_digest"])
                self.assertLess((self.folder / f"zstd{i}.h5").stat().st_size, (self.folder / f"plain{i}.h5").stat().st_size / 4)

    def test_cartograf_reads_what_h5py_packs(self):
        self.made("s.h5", "nasbench201").close()
        expected = self.run_command("export", "s.h5", "-o", "-")
        with h5py.File(self.folder / "s.h5", "a") as file:
            for name in ("features", "index"):
                old = file[name]
                chunks, attributes = old.chunks, {key: old.attrs[key] for key in ("digest",)}
                values = old[()]
                del file[name]
                new = file.create_dataset(name, data=values, chunks=chunks, shuffle=True, **hdf5plugin.Zstd(clevel=9))
                for key, value in attributes.items():
                    new.attrs[key] = value
        self.assertEqual(self.run_command("export", "s.h5", "-o", "-"), expected)
        self.run_command("verify", "s.h5", "--rows", "200", "--device", "cpu")


if __name__ == "__main__":
    BINARY = str(Path(sys.argv[1]).resolve())
    package = Path(sys.argv[2]) / ("readers-cp%d%d" % sys.version_info[:2]) / "hdf5plugin"
    if not package.exists():
        print(f"skipped: there is no hdf5plugin for Python {sys.version_info[0]}.{sys.version_info[1]} in {sys.argv[2]}")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as alone:  # beside it there are packages that the system's h5py is not for
        os.symlink(package.resolve(), Path(alone) / "hdf5plugin")
        sys.path.insert(0, alone)
        import hdf5plugin

        unittest.main(argv=sys.argv[:1])
