"""Features of a network: what a list of them is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...._matrix import FeatureMatrix
from ..search_space.base import BenchmarkNet

CONVENTION = "graf_nas"


class Feature:
    """A function of a network's graph with a name. A user's own gives a number, or numbers by name."""

    def __init__(self, name: str, func: Callable[..., Any]) -> None:
        self.name = name
        self.func = func

    def __str__(self) -> str:
        return self.name

    def __call__(self, net: Any) -> Any:
        return self.func(net)


class ConstrainedFeature(Feature):
    """A function of a network's graph and of the ids of the operations that are allowed."""

    def __init__(self, name: str, func: Callable[..., Any], allowed: Sequence[int]) -> None:
        super().__init__(name, func)
        self.allowed = allowed

    def __call__(self, net: Any) -> Any:
        return self.func(net, self.allowed)


@dataclass(frozen=True)
class Family:
    """A family of cartograf's features as a function of a graph, or of a graph and the ids of the allowed operations.

    A list of `Feature`s with such functions is computed at once, without graphs.
    """

    networks: type[BenchmarkNet]
    name: str

    def rows(self, keys: Sequence[str], **options: Any) -> FeatureMatrix:
        """Its columns for networks, [n x columns]."""
        return self.networks.space().features(keys, families=self.name, convention=CONVENTION, dtype="float64", **options)

    @cached_property
    def columns(self) -> dict[str, bool]:
        """Column -> whether it holds whole numbers."""
        matrix = self.rows([self.networks.space().key(0)])
        return dict(zip(matrix.names, whole(matrix).tolist(), strict=True))

    def columns_of(self, allowed: Sequence[int] | None = None) -> dict[str, str]:
        """The columns of a set of operations, by what follows the family and the set in the column's name: "" for one column alone.

        Raises ValueError where the family has none for this set.
        """
        operations = self.networks.operations
        begin = self.name
        if allowed is not None:
            begin += f"_({','.join(operations[number] for number in sorted(set(allowed)))})"
        found = {column[len(begin) + 1 :]: column for column in self.columns if column == begin or column.startswith(begin + "_")}
        if not found or (allowed is None and any("(" in column for column in self.columns)):
            raise ValueError(
                f"{self.networks.space_name}: expected a set of operations that {self.name} has, found {begin}; sets are not empty, "
                "and of operations that an architecture chooses"
            )
        return found

    def __call__(self, net: Any, allowed: Sequence[int] | None = None) -> Any:
        matrix = self.rows([self.networks.key_of(net)])
        values = {rest: number(matrix[column][0], self.columns[column]) for rest, column in self.columns_of(allowed).items()}
        if "" in values:
            return values[""]
        return {int(rest) if rest.isdigit() else rest: value for rest, value in values.items()}


def whole(matrix: FeatureMatrix) -> NDArray[np.bool_]:
    """Which columns hold whole numbers, [columns]."""
    return np.equal(matrix.divisors, 1)


def number(value: float, is_whole: bool) -> int | float:
    """A value as graf_nas gives it: counts and lengths are `int`, averages `float`."""
    return int(value) if is_whole else float(value)
