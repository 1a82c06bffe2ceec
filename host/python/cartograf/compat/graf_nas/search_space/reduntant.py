"""Operations that no signal passes. (The name of the module is that of graf_nas.)"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .base import NetGraph


def _reached(start: Any, edges: Iterable[tuple[Any, Any]]) -> set[Any]:
    """The nodes that paths over `edges` lead to from `start`, with itself."""
    following: dict[Any, list[Any]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    reached, open_nodes = {start}, [start]
    while open_nodes:
        for node in following.get(open_nodes.pop(), ()):
            if node not in reached:
                reached.add(node)
                open_nodes.append(node)
    return reached


def remove_zero_branches(net: NetGraph, zero_op: int = 1, source: Any = 1, target: Any = 4) -> NetGraph:
    """The cell with `zero_op` on each edge that lies on no path from `source` to `target` over edges with other operations.

    `zero_op` is 1 in NAS-Bench-201 and 0 in TransNAS-Bench-101 micro; the default is 1, as in graf_nas, whatever the cell.
    Raises TypeError for a graph that is not one cell with operations on edges.
    """
    if not isinstance(net, NetGraph):
        raise TypeError(f"expected one cell with operations on edges (a NetGraph), found {type(net).__name__}")
    passed = [edge for edge, operation in net.edges.items() if operation != zero_op]
    from_source = _reached(source, passed)
    to_target = _reached(target, ((v, u) for u, v in passed))
    edges = {(u, v): operation if u in from_source and v in to_target else zero_op for (u, v), operation in net.edges.items()}
    return NetGraph(net.ops, edges, net.cache_graph)
