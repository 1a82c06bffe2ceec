#!/usr/bin/env python3
"""Times the Gaussian process `gp` beside the same computation in NumPy and SciPy, in one run, on the same threads.

usage: gp.py PROGRAM FEATURES TARGETS COLUMN [options]

PROGRAM: bench/gaussian_process of a build. FEATURES: a CSV keyed by `net`, such as `cartograf export` writes, whose other
columns are the features; a missing value becomes the median of its column. TARGETS, COLUMN: a CSV keyed by `net` and a
column of it. For each train size and number of threads both train on the same rows, drawn as `cartograf evaluate` does for
one seed, and predict all rows of FEATURES; they take turns. Prints the shortest seconds of each, their ratio, and how far
the predictions are apart at most.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def libraries():
    """What is measured beside cartograf; ends the program when something is missing."""
    try:
        import numpy, scipy.linalg, threadpoolctl  # noqa: E401

        return numpy, scipy.linalg, threadpoolctl
    except ImportError as error:
        sys.exit(f"gp.py needs numpy, scipy and threadpoolctl: {error}")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0][1:], {row[0]: row[1:] for row in rows[1:]}


def numpy_process(features, targets, rows):
    """The predictions of all rows; features and targets are those of the training rows."""
    numpy, linalg, _ = libraries()
    ceiling = 2 * targets.max() - numpy.median(targets)
    t = -numpy.log(ceiling - targets + 1e-9)
    mean, deviation = t.mean(), t.std()
    centre, spread = features.mean(0), features.std(0)
    kept = spread > 1e-9

    def standardised(x):
        return numpy.clip((x[:, kept] - centre[kept]) / spread[kept], -5, 5)

    def kernel(a, b):
        squares = numpy.maximum((a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T, 0) / a.shape[1]
        r = numpy.sqrt(5 * numpy.exp(-2) * squares)
        return (1 + r + r * r / 3) * numpy.exp(-r)

    a = standardised(features)
    factor = linalg.cho_factor(kernel(a, a) + 0.01 * numpy.eye(len(a)), lower=True)
    alpha = linalg.cho_solve(factor, (t - mean) / deviation)
    return ceiling - numpy.exp(-(kernel(standardised(rows), a) @ alpha * deviation + mean))


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="PROGRAM")
    parser.add_argument("features", metavar="FEATURES", type=Path)
    parser.add_argument("targets", metavar="TARGETS", type=Path)
    parser.add_argument("column", metavar="COLUMN")
    parser.add_argument("--train-sizes", default="32,128,1024", help="default: 32,128,1024")
    parser.add_argument("--threads", default="1,2", help="default: 1,2")
    parser.add_argument("--repeats", type=int, default=5, help="of each, the shortest counts (default: 5)")
    parser.add_argument("--seed", type=int, default=42, help="of the split (default: 42)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    numpy, _, threadpoolctl = libraries()
    names, features = read(options.features)
    columns, targets = read(options.targets)
    nets = [net for net in features if net in targets]
    x = numpy.array([[float(value) if value else numpy.nan for value in features[net]] for net in nets])
    x = numpy.where(numpy.isnan(x), numpy.nanmedian(x, 0), x)
    y = numpy.array([float(targets[net][columns.index(options.column)]) for net in nets])
    print(f"{len(nets)} rows x {len(names)} columns\n{'N':>6}{'threads':>9}{'cartograf':>12}{'NumPy':>10}{'ratio':>8}   largest difference")
    with tempfile.TemporaryDirectory() as folder:
        matrix, predictions = Path(folder) / "matrix", Path(folder) / "predictions"
        for size in (int(size) for size in options.train_sizes.split(",")):
            order = numpy.random.RandomState(options.seed).permutation(len(nets))
            order = numpy.concatenate([order[-size:], order[:-size]])
            rows = numpy.ascontiguousarray(x[order])
            with open(matrix, "wb") as file:
                rows.tofile(file)
                y[order[:size]].tofile(file)
            for threads in (int(threads) for threads in options.threads.split(",")):
                ours = theirs = float("inf")
                for _ in range(options.repeats):
                    command = [options.program, matrix, str(len(nets)), str(len(names)), str(size), str(threads), "2", predictions]
                    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                    ours = min(ours, *map(float, output.split()))
                    with threadpoolctl.threadpool_limits(threads):
                        for _ in range(2):
                            start = time.perf_counter()
                            expected = numpy_process(rows[:size], y[order[:size]], rows)
                            theirs = min(theirs, time.perf_counter() - start)
                difference = abs(numpy.fromfile(predictions) - expected).max()
                print(f"{size:>6}{threads:>9}{ours:>10.4f} s{theirs:>8.4f} s{theirs / ours:>8.2f}   {difference:.1e}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
