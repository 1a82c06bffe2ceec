#!/usr/bin/env python3
"""Times of single calls of the Python package, the best of several, in this order; beside each its must.

usage: calls.py
"""

import subprocess
import sys
import time

import cartograf as cg
import numpy as np


def seconds(call, calls=1, repeats=9):
    """The shortest time of a call, over `repeats` times `calls` of them."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        for _ in range(calls):
            call()
        best = min(best, (time.perf_counter() - begun) / calls)
    return best


def start(code):
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True), repeats=15)


def rows_through_a_table(space, keys):
    """What one would write without cartograf's batches: a call a key, and a table of them in NumPy."""
    return np.concatenate([np.asarray(space.features(key)) for key in keys])


space = cg.space("nasbench201")
keys = space.keys(range(len(space)))
whole, listed, one = seconds(space.features), seconds(lambda: space.features(keys)), seconds(lambda: space.features(keys[777]), calls=2000)
print(f"import beyond NumPy's: {start('import numpy, cartograf') - start('import numpy'):.3f} s")
print(f"one key: {one * 1e6:.1f} microseconds")
print(f"15,625 keys in a list: {listed * 1e3:.2f} ms, {listed / len(keys) * 1e6:.2f} microseconds a key")
print(f"the whole space: {whole * 1e3:.2f} ms")
print(f"key by key and joined in NumPy: {seconds(lambda: rows_through_a_table(space, keys), repeats=3) / listed:.0f} times as long as the list")
