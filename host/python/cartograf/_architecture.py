"""An architecture of a space."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._space import Space


@dataclass(frozen=True)
class Edge:
    """An edge of a cell: the node that it leaves, the node that it enters, and the operation that it carries, or None."""

    source: int
    target: int
    operation: str | None


@dataclass(frozen=True)
class Cell:
    """One cell of an architecture. Nodes are numbered in topological order; `node_operations` is empty where operations are on edges."""

    n_nodes: int
    edges: tuple[Edge, ...]
    node_operations: tuple[str | None, ...]


@dataclass(frozen=True)
class Architecture:
    """An architecture: its number in the space and its key, as the published tables of the space write it."""

    space: Space = field(repr=False, compare=False)
    index: int
    key: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells as graphs, in the order of its key."""
        return self.space.cells(self.index)

    def _repr_svg_(self) -> str:
        from ._drawing import drawing  # noqa: PLC0415  # notebooks alone

        return drawing(self)
