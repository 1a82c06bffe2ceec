"""The loops of each instruction set hold its instructions, and nothing that the linker could give to others.

usage: test_isa_objects.py NAME OBJECT...   (all objects of a library; those looked at are NAME_baseline, ...). Exit code 77: objdump is not installed, or
the library was built for another processor.
"""

import re
import shutil
import subprocess
import sys


def instructions(path):
    return subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], check=True, capture_output=True, text=True).stdout


def weak_symbols(path):
    lines = subprocess.run(["nm", "-C", path], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if re.search(r" [WVu] ", line)]


def main():
    if shutil.which("objdump") is None or shutil.which("nm") is None:
        print("skipped: objdump is not installed")
        return 77
    objects = {name: path for path in sys.argv[2:] for name in ("baseline", "avx2", "avx512") if f"{sys.argv[1]}_{name}." in path}
    if "avx2" not in objects:
        print("skipped: the library has kernels of the baseline alone")
        return 77
    failures = []
    # (object, register names that must be there, those that must not)
    for name, required, forbidden in (("baseline", r"%xmm", r"%[yz]mm"), ("avx2", r"%ymm", r"%zmm"), ("avx512", r"%zmm", None)):
        text = instructions(objects[name])
        if not re.search(required, text):
            failures.append(f"{name}: expected instructions with {required}, found none")
        if forbidden and re.search(forbidden, text):
            failures.append(f"{name}: found instructions with {forbidden}")
        # A function that other sources define too would be taken for the whole program, instructions and all.
        for line in weak_symbols(objects[name]) if name != "baseline" else []:
            failures.append(f"{name}: shares a function with others: {line}")
    print("\n".join(failures) or "ok")
    return 1 if failures else 0


sys.exit(main())
