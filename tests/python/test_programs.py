#!/usr/bin/env python3
"""Runs what docs/file_format.md says under "Reading it with other programs", with one of the programs, on stores that the command
writes; reads back what Python programs write. Exit code 77: the program is not installed.

usage: test_programs.py CARTOGRAF_BINARY FILE_FORMAT.MD PROGRAM
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECTION = "Reading it with other programs"
KEY, COUNT = "(0, 0, 0, 0, 2, 0)", 1  # row 10: 10 in base 5, with one 2

INTERPRETERS = {"python": [sys.executable], "r": ["Rscript"], "octave": ["octave-cli", "--no-gui", "--quiet"], "sh": ["sh", "-e"]}
SUFFIXES = {"python": ".py", "r": ".R", "octave": ".m", "sh": ".sh"}


def r_has(package):
    return bool(shutil.which("Rscript")) and subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True).returncode == 0


def python_has(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


def octave_has_netcdf():
    program = shutil.which("octave-cli")
    return bool(program) and subprocess.run([program, "--no-gui", "--eval", "pkg load netcdf; exit(0)"], capture_output=True).returncode == 0


# Name -> heading in the docs, whether it is there.
PROGRAMS = {
    "h5py": ("Python, h5py", lambda: python_has("h5py")),
    "xarray": ("Python, xarray", lambda: python_has("xarray", "netCDF4", "h5netcdf")),
    "netcdf4": ("Python, netCDF4 and h5netcdf", lambda: python_has("netCDF4", "h5netcdf")),
    "ncdump": ("ncdump", lambda: bool(shutil.which("ncdump"))),
    "ncdf4": ("R, ncdf4", lambda: r_has("ncdf4")),
    "rhdf5": ("R, rhdf5", lambda: r_has("rhdf5")),
    "hdf5r": ("R, hdf5r", lambda: r_has("hdf5r")),
    "octave": ("Octave", octave_has_netcdf),
}


def examples(document, heading):
    """(language, text) of the fenced blocks under `### heading` of the section."""
    section = re.search(rf"^## {re.escape(SECTION)}$(.*?)^## ", document, re.M | re.S).group(1)
    part = re.search(rf"^### {re.escape(heading)}$(.*?)(?=^### |\Z)", section, re.M | re.S).group(1)
    return re.findall(r"^```(\w+)\n(.*?)^```$", part, re.M | re.S)


def run(command, **options):
    done = subprocess.run(command, text=True, capture_output=True, timeout=240, **options)
    # Octave ends with an error of its own after all has been done, where its standard input is no terminal.
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def run_example(language, text, folder):
    script = folder / ("example" + SUFFIXES[language])
    script.write_text(text)
    return run([*INTERPRETERS[language], str(script)], cwd=folder)


def check_output(program, output):
    if program == "ncdump":
        assert "char key(index, key_characters)" in output and "string feature_names(feature_names)" in output, output
        assert f'"{KEY}"' in output and '"op_count_2"' in output, output
        return
    found = re.search(r"(\([0-9, ]+\)) ([0-9.]+)\s*$", output)
    assert found, f"expected a key and a number at the end of\n{output}"
    assert found.group(1) == KEY and float(found.group(2)) == COUNT, output


def write_store(binary, path, *options):
    run([binary, "features", "nasbench201", "-o", str(path), "--device", "cpu", *options])


def exported(binary, store):
    run([binary, "export", str(store), "-o", str(store.with_suffix(".csv"))])
    return store.with_suffix(".csv").read_text(encoding="utf-8")


def check_xarray_round_trip(binary, folder):
    """What xarray writes back is a store that the command reads: the same table, whatever the form of the texts."""
    import xarray

    write_store(binary, folder / "small.h5", "--range", "100:140", "--families", "op_count,min_path_len", "--adjacency")
    original = exported(binary, folder / "small.h5")
    assert original.count("\n") == 41
    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(folder / "small.h5", engine=engine) as store:
            assert dict(store.sizes) == {"index": 40, "feature_names": 36, "operation_names": 5}, store.sizes
            for key in store.key.values:
                assert isinstance(key, str), type(key)
            store.key.encoding = {}  # as texts of variable length
            store.to_netcdf(folder / f"{engine}.h5", engine=engine)
            with xarray.open_dataset(folder / "small.h5", engine=engine) as again:
                again.to_netcdf(folder / f"{engine}_characters.h5", engine=engine)
        for name in (f"{engine}.h5", f"{engine}_characters.h5"):
            assert exported(binary, folder / name) == original, name


def main():
    binary, document, program = sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8"), sys.argv[3]
    heading, is_there = PROGRAMS[program]
    if not is_there():
        print(f"skipped: {heading} is not installed")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_store(binary, folder / "nasbench201.h5")
        (folder / "nasbench201.json").write_text(run([binary, "inspect", str(folder / "nasbench201.h5"), "--json"]))
        found = [example for example in examples(document, heading) if example[0] in INTERPRETERS]
        assert found, f"no example under {heading}"
        for language, text in found:
            check_output(program, run_example(language, text, folder))
        if program == "xarray":
            check_xarray_round_trip(binary, folder)
        if program == "ncdump":
            # Every kind of dataset, and the correlations: nothing crashes it.
            write_store(binary, folder / "all.h5", "--range", "0:50", "--families", "op_count,cost", "--adjacency", "--unique", "--compression", "gzip")
            assert '"contracted"' in run(["ncdump", str(folder / "all.h5")])
            run([binary, "stats", str(folder / "nasbench201.h5"), "-o", str(folder / "correlation.h5")])
            assert '"op_count_2"' in run(["ncdump", str(folder / "correlation.h5")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
