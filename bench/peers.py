#!/usr/bin/env python3
"""Times other ways to the same features beside cartograf, in one run, on the same architectures and cores.

usage: peers.py CARTOGRAF [options]

For NAS-Bench-201 (all architectures) and darts_cell (the first ones), convention graf_nas, float32 rows in memory:
  numpy      a vectorised table over all subgraphs of the cell, and a gather by fancy indexing, one set of operations at
             a time; and "numpy, in blocks": all sets at once, for as many rows as the caches hold
  numba      a compiled loop over bit masks and the same table, on all threads (needs numba)
  graf_nas   the authors' Python package, one architecture after another (needs graf_nas and what it imports)
  cartograf  `cartograf bench`, rows into an array; and the whole process: `cartograf features`, then h5py

All take turns, so that whatever disturbs the machine meets all of them. Every way is first compared with the store that cartograf writes in float64: all values must be equal (==). What cannot
be run is printed as skipped, with the reason. Exit code 1: a value differs.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
import numpy

BLOCK = 2048  # rows: masks and rows of a block stay in the L2 cache
# What the authors' package reaches on one core, as published (about 1.4 ms an architecture of NAS-Bench-201).
PUBLISHED_GRAF_NAS = 700


def say(text):
    print(text, file=sys.stderr, flush=True)


def subsets(n_ops):
    """Non-empty sets of operations, by size, then lexicographically."""
    return [s for size in range(1, n_ops + 1) for s in itertools.combinations(range(n_ops), size)]


class Space:
    """A cell with operations on edges: what the columns are, independently of cartograf (docs/features.md).

    `groups`: for each group of columns that stands in one piece, the parts that alternate in it and their divisors; a part
    is a function of the set of allowed edges, given as [2^edges] integers.
    """

    def __init__(self, name, n_edges, n_ops, constant_counts, groups):
        self.name, self.n_edges, self.n_ops, self.constant_counts = name, n_edges, n_ops, constant_counts
        self.sets = subsets(n_ops)
        self.n_counts = len(constant_counts) + n_ops
        self.tables = [numpy.stack([values / divisor for values, divisor in group], axis=1) for group in groups]
        self.n_columns = self.n_counts + len(self.sets) * sum(table.shape[1] for table in self.tables)
        # Every set is a smaller one and one operation more.
        place = {s: i for i, s in enumerate(self.sets)}
        self.without_last = numpy.array([place.get(s[:-1], -1) for s in self.sets])
        self.last = numpy.array([s[-1] for s in self.sets])
        self.membership = numpy.array([[op in s for s in self.sets] for op in range(n_ops)], dtype=numpy.float32)

    def typed_tables(self, dtype):
        return [table.astype(dtype) for table in self.tables]


def popcounts(n_bits):
    return numpy.array([value.bit_count() for value in range(1 << n_bits)])


def counted(n_bits, mask):
    """For every set of edges, how many of those in `mask` it holds."""
    return popcounts(n_bits)[numpy.arange(1 << n_bits) & mask]


NASBENCH201_EDGES = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]


def nasbench201():
    def lengths(edges, node=1, length=0):
        if node == 4:
            yield length
        for source, target in edges:
            if source == node:
                yield from lengths(edges, target, length + 1)

    sets = [[edge for e, edge in enumerate(NASBENCH201_EDGES) if mask >> e & 1] for mask in range(64)]
    shortest = numpy.array([min(lengths(edges), default=6) for edges in sets])
    longest = numpy.array([max(lengths(edges), default=0) for edges in sets])
    leave = counted(6, sum(1 << e for e, edge in enumerate(NASBENCH201_EDGES) if edge[0] == 1))
    enter = counted(6, sum(1 << e for e, edge in enumerate(NASBENCH201_EDGES) if edge[1] == 4))
    edges = popcounts(6)
    return Space("nasbench201", 6, 5, [], [[(shortest, 1)], [(longest, 1)], [(leave, 1), (enter, 1), (edges, 4), (edges, 4)]])


DARTS_PAIRS = [list(itertools.combinations(range(2 + i), 2)) for i in range(4)]  # sources of node 2 + i
DARTS_EDGES = [(source, node) for node in range(2, 6) for source in range(node)]
DARTS_EDGE = {edge: e for e, edge in enumerate(DARTS_EDGES)}


def darts_cell():
    leave = [counted(14, sum(1 << e for e, edge in enumerate(DARTS_EDGES) if edge[0] == source)) for source in (0, 1)]
    edges = popcounts(14)
    # The four edges to the output carry an operation of their own, which is in no set.
    return Space("darts_cell", 14, 7, [4], [[(leave[0], 1), (leave[1], 1), (edges, 7), (edges, 7)]])


def edge_operations_nasbench201(index):
    """[N] indices -> ([N x 6] edges, [N x 6] the operation of each)."""
    digits = index[:, None] // 5 ** numpy.arange(5, -1, -1) % 5
    return numpy.broadcast_to(numpy.arange(6), digits.shape), digits


def edge_operations_darts_cell(index):
    """[N] indices -> ([N x 8] edges, [N x 8] the operation of each)."""
    edges, ops = [], []
    for i in reversed(range(4)):
        of_pair = numpy.array([[DARTS_EDGE[source, 2 + i] for source in pair] for pair in DARTS_PAIRS[i]])
        choice = index % (len(of_pair) * 49)
        index = index // (len(of_pair) * 49)
        edges += list(of_pair[choice // 49].T)
        ops += [choice // 7 % 7, choice % 7]
    return numpy.stack(edges, axis=1), numpy.stack(ops, axis=1)


EDGE_OPERATIONS = {"nasbench201": edge_operations_nasbench201, "darts_cell": edge_operations_darts_cell}


class NumpyTable:
    """Index -> masks -> columns, all architectures at once, one set of operations after another."""

    name = "numpy"
    threads = 1

    def __init__(self, space, dtype):
        self.space, self.tables = space, space.typed_tables(dtype)
        self.edge_operations = EDGE_OPERATIONS[space.name]

    def __call__(self, rows):
        space = self.space
        edges, ops = self.edge_operations(numpy.arange(len(rows)))
        write_counts(space, ops, rows)
        for s, members in enumerate(space.membership.T.astype(bool)):
            mask = (members[ops].astype(int) << edges).sum(axis=1)
            column = space.n_counts
            for table in self.tables:
                parts = table.shape[1]
                rows[:, column + s * parts:column + (s + 1) * parts] = table[mask]
                column += len(space.sets) * parts


def write_counts(space, ops, rows):
    for column, count in enumerate(space.constant_counts):
        rows[:, column] = count
    for op in range(space.n_ops):
        rows[:, len(space.constant_counts) + op] = (ops == op).sum(axis=1)


class NumpyBlocks:
    """The same for all sets at once, a block of rows at a time: about as fast as NumPy can."""

    name = "numpy, in blocks"
    threads = 1

    def __init__(self, space, dtype):
        self.space, self.tables = space, space.typed_tables(dtype)
        self.edge_operations = EDGE_OPERATIONS[space.name]

    def block(self, first, rows):
        space, n = self.space, len(rows)
        edges, ops = self.edge_operations(numpy.arange(first, first + n))
        words = numpy.zeros((n, space.n_ops), dtype=numpy.float32)
        here = numpy.arange(n)
        for e in range(edges.shape[1]):
            words[here, ops[:, e]] += (1 << edges[:, e]).astype(numpy.float32)
        # The words of an architecture have no bit in common, so a sum is their union; below 2^24 it is exact.
        masks = (words @ space.membership).astype(numpy.intp)
        write_counts(space, ops, rows)
        column = space.n_counts
        for table in self.tables:
            width = len(space.sets) * table.shape[1]
            rows[:, column:column + width] = table[masks].reshape(n, width)
            column += width

    def __call__(self, rows):
        for first in range(0, len(rows), BLOCK):
            self.block(first, rows[first:first + BLOCK])


def numba_decoders(numba):
    pair_edges = numpy.array([[DARTS_EDGE[source, 2 + i] for source in pair] for i in range(4) for pair in DARTS_PAIRS[i]])
    n_pairs = numpy.array([len(pairs) for pairs in DARTS_PAIRS])
    first_pair = numpy.cumsum(n_pairs) - n_pairs

    @numba.njit
    def nasbench201_words(index, words):
        for edge in range(5, -1, -1):
            words[index % 5] |= 1 << edge
            index //= 5

    @numba.njit
    def darts_cell_words(index, words):
        for i in range(3, -1, -1):
            choice = index % (n_pairs[i] * 49)
            index //= n_pairs[i] * 49
            pair = first_pair[i] + choice // 49
            words[choice // 7 % 7] |= 1 << pair_edges[pair, 0]
            words[choice % 7] |= 1 << pair_edges[pair, 1]

    return {"nasbench201": nasbench201_words, "darts_cell": darts_cell_words}


class NumbaLoop:
    """A loop over architectures and sets of operations, compiled; blocks of rows on all threads."""

    name = "numba"

    def __init__(self, space, dtype, threads):
        import numba

        self.threads = threads
        decode = numba_decoders(numba)[space.name]
        n_ops, without_last, last = space.n_ops, space.without_last, space.last
        n_constant, n_counts = len(space.constant_counts), space.n_counts
        constants = numpy.array(space.constant_counts + [0])
        # All parts beside each other, and where the columns of each begin and how far apart they are.
        table = numpy.concatenate(space.typed_tables(dtype), axis=1)
        begins, steps, column = [], [], space.n_counts
        for part in space.tables:
            begins += [column + p for p in range(part.shape[1])]
            steps += [part.shape[1]] * part.shape[1]
            column += len(space.sets) * part.shape[1]
        begins, steps = numpy.array(begins), numpy.array(steps)
        counts = popcounts(space.n_edges)

        @numba.njit(parallel=True)
        def compute(rows):
            n = rows.shape[0]
            for block in numba.prange((n + 255) // 256):
                words = numpy.zeros(n_ops, numpy.int64)
                masks = numpy.zeros(last.shape[0], numpy.int64)
                for i in range(block * 256, min(n, (block + 1) * 256)):
                    words[:] = 0
                    decode(i, words)
                    for c in range(n_constant):
                        rows[i, c] = constants[c]
                    for op in range(n_ops):
                        rows[i, n_constant + op] = counts[words[op]]
                    for s in range(last.shape[0]):
                        mask = words[last[s]]
                        if without_last[s] >= 0:
                            mask |= masks[without_last[s]]
                        masks[s] = mask
                        for part in range(begins.shape[0]):
                            rows[i, begins[part] + s * steps[part]] = table[mask, part]

        self.compute = compute

    def __call__(self, rows):
        self.compute(rows)


class GrafNas:
    """The authors' package, by its public interface."""

    name = "graf_nas"
    threads = 1

    def __init__(self):
        import graf_nas
        from graf_nas import GRAF
        from graf_nas.search_space.nasbench201 import NB201

        self.make = NB201
        config = Path(graf_nas.__file__).parent / "configs" / "nb201.json"
        self.graf = GRAF("nb201", features=str(config), cache_features=False)

    def features(self, keys):
        return [self.graf.compute_features(self.make(key)) for key in keys]


def differences(name, columns, found, expected):
    """Where two arrays [N x columns] differ: lines for people, the first few."""
    lines = []
    for row, column in numpy.argwhere(found != expected)[:5]:
        lines.append(f"{name}: architecture {row}, {columns[column]}: {found[row, column]!r}, cartograf {expected[row, column]!r}")
    return lines


def seconds_of(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Run:
    def __init__(self, options, folder):
        self.options, self.folder, self.results, self.wrong = options, folder, [], []
        self.turns = []  # of one space: (result, function that returns the seconds of one repetition)

    def command(self, *arguments):
        command = [self.options.cartograf, *map(str, arguments), "--device", "cpu", "--threads", str(self.options.threads)]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {result.returncode}: {result.stderr}")
        return result.stdout

    def features(self, space, n, dtype):
        self.command("features", space.name, "-o", self.folder / "rows.h5", "--range", f"0:{n}", "--dtype", dtype, "--overwrite")
        with h5py.File(self.folder / "rows.h5") as store:
            return store["features"][:]

    def add(self, space, name, threads, rows, turn):
        result = {"space": space.name, "peer": name, "threads": threads, "rows": rows}
        self.results.append(result)
        self.turns.append((result, turn))

    def take_turns(self, space):
        """Times all peers of a space; the first time of each does not count."""
        seconds = [[] for _ in self.turns]
        for i in range(self.options.repetitions + 1):
            say(f"{space.name}: round {i} of {self.options.repetitions}")
            for of_peer, (_, turn) in zip(seconds, self.turns):
                of_peer.append(turn())
        for of_peer, (result, _) in zip(seconds, self.turns):
            middle = statistics.median(of_peer[1:])
            result.update(seconds=middle, seconds_min=min(of_peer[1:]), seconds_max=max(of_peer[1:]),
                          architectures_per_second=result["rows"] / middle)
        own = self.turns[0][0]
        for result, _ in self.turns:
            result["cartograf_ratio"] = own["architectures_per_second"] / result["architectures_per_second"]
        self.turns = []

    def skip(self, space, name, reason):
        say(f"{space.name}: {name}: skipped: {reason}")
        self.results.append({"space": space.name, "peer": name, "skipped": reason})

    def compare(self, name, columns, found, expected):
        lines = differences(name, columns, found, expected)
        self.wrong += lines
        for line in lines:
            say(line)
        return not lines

    def run_array(self, space, make, expected, columns):
        """A peer that fills an array: compared in float64, timed in float32."""
        values = numpy.empty(expected.shape)
        make(numpy.float64)(values)
        if not self.compare(make(numpy.float32).name, columns, values, expected):
            return
        peer, rows = make(numpy.float32), numpy.empty(expected.shape, dtype=numpy.float32)
        self.add(space, peer.name, peer.threads, len(rows), lambda: seconds_of(lambda: peer(rows)))

    def run_numba(self, space, expected, columns):
        try:
            import numba  # noqa: F401
        except ImportError as error:
            return self.skip(space, "numba", str(error))
        self.run_array(space, lambda dtype: NumbaLoop(space, dtype, self.options.threads), expected, columns)

    def run_graf_nas(self, space, expected, columns, keys):
        if space.name != "nasbench201":
            return self.skip(space, "graf_nas", "the package has no space of one DARTS cell")
        try:
            package = GrafNas()
        except ImportError as error:
            return self.skip(space, "graf_nas", f"{error}; published: about {PUBLISHED_GRAF_NAS} architectures a second on one core")
        # Spread over the space: keys of few different operations take less time.
        chosen = numpy.linspace(0, len(keys) - 1, min(len(keys), self.options.graf_nas_rows)).astype(int)
        found = package.features([keys[i] for i in chosen])
        missing = [name for name in columns if name not in found[0]]
        if missing:
            self.wrong.append(f"graf_nas: has no {', '.join(missing[:3])}")
            return say(self.wrong[-1])
        values = numpy.array([[row[name] for name in columns] for row in found], dtype=float)
        if self.compare("graf_nas", columns, values, expected[chosen]):
            chosen_keys = [keys[i] for i in chosen]
            self.add(space, "graf_nas", 1, len(chosen), lambda: seconds_of(lambda: package.features(chosen_keys)))

    def bench(self, space, n):
        """Seconds of rows into an array, timed by cartograf itself; it tells its machine too. The process starts anew each
        turn, so all rows are written several times, over each other: the first time would be that of waking threads."""
        size = n * space.n_columns * 4
        rounds = max(1, 2**28 // size)
        entries = json.loads(self.command("bench", space.name, "--work", "rows", "--dtype", "float32", "--memory", rounds * size,
                                          "--block", size, "--repetitions", 5, "--json"))
        entry = next(entry for entry in entries if entry["variant"] == "block")
        assert entry["rows"] == rounds * n, (entry["rows"], rounds, n)
        self.results[0].setdefault("machine", entry["machine"])
        return entry["seconds"] / rounds

    def run_cartograf(self, space, n):
        self.add(space, "cartograf", self.options.threads, n, lambda: self.bench(space, n))
        self.add(space, "cartograf, process and h5py", self.options.threads, n,
                 lambda: seconds_of(lambda: self.features(space, n, "float32")))

    def run_space(self, space, n):
        expected = self.features(space, n, "float64")
        with h5py.File(self.folder / "rows.h5") as store:
            columns, keys = store["feature_names"].asstr()[:], store["key"].asstr()[:]
        assert expected.shape == (n, space.n_columns), expected.shape
        self.run_cartograf(space, n)
        self.run_array(space, lambda dtype: NumpyTable(space, dtype), expected, columns)
        self.run_array(space, lambda dtype: NumpyBlocks(space, dtype), expected, columns)
        self.run_numba(space, expected, columns)
        self.run_graf_nas(space, expected, columns, keys)
        self.take_turns(space)


def print_table(results):
    print(f"{'space':<13}{'peer':<29}{'threads':>7}{'rows':>9}{'median':>12}{'architectures/s':>17}{'cartograf is':>15}")
    for r in results:
        if "skipped" in r:
            print(f"{r['space']:<13}{r['peer']:<29}skipped: {r['skipped']}")
        else:
            print(f"{r['space']:<13}{r['peer']:<29}{r['threads']:>7}{r['rows']:>9}{r['seconds'] * 1e3:>9.2f} ms"
                  f"{r['architectures_per_second']:>17,.0f}{r['cartograf_ratio']:>9,.2f} times")


def parse(arguments):
    cores = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cartograf", metavar="CARTOGRAF", help="the command")
    parser.add_argument("--threads", type=int, default=len(cores), help="cores that all may use (default: all)")
    parser.add_argument("--repetitions", type=int, default=5, help="default: 5")
    parser.add_argument("--nasbench201-rows", type=int, default=15_625, help="default: all 15,625")
    parser.add_argument("--darts-rows", type=int, default=100_000, help="cells of darts_cell (default: 100000)")
    parser.add_argument("--graf-nas-rows", type=int, default=1_000, help="architectures of the package graf_nas (default: 1000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if not 1 <= options.threads <= len(cores):
        parser.error(f"--threads: expected 1 to {len(cores)}, found {options.threads}")
    return options, cores


def main(arguments):
    options, cores = parse(arguments)
    # For this process and all that it starts, before numba is imported.
    os.sched_setaffinity(0, cores[:options.threads])
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    with tempfile.TemporaryDirectory() as folder:
        run = Run(options, Path(folder))
        run.run_space(nasbench201(), options.nasbench201_rows)
        run.run_space(darts_cell(), options.darts_rows)
    if options.json:
        print(json.dumps(run.results, indent=2))
    else:
        print_table(run.results)
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
