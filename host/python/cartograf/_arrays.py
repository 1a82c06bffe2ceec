"""Architectures as arrays of numbers, as other code bases keep them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ._space import Space


def keys_of_arrays(space: Space, given: Any) -> list[str] | None:
    """Keys of architectures given as arrays; None for anything else.

    [n, k] whole numbers: those of the keys of the space, such as the six operations of NAS-Bench-201.
    [n, V, V] whole numbers: entry [i, u, v] is the operation on the edge u -> v, u < v, by its number in `Space.operations`.
    ([n, V, V], [n, V]): which edges there are, and the operations of the nodes, by their names or as the keys of the space number them.
    """
    if isinstance(given, tuple) and len(given) == 2 and all(isinstance(part, np.ndarray) for part in given) and given[0].ndim == 3:
        return _on_nodes(*given)
    if isinstance(given, np.ndarray) and given.dtype.kind in "iu" and given.ndim in (2, 3) and len(given) > 0:
        return [str(tuple(row)) for row in given.tolist()] if given.ndim == 2 else _on_edges(space, given)
    return None


def _on_edges(space: Space, adjacency: NDArray[Any]) -> list[str]:
    n, nodes, columns = adjacency.shape
    if nodes != columns:
        raise ValueError(f"adjacency: expected square matrices, found {nodes} x {columns}")
    names = space.operations
    used = adjacency[:, *np.triu_indices(nodes, 1)]
    if used.size and not 0 <= used.min() <= used.max() < len(names):
        raise ValueError(
            f"adjacency: expected numbers of operations of {space.name}, 0 to {len(names) - 1}, above the diagonal, found {used.min()} to {used.max()}"
        )
    return ["+".join("|" + "|".join(f"{names[matrix[u][v]]}~{u}" for u in range(v)) + "|" for v in range(1, nodes)) for matrix in adjacency.tolist()]


def _on_nodes(adjacency: NDArray[Any], operations: NDArray[Any]) -> list[str]:
    if operations.shape != adjacency.shape[:2] or adjacency.shape[1] != adjacency.shape[2]:
        raise ValueError(f"adjacency and operations: expected [n, V, V] and [n, V], found {adjacency.shape} and {operations.shape}")
    if adjacency.dtype.kind not in "iub":
        raise TypeError(f"adjacency: expected whole numbers, found {adjacency.dtype}")
    pairs = zip(adjacency.astype(int).tolist(), operations.tolist(), strict=True)
    return [json.dumps({"module_adjacency": matrix, "module_operations": labels}) for matrix, labels in pairs]
