#!/usr/bin/env python3
"""Reduces features of DARTS cells on a cluster of processes of this machine, and says how fast and in how much memory.

usage: dask_darts.py [--architectures N] [--rows R] [--workers K] [--families [FAMILY ...]]

The Gram matrix of the columns, [columns x columns], and the 100 best architectures by a linear score, of the first N architectures of
`darts_cell` (at most 1,037,664,180), in one pass. Prints rows a second and the most memory that each process had (VmHWM, MiB): first for a
tenth of the architectures, then for all, on the same processes, so that memory that grows with them is seen. It needs dask[array,distributed].
"""

import argparse
import re
import time
from pathlib import Path

import cartograf as cg
import cartograf.dask
import dask
import distributed
import numpy as np


def peak():
    """The most memory that this process had, MiB."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))[1]) >> 10


class Linear:
    """A score that is linear in the columns."""

    def __init__(self, columns):
        self.weights = np.random.default_rng(0).standard_normal(columns)

    def __call__(self, rows):
        return rows @ self.weights


def reduced(space, n, rows, families):
    """(Gram matrix, places, scores) of the first n architectures."""
    features = cartograf.dask.features(space, range(n), rows=rows, families=families)
    array = features.array.astype(np.float64)
    scores = features.scores(Linear(array.shape[1]), np.float64)
    return dask.compute(array.T @ array, *cartograf.dask.top(scores, 100))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--architectures", type=int, default=10**8)
    parser.add_argument("--rows", type=int, default=1 << 18, help="of a chunk (default %(default)s)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--families", nargs="*", default=["op_count"], help="none after it: all that are on by default")
    options = parser.parse_args()
    space = cg.space("darts_cell")
    with (
        distributed.LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        for n in (options.architectures // 10, options.architectures):
            begun = time.perf_counter()
            gram, places, scores = reduced(space, n, options.rows, options.families)
            seconds = time.perf_counter() - begun
            workers = ", ".join(map(str, sorted(client.run(peak).values())))
            print(f"{n:,} x {len(gram)}: {seconds:.1f} s, {n / seconds:,.0f} rows/s; MiB at most: scheduler and client {peak()}, workers {workers}")
        print(f"best: {space.key(int(places[0]))}, {scores[0]:.4f}")


if __name__ == "__main__":
    main()
