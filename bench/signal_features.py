#!/usr/bin/env python3
"""Times the family `signal` of NAS-Bench-201 beside another program that computes it, in one run.

usage: signal_features.py CARTOGRAF PROGRAM [--threads N] [--repetitions R]

PROGRAM: a Python program `PROGRAM KEYS.csv OUT.csv` that computes the features of the keys in a CSV with a column `net`,
such as the reference definition. It runs once, on one thread. cartograf runs R times on N threads, each time all 15,625
architectures and all 155 columns into a store, the whole process; the median counts. Prints the seconds of both and their
ratio, and for how many values of both the difference is above 1e-9 of their size.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(command, environment=None):
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row.pop("net"): row for row in csv.DictReader(file)}


def number_of_differences(ours, theirs):
    if ours.keys() != theirs.keys():
        sys.exit("the two programs have other architectures")
    n = 0
    for net, row in ours.items():
        if row.keys() != theirs[net].keys():
            sys.exit("the two programs have other columns")
        for name, text in row.items():
            other = theirs[net][name]
            if text == "" or other == "":
                n += text != other
            else:
                n += abs(float(text) - float(other)) > 1e-9 * abs(float(other))
    return n


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("cartograf")
    parser.add_argument("program")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, ours, keys, theirs = (folder / file for file in ("signal.h5", "ours.csv", "keys.csv", "theirs.csv"))
        command = [arguments.cartograf, "features", "nasbench201", "--families", "signal", "--device", "cpu",
                   "--threads", str(arguments.threads), "--overwrite", "-o", str(store)]
        cartograf = [seconds(command) for _ in range(arguments.repetitions)]
        subprocess.run([arguments.cartograf, "export", str(store), "-o", str(ours)], check=True)
        architectures = rows(ours)
        with open(keys, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["net"], *([net] for net in architectures)])
        one_thread = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
        reference = seconds([sys.executable, arguments.program, str(keys), str(theirs)], one_thread)
        median = statistics.median(cartograf)
        print(f"cartograf, {arguments.threads} threads: {median:.3f} s (of {len(cartograf)}: {min(cartograf):.3f} to {max(cartograf):.3f})")
        print(f"reference, 1 thread: {reference:.1f} s, {reference / median:.0f} times")
        print(f"values that differ by more than 1e-9: {number_of_differences(architectures, rows(theirs))}")


if __name__ == "__main__":
    main()
