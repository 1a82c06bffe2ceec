"""Networks of the macro space of TransNAS-Bench-101 (Duan et al., CVPR 2021)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .base import BenchmarkNet


class TNB101MacroGraph:
    """A chain of modules: of each, whether it doubles the channels ("channel") and whether it has stride 2 ("stride")."""

    def __init__(self, ops: Sequence[Mapping[str, bool]]) -> None:
        self.ops = ops

    def __iter__(self) -> Iterator[Mapping[str, bool]]:
        return iter(self.ops)


class TNB101_macro(BenchmarkNet):
    """A network of TransNAS-Bench-101 macro, by its key."""

    space_name = "transnasbench101_macro"
    operations = ("plain", "double_channels", "stride_2", "double_channels_stride_2")

    def to_graph(self) -> TNB101MacroGraph:
        """Its modules."""
        return TNB101MacroGraph([{"channel": digit % 2 == 0, "stride": digit > 2} for digit in self.numbers()])

    @classmethod
    def key_of(cls, graph: TNB101MacroGraph) -> str:
        """The key of a chain."""
        return str(tuple(1 + int(module["channel"]) + 2 * int(module["stride"]) for module in graph))
