"""Networks of NAS-Bench-101 (Ying et al., ICML 2019)."""

from __future__ import annotations

import math

from .base import BenchmarkNet, OpNodesNetGraph, numbers_of


class NB101(BenchmarkNet):
    """A network of NAS-Bench-101, by its key: the adjacency matrix row by row, then the operation ids."""

    space_name = "nasbench101"
    operations = ("input", "output", "maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu")

    def __init__(self, net: str, cache_model: bool = False) -> None:
        super().__init__(net, cache_model=cache_model)

    def to_graph(self) -> OpNodesNetGraph:
        """Its cell, with the nodes as the key numbers them."""
        import networkx  # noqa: PLC0415  # optional

        numbers = numbers_of(self.net)
        n = math.isqrt(len(numbers))
        if n < 2 or len(numbers) != n * n + n:
            raise ValueError(f"key {self.net!r} of {self.space_name}: expected n * n + n numbers for n nodes, found {len(numbers)}")
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from((place // n, place % n) for place, edge in enumerate(numbers[: n * n]) if edge)
        return OpNodesNetGraph(dict(enumerate(self.operations)), numbers[n * n :], graph)

    @classmethod
    def key_of(cls, graph: OpNodesNetGraph) -> str:
        """The key of a cell."""
        n = len(graph.op_ids)
        return str((*(int(graph.graph.has_edge(u, v)) for u in range(n) for v in range(n)), *graph.op_ids))
