"""Networks of the micro space of TransNAS-Bench-101 (Duan et al., CVPR 2021)."""

from .nasbench201 import EdgeNet


class TNB101_micro(EdgeNet):
    """A network of TransNAS-Bench-101 micro, by its key. Operation 4 is on no edge of the space; graf_nas counts it."""

    space_name = "transnasbench101_micro"
    operations = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
    edges = ((1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4))
