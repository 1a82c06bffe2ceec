"""The classes of networks, by the name of their benchmark."""

from .base import BenchmarkNet
from .darts import DARTS
from .nasbench101 import NB101
from .nasbench201 import NB201
from .tnb101_macro import TNB101_macro
from .tnb101_micro import TNB101_micro

__all__ = ["DARTS", "NB101", "NB201", "TNB101_macro", "TNB101_micro", "dataset_api_maps", "searchspace_classes"]

searchspace_classes: dict[str, type[BenchmarkNet]] = {
    "nb101": NB101,
    "nb201": NB201,
    "darts": DARTS,
    "tnb101_micro": TNB101_micro,
    "tnb101_macro": TNB101_macro,
}

dataset_api_maps = {  # benchmark -> its name in NASLib
    "nb101": "nasbench101",
    "nb201": "nasbench201",
    "darts": "nasbench301",
    "tnb101_macro": "transbench101_macro",
    "tnb101_micro": "transbench101_micro",
}
