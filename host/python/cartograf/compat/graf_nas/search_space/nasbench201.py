"""Networks of NAS-Bench-201 (Dong and Yang, ICLR 2020)."""

from __future__ import annotations

from typing import ClassVar

from .base import BenchmarkNet, NetGraph


class EdgeNet(BenchmarkNet):
    """One cell of four nodes, numbered from 1, with an operation on each edge."""

    edges: ClassVar[tuple[tuple[int, int], ...]]  # in the order of the key

    def to_graph(self) -> NetGraph:
        """Its cell."""
        return NetGraph(dict(enumerate(self.operations)), dict(zip(self.edges, self.numbers(), strict=True)), self.cache_graph)

    @classmethod
    def key_of(cls, graph: NetGraph) -> str:
        """The key of a cell."""
        return str(tuple(graph.edges[edge] for edge in cls.edges))


class NB201(EdgeNet):
    """A network of NAS-Bench-201, by its key "(a, b, c, d, e, f)" or its architecture string."""

    space_name = "nasbench201"
    operations = ("skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3")
    edges = ((1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4))
