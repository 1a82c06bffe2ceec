#!/usr/bin/env python3
"""What the linker wrote into a program or library, as readelf(1) shows it.

usage: check_hardening.py READELF [--hardened] [--fortified] FILE...

The paths where the loader looks for libraries are absolute or relative to the file, and none is empty: an empty one is the current folder.
--hardened     also asks for position-independent code, a stack that is not executed, relocations that are read-only from the start
               and stack protectors
--fortified    also for calls of the checked functions of the C library (_FORTIFY_SOURCE)
"""

import argparse
import re
import subprocess
import sys


def faults_of(readelf, file, hardened, fortified):
    def shown(*options):
        return subprocess.run([readelf, "-W", *options, file], check=True, capture_output=True, text=True).stdout

    dynamic = shown("--dynamic")
    for path in re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", dynamic):
        for element in path.split(":"):
            if not (element.startswith("/") or element == "$ORIGIN" or element.startswith("$ORIGIN/")):
                yield f"an element of the path of libraries is '{element}' in '{path}'"
    if not hardened:
        return
    if not re.search(r"Type:\s+DYN", shown("--file-header")):
        yield "the code depends on its position"
    segments = shown("--program-headers")
    if not re.search(r"GNU_STACK\s+(?:0x\S+\s+){5}RW\s", segments):
        yield "the stack can be executed"
    if "GNU_RELRO" not in segments or not re.search(r"BIND_NOW|FLAGS_1\).*\bNOW\b", dynamic):
        yield "relocations are not read-only from the start"
    symbols = shown("--dyn-syms")
    if "__stack_chk_fail" not in symbols:
        yield "functions have no stack protectors"
    if fortified and not re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", "")):
        yield "no checked function of the C library is called"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("readelf")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--hardened", action="store_true")
    parser.add_argument("--fortified", action="store_true")
    options = parser.parse_args()
    faults = [f"{file}: {fault}" for file in options.files for fault in faults_of(options.readelf, file, options.hardened, options.fortified)]
    print("\n".join(faults) or f"{len(options.files)} files looked at")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
