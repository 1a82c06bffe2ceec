"""Zero-cost proxies: scores of tables and proxies of a user's own. Those of NASLib are not here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


class ZeroCostBase(ABC):
    """A zero-cost proxy with a name: a PyTorch module -> its score."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    @abstractmethod
    def __call__(self, net: Any) -> float:
        """The score of a PyTorch module."""


class ZeroCostFunc(ZeroCostBase):
    """A zero-cost proxy that is a function."""

    def __init__(self, name: str, func: Callable[[Any], float]) -> None:
        super().__init__(name)
        self.func = func

    def __call__(self, net: Any) -> float:
        return self.func(net)


zero_cost_proxies: dict[str, Callable[..., ZeroCostBase]] = {}
"""Proxies of a user's own, which `GRAF` then takes by their name: name -> what makes one."""


def get_zcp_predictor(proxy: str, dataloader: Any = None, **kwargs: Any) -> ZeroCostBase:
    """A proxy of `zero_cost_proxies`. `dataloader` is for those of NASLib. Raises ValueError for any other name."""
    if proxy not in zero_cost_proxies:
        raise ValueError(
            f"zero-cost proxy: expected one of zero_cost_proxies ({', '.join(zero_cost_proxies) or 'none so far'}), found {proxy!r}; those "
            "of NASLib are not here: give their scores as cached_data, or a ZeroCostFunc that calls NASLib"
        )
    return zero_cost_proxies[proxy](**kwargs)


def load_cached_zcp(net_hash: str, proxy_name: str, data_scores: pandas.DataFrame) -> Any:
    """The score of a network in a table, [networks x proxies], by key. Raises KeyError for a network or a proxy that it lacks."""
    return data_scores.loc[net_hash, proxy_name]


def parse_scores(zc_data: Mapping[str, Any], dataset: str, drop_constant: bool = True, nets_as_index: bool = True) -> pandas.DataFrame:
    """The scores of NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022) for a dataset as a table.

    zc_data: what a file zc_*.json of it holds: dataset -> key -> {"val_accuracy": percent, proxy: {"score": number, ...}, ...}.
    Columns: `val_accs`, then the proxies; without those that are constant where `drop_constant` is set. The index, or else a first column
    `net`, has the keys. Raises KeyError for an unknown dataset.
    """
    import pandas  # noqa: PLC0415  # optional

    networks = zc_data[dataset]
    proxies = [proxy for proxy in next(iter(networks.values())) if proxy not in ("id", "val_accuracy")]
    table = pandas.DataFrame(
        [[found["val_accuracy"], *(found[proxy]["score"] for proxy in proxies)] for found in networks.values()],
        index=pandas.Index(list(networks), name="net"),
        columns=["val_accs", *proxies],
    )
    if drop_constant:
        table = table.drop(columns=[proxy for proxy in proxies if (table[proxy] == table[proxy].iloc[0]).all()])
    return table if nets_as_index else table.reset_index()
