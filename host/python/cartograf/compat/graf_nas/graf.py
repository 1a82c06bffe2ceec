"""Features and zero-cost scores of networks, and datasets of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..._matrix import FeatureMatrix
from .features.base import CONVENTION, ConstrainedFeature, Family, Feature, whole
from .features.config import load_from_config
from .features.zero_cost import ZeroCostBase, get_zcp_predictor
from .search_space.base import BenchmarkNet, NetBase
from .search_space.reduntant import remove_zero_branches

if TYPE_CHECKING:
    import pandas


class FeatureNotFoundException(Exception):
    """What was to be in the data that GRAF was given is not there."""


@dataclass(frozen=True)
class _Column:
    name: str  # in the dataset
    column: str  # of Space.features


@dataclass(frozen=True)
class _Plan:
    """What a list of features takes: the columns of cartograf, and the parts of a row in the order of the list."""

    networks: type[BenchmarkNet] | None
    families: tuple[str, ...]
    columns: tuple[_Column, ...]
    parts: tuple[tuple[str, ...] | Feature, ...]  # names of columns, or a feature of a user's own

    def computed(self, keys: Sequence[str], progress: bool) -> list[dict[str, Any]]:
        """The columns of cartograf for networks, in one call, [n]."""
        if self.networks is None or not keys:
            return [{} for _ in keys]
        matrix = self.networks.space().features(keys, families=self.families, convention=CONVENTION, dtype="float64", progress=progress)
        return _as_rows(matrix, self.columns)


def _as_rows(matrix: FeatureMatrix, columns: Sequence[_Column]) -> list[dict[str, Any]]:
    place = {name: j for j, name in enumerate(matrix.names)}
    is_whole = whole(matrix)
    values = matrix.numpy()
    lists = []
    for column in columns:
        j = place[column.column]
        lists.append((values[:, j].astype("int64") if is_whole[j] else values[:, j]).tolist())
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


@lru_cache(maxsize=16)
def _plan(features: tuple[Feature, ...]) -> _Plan:
    networks: type[BenchmarkNet] | None = None
    families: dict[str, None] = {}
    columns: list[_Column] = []
    parts: list[tuple[str, ...] | Feature] = []
    for feature in features:
        family = feature.func
        if not isinstance(family, Family):
            parts.append(feature)
            continue
        if networks not in (None, family.networks):
            raise ValueError(f"features: expected those of one benchmark, found {feature} of {family.networks.space_name} as well")
        networks = family.networks
        families[family.name] = None
        allowed = feature.allowed if isinstance(feature, ConstrainedFeature) else None
        found = [_Column(f"{feature.name}_{rest}" if rest else feature.name, column) for rest, column in family.columns_of(allowed).items()]
        columns += found
        names = tuple(column.name for column in found)
        if parts and isinstance(parts[-1], tuple):
            parts[-1] += names
        else:
            parts.append(names)
    return _Plan(networks, tuple(families), tuple(columns), tuple(parts))


class GRAF:
    """Features and zero-cost scores of the networks of a benchmark.

    benchmark: "nb101", "nb201", "darts", "tnb101_micro" or "tnb101_macro".
    features: what `load_from_config` gives, or takes; features of a user's own among them.
    zcp_predictors: a proxy or several, each a `ZeroCostBase` or a name, by which its scores are in `cached_data`.
    dataloader: what proxies that are made by name get.
    cached_data: what is known already, which is not computed anew: key -> column -> value, or a table [networks x columns] by key.
    cache_zcp_scores, cache_features: whether what is computed is kept in `cached_data`.
    compute_new_zcps: whether scores that are not known are computed; else they are None.
    no_zcp_raise, no_feature_raise: whether FeatureNotFoundException is raised in place of computing.
    """

    def __init__(
        self,
        benchmark: str,
        features: Any = None,
        zcp_predictors: Sequence[str | ZeroCostBase] | str | ZeroCostBase | None = None,
        dataloader: Any = None,
        cached_data: pandas.DataFrame | dict[str, dict[str, Any]] | None = None,
        cache_zcp_scores: bool = True,
        cache_features: bool = True,
        compute_new_zcps: bool = False,
        no_zcp_raise: bool = False,
        no_feature_raise: bool = False,
    ) -> None:
        self.benchmark = benchmark
        given = [] if features is None else features
        loaded = not isinstance(given, str) and all(callable(feature) for feature in given)
        self.features: list[Feature] = list(given) if loaded else load_from_config(given, benchmark)
        proxies = [zcp_predictors] if isinstance(zcp_predictors, (str, ZeroCostBase)) else zcp_predictors or []
        self.zcp_predictors: dict[str, ZeroCostBase | None] = {str(proxy): proxy if isinstance(proxy, ZeroCostBase) else None for proxy in proxies}
        self.dataloader = dataloader
        self.cached_data: dict[str, dict[str, Any]] | None
        if cached_data is None:
            self.cached_data = {} if cache_zcp_scores or cache_features else None
        else:
            self.cached_data = cached_data if isinstance(cached_data, dict) else cached_data.to_dict(orient="index")
        self.cache_zcp_scores = cache_zcp_scores
        self.cache_features = cache_features
        self.compute_new_zcps = compute_new_zcps
        self.no_zcp_raise = no_zcp_raise
        self.no_feature_raise = no_feature_raise

    def cached_data_to_df(self) -> pandas.DataFrame:
        """What is known as a table, [networks x columns], by key."""
        import pandas  # noqa: PLC0415  # optional

        return pandas.DataFrame(self.cached_data or {}).T

    def compute_features(self, net: NetBase) -> dict[str, Any]:
        """The features of a network, column -> value: `int`, or `float` for averages.

        Raises MissingKeyError for a malformed key, with its place, and FeatureNotFoundException where `no_feature_raise` is set.
        """
        return self.rows([net])[0]

    def rows(self, nets: Sequence[NetBase], progress: bool = False) -> list[dict[str, Any]]:
        """`compute_features` of several networks, [n], in one call of cartograf. progress: whether a bar is shown."""
        plan = _plan(tuple(self.features))
        known = [self._known(net) for net in nets]
        lacking = [i for i, entry in enumerate(known) if not all(entry.get(column.name) is not None for column in plan.columns)]
        if lacking and self.no_feature_raise:
            raise FeatureNotFoundException(f"network {nets[lacking[0]].get_hash()!r}: not all features are in cached_data")
        found: list[Mapping[str, Any]] = list(known)
        for i, row in zip(lacking, plan.computed([nets[i].get_hash() for i in lacking], progress), strict=True):
            found[i] = row | {name: known[i][name] for name in row.keys() & known[i].keys() if known[i][name] is not None}
        rows = [self._row(net, plan, values) for net, values in zip(nets, found, strict=True)]
        if self.cache_features:
            for net, row in zip(nets, rows, strict=True):
                self._keep(net, row)
        return rows

    def get_cached_feature(self, net: str, feat_name: str) -> dict[str, Any] | None:
        """What is known of a feature of the network with this key: the columns that begin with its name; None for none."""
        entry = (self.cached_data or {}).get(net, {})
        return {column: value for column, value in entry.items() if column.startswith(feat_name)} or None

    def get_cached_zcp(self, net: str, zcp_key: str) -> Any:
        """The known score of a proxy for the network with this key, or None."""
        return (self.cached_data or {}).get(net, {}).get(zcp_key)

    def compute_zcp(self, net: Any, zcp_name: str) -> float:
        """The score of a PyTorch module. Raises ValueError for a proxy that this object was not given or that cannot be made."""
        if zcp_name not in self.zcp_predictors:
            raise ValueError(f"zero-cost proxy: expected one of zcp_predictors ({', '.join(self.zcp_predictors) or 'none'}), found {zcp_name!r}")
        predictor = self.zcp_predictors[zcp_name]
        if predictor is None:
            predictor = self.zcp_predictors[zcp_name] = get_zcp_predictor(zcp_name, dataloader=self.dataloader)
        return predictor(net)

    def compute_zcp_scores(self, net: NetBase, return_times: bool = False) -> Any:
        """The scores of all proxies for a network, name -> score or None; with `return_times` also the seconds of those that were computed."""
        scores: dict[str, Any] = {}
        seconds: dict[str, float] = {}
        for name in self.zcp_predictors:
            score = self.get_cached_zcp(net.get_hash(), name)
            if self.compute_new_zcps and (score is None or score != score):  # noqa: PLR0124  # NaN
                if self.no_zcp_raise:
                    raise FeatureNotFoundException(f"network {net.get_hash()!r}: zero-cost proxy {name} is not in cached_data")
                model = net.get_model()
                begun = time.perf_counter()
                score = self.compute_zcp(model, name)
                seconds[name] = time.perf_counter() - begun
                if self.cache_zcp_scores:
                    self._keep(net, {name: score})
            scores[name] = score
        return (scores, seconds) if return_times else scores

    def _known(self, net: NetBase) -> Mapping[str, Any]:
        return (self.cached_data or {}).get(net.get_hash(), {})

    def _keep(self, net: NetBase, row: Mapping[str, Any]) -> None:
        if self.cached_data is not None:
            self.cached_data.setdefault(net.get_hash(), {}).update(row)

    def _row(self, net: NetBase, plan: _Plan, values: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for part in plan.parts:
            row |= {name: values[name] for name in part} if isinstance(part, tuple) else self._own(net, part)
        return row

    def _own(self, net: NetBase, feature: Feature) -> dict[str, Any]:
        """A feature of a user's own, column -> value."""
        known = self.get_cached_feature(net.get_hash(), feature.name)
        if known is not None and all(value is not None for value in known.values()):
            return known
        if self.no_feature_raise:
            raise FeatureNotFoundException(f"network {net.get_hash()!r}: feature {feature} is not in cached_data")
        result = feature(net.to_graph())
        return {f"{feature.name}_{rest}": value for rest, value in result.items()} if isinstance(result, dict) else {feature.name: result}


def create_dataset(
    graf: GRAF,
    nets: Iterable[NetBase],
    target_df: pandas.DataFrame | None = None,
    target_name: str = "val_accs",
    drop_unreachables: bool = True,
    zero_op: int = 1,
    use_zcp: bool = False,
    use_features: bool = True,
    use_onehot: bool = False,
    verbose: bool = True,
) -> pandas.DataFrame | tuple[pandas.DataFrame, pandas.Series]:
    """A table of networks, [n x columns], by key; with targets also these, [n].

    target_df: a table [networks x targets] by key, with a column `target_name`.
    drop_unreachables, zero_op: whether networks with operations that no signal passes are left out; for cells with operations on edges
    (`remove_zero_branches`).
    use_features, use_zcp, use_onehot: which columns there are, in the order features, proxies, encoding.
    verbose: whether a bar is shown.
    Raises KeyError for a network that has no target or no architecture, TypeError where `drop_unreachables` does not apply.
    """
    import pandas  # noqa: PLC0415  # optional

    chosen = [net for net in nets if not drop_unreachables or _all_reached(net, zero_op)]
    keys = [net.get_hash() for net in chosen]
    rows = graf.rows(chosen, progress=verbose) if use_features else [{} for _ in chosen]
    for net, row in zip(chosen, rows, strict=True):
        if use_zcp:
            row |= graf.compute_zcp_scores(net)
        if use_onehot:
            row |= {f"onehot_{place}": value for place, value in enumerate(net.to_onehot())}
    dataset = pandas.DataFrame(rows, index=keys)
    if target_df is None or not keys:
        return dataset
    return dataset, pandas.Series(target_df.loc[keys, target_name].to_numpy(), index=keys)


def _all_reached(net: NetBase, zero_op: int) -> bool:
    graph = net.to_graph()
    reached: bool = remove_zero_branches(graph, zero_op).edges == graph.edges
    return reached
