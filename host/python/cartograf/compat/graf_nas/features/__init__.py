"""The families of each benchmark, by the names that configurations have for them."""

from ..search_space import searchspace_classes
from .base import CONVENTION, Family

__all__ = ["feature_dicts"]

feature_dicts: dict[str, dict[str, Family]] = {
    benchmark: {name: Family(networks, name) for name in networks.space().families(CONVENTION)} for benchmark, networks in searchspace_classes.items()
}
