"""Networks of DARTS (Liu et al., ICLR 2019) and NAS-Bench-301."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import BenchmarkNet, NetGraph

if TYPE_CHECKING:
    from typing import Self

INPUTS, OUTPUT = ("c_{k-2}", "c_{k-1}"), "c_{k}"
INTERMEDIATE = ("0", "1", "2", "3")
SOURCES = (*INPUTS, *INTERMEDIATE)  # in the order of the numbers in keys


class DARTS(BenchmarkNet):
    """A network of two cells, by its key, the compact form of NASLib. Operation 0 is that of the edges into the output."""

    space_name = "darts"
    operations = ("out", "max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5")
    random_iterator = True

    def to_graph(self) -> tuple[NetGraph, NetGraph]:
        """Its normal and its reduction cell."""
        numbers = self.numbers()
        half = len(numbers) // 2
        return self._cell(numbers[:half]), self._cell(numbers[half:])

    def _cell(self, numbers: Sequence[int]) -> NetGraph:
        edges: dict[tuple[str, str], int] = {}
        for pair, (source, operation) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            edges[SOURCES[source], INTERMEDIATE[pair // 2]] = operation + 1
        edges |= {(node, OUTPUT): 0 for node in INTERMEDIATE}
        return NetGraph(dict(enumerate(self.operations)), edges, self.cache_graph)

    @classmethod
    def key_of(cls, graph: Sequence[NetGraph]) -> str:
        """The key of a normal and a reduction cell."""
        return str(
            tuple(
                tuple((SOURCES.index(source), cell.edges[source, node] - 1) for node in INTERMEDIATE for source, target in cell.edges if target == node)
                for cell in graph
            )
        )

    @classmethod
    def get_arch_iterator(cls, dataset_api: Any = None) -> Iterator[Self]:
        """Networks at random, without end: each is equally likely. They follow `numpy.random.seed`."""
        space = cls.space()
        while True:
            yield cls(space.key(int(np.random.randint(space.size, dtype=np.int64))))
