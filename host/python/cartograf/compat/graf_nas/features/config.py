"""Features from a configuration: a list of {"name": family, "allowed": operations, "allowed_mode": how sets are made of them}."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, combinations
from os import PathLike, fspath
from typing import Any

from ..search_space import searchspace_classes
from . import feature_dicts
from .base import ConstrainedFeature, Feature

Entry = Mapping[str, Any]
Loader = Callable[[Entry, str], Sequence[Feature]]


def load_from_config(func_cfg: str | PathLike[str] | Iterable[Entry], benchmark: str, config_loader_func: Loader | None = None) -> list[Feature]:
    """The features of a configuration, or of the JSON file that has one, for "nb101", "nb201", "darts", "tnb101_micro" or "tnb101_macro".

    `config_loader_func` reads an entry; None = `load_function_group`. Raises what that raises, and OSError for a file that cannot be read.
    """
    entries: Iterable[Entry]
    if isinstance(func_cfg, (str, PathLike)):
        with open(fspath(func_cfg), encoding="utf-8") as file:
            entries = json.load(file)
    else:
        entries = func_cfg
    load = load_function_group if config_loader_func is None else config_loader_func
    return [feature for entry in entries for feature in load(entry, benchmark)]


def load_function_group(func_entry: Entry, benchmark: str) -> list[Feature]:
    """The features of one entry: one, or one for each set of operations.

    allowed_mode: "product" = all subsets of `allowed`, by size; "raw" = each item is a set; "raw_str" = each is one as "a,b".
    Raises ValueError for an unknown benchmark, family, operation or mode, and for a set for which graf_nas gives no value.
    """
    families = _known(feature_dicts, benchmark, "a benchmark")
    name = func_entry["name"]
    if benchmark == "darts" and name == "max_op_on_path":
        raise ValueError(
            "darts: max_op_on_path fails in graf_nas, so there are no values to give: leave it out, "
            'or take it from Space.features(..., convention="zc_combine")'
        )
    family = _known(families, name, f"a family of {benchmark}")
    if "allowed" not in func_entry:
        family.columns_of()
        return [Feature(name, family)]
    ids = searchspace_classes[benchmark].get_op_map()
    features: list[Feature] = []
    for operations in _sets(func_entry["allowed"], func_entry.get("allowed_mode", "product")):
        allowed = [_known(ids, operation, f"an operation of {benchmark}") for operation in operations]
        family.columns_of(allowed)
        features.append(ConstrainedFeature(f"{name}_({','.join(operations)})", family, allowed))
    return features


def get_op_combinations(op_list: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All non-empty subsets, by size, and inside a size in the order of the list."""
    return list(chain.from_iterable(combinations(op_list, size) for size in range(1, len(op_list) + 1)))


def _sets(allowed: Sequence[Any], mode: str) -> Sequence[Sequence[str]]:
    if mode == "product":
        return get_op_combinations(allowed)
    if mode == "raw":
        return allowed
    if mode == "raw_str":
        return [operations.split(",") for operations in allowed]
    raise ValueError(f"allowed_mode: expected product, raw or raw_str, found {mode!r}")


def _known(table: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in table:
        raise ValueError(f"expected {what}, one of {', '.join(table)}; found {name!r}")
    return table[name]
