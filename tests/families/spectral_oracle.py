#!/usr/bin/env python3
"""Spectral features from their definition, with NumPy: the oracle of kernels/features/spectral.hpp.

usage: spectral_oracle.py SPACE FILE.csv [--eigenvalues PREFIX] [--trees COLUMN]

FILE.csv is what `cartograf export` writes: the keys in the column `net`. Columns whose names begin with PREFIX are the
eigenvalues, ascending; the spanning trees are in COLUMN. SPACE: nasbench201, darts_cell, nasbench101 or two_inputs
(docs/examples/two_inputs.json).
"""

import argparse
import ast
import csv
import sys
from fractions import Fraction

import numpy as np

NONE_OF_NASBENCH201 = 1
TOLERANCE = 1e-11


def live(edges, inputs, output):
    """The edges on a path from an input to the output, by plain reachability."""

    def reached(start, step):
        seen, todo = {start}, [start]
        while todo:
            node = todo.pop()
            for edge in edges:
                a, b = edge if step > 0 else edge[::-1]
                if a == node and b not in seen:
                    seen.add(b)
                    todo.append(b)
        return seen

    to_output = reached(output, -1)
    alive = set()
    for node in inputs:
        from_input = reached(node, 1)
        alive |= {(a, b) for a, b in edges if a in from_input and b in to_output}
    return alive


def nasbench201(key):
    """Number of nodes and the live edges."""
    places = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    edges = {place for place, op in zip(places, key) if op != NONE_OF_NASBENCH201}
    return 4, live(edges, [0], 3)


def darts_cell(key):
    edges = {(source, 2 + pair // 2) for pair, (source, _) in enumerate(key)} | {(node, 6) for node in range(2, 6)}
    return 7, live(edges, [0, 1], 6)


def nasbench101(key):
    """The whole graph, on the 7 nodes that the largest has: the others are isolated."""
    n = next(n for n in range(2, 8) if n * n + n == len(key))
    return 7, {(a, b) for a in range(n) for b in range(n) if key[a * n + b] == 1}


def two_inputs(key):
    """Nodes from 0: inputs 0 and 1, output 4; operation 0 is `none`."""
    places = [(0, 2), (1, 2), (0, 3), (1, 3), (2, 3), (2, 4), (3, 4)]
    edges = {place for place, op in zip(places, key) if op != 0}
    return 5, live(edges, [0, 1], 4)


SPACES = {"nasbench201": nasbench201, "darts_cell": darts_cell, "nasbench101": nasbench101, "two_inputs": two_inputs}


def eigenvalues(n, edges):
    """Of I - D^-1/2 A D^-1/2, ascending; the row of an isolated node is 0."""
    adjacency = np.zeros((n, n))
    for a, b in edges:
        adjacency[a, b] = adjacency[b, a] = 1
    degrees = adjacency.sum(axis=1)
    scale = np.array([1 / np.sqrt(degree) if degree > 0 else 0.0 for degree in degrees])
    laplacian = np.diag((degrees > 0).astype(float)) - scale[:, None] * adjacency * scale[None, :]
    return np.linalg.eigvalsh(laplacian)


def determinant(matrix):
    """Exact, by elimination in fractions."""
    matrix = [[Fraction(value) for value in row] for row in matrix]
    result = Fraction(1)
    for column in range(len(matrix)):
        pivot = next((row for row in range(column, len(matrix)) if matrix[row][column] != 0), None)
        if pivot is None:
            return Fraction(0)
        if pivot != column:
            matrix[pivot], matrix[column] = matrix[column], matrix[pivot]
            result = -result
        result *= matrix[column][column]
        for row in range(column + 1, len(matrix)):
            factor = matrix[row][column] / matrix[column][column]
            matrix[row] = [value - factor * above for value, above in zip(matrix[row], matrix[column])]
    return result


def spanning_trees(edges):
    """A cofactor of the Laplacian of the nodes that have an edge; 0 when there are none."""
    pairs = {frozenset(edge) for edge in edges}
    nodes = sorted(set().union(*pairs)) if pairs else []
    if not nodes:
        return 0
    laplacian = [[-1 if frozenset((a, b)) in pairs else 0 for b in nodes] for a in nodes]
    for row, node in enumerate(nodes):
        laplacian[row][row] = sum(node in pair for pair in pairs)
    trees = determinant([row[1:] for row in laplacian[1:]])
    assert trees.denominator == 1
    return int(trees)


def check_self():
    complete = {(a, b) for a in range(4) for b in range(a + 1, 4)}
    assert spanning_trees(complete) == 16
    assert np.allclose(eigenvalues(4, complete), [0, 4 / 3, 4 / 3, 4 / 3], atol=1e-14)
    assert spanning_trees({(0, 1), (1, 2)}) == 1
    assert np.allclose(eigenvalues(4, {(0, 1), (1, 2)}), [0, 0, 1, 2], atol=1e-14)


def compare(space, path, prefix, trees):
    """Returns how many rows were compared; raises AssertionError that names the first that differs."""
    known = {}
    n_rows = 0
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        columns = [name for name in rows.fieldnames if name.startswith(prefix) and name != trees]
        for row in rows:
            n, edges = SPACES[space](ast.literal_eval(row["net"]))
            graph = frozenset(edges)
            if graph not in known:
                known[graph] = eigenvalues(n, edges), spanning_trees(edges)
            expected, n_trees = known[graph]
            assert len(columns) == n, f"expected {n} columns {prefix}*, found {columns}"
            found = np.array([float(row[name]) for name in columns])
            assert np.abs(found - expected).max() < TOLERANCE, f"{row['net']}: eigenvalues {found}, expected {expected}"
            assert float(row[trees]) == n_trees, f"{row['net']}: {row[trees]} spanning trees, expected {n_trees}"
            n_rows += 1
    return n_rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("space", choices=sorted(SPACES))
    parser.add_argument("csv")
    parser.add_argument("--eigenvalues", default="spectral_eigenvalue_")
    parser.add_argument("--trees", default="spectral_spanning_trees")
    arguments = parser.parse_args()
    check_self()
    print(f"{compare(arguments.space, arguments.csv, arguments.eigenvalues, arguments.trees)} rows are those of NumPy")
    return 0


if __name__ == "__main__":
    sys.exit(main())
