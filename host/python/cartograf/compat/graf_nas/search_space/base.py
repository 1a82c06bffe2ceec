"""Networks of a benchmark and their graphs."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from .... import _space

if TYPE_CHECKING:
    from typing import Self

    import networkx


class NetGraph:
    """A cell with operations on its edges. ops: operation id -> name. edges: (source, target) -> operation id."""

    def __init__(self, ops: Mapping[int, str], edges: Mapping[tuple[Any, Any], int], cache_graph: bool = True) -> None:
        self.ops = dict(ops)
        self.edges = dict(edges)
        self.cache_graph = cache_graph
        self._graph: networkx.DiGraph | None = None

    def to_graph(self) -> networkx.DiGraph:
        """The edges as a graph of networkx, which `cache_graph` keeps."""
        import networkx  # noqa: PLC0415  # optional

        graph = networkx.DiGraph(list(self.edges)) if self._graph is None else self._graph
        if self.cache_graph:
            self._graph = graph
        return graph


class OpNodesNetGraph:
    """A cell with operations on its nodes. ops: operation id -> name. op_ids: of the nodes, [n]. graph: a `networkx.DiGraph` of nodes 0 to n - 1."""

    def __init__(self, ops: Mapping[int, str], op_ids: list[int], graph: networkx.DiGraph) -> None:
        self.ops = dict(ops)
        self.op_ids = op_ids
        self.graph = graph

    def to_graph(self) -> networkx.DiGraph:
        """The graph."""
        return self.graph


class NetBase(ABC):
    """A network: its key, by which tables name it, and what can be made of it. Networks of a user's own derive from it."""

    def __init__(self, net: str, cache_model: bool = False) -> None:
        self.net = net
        self.cache_model = cache_model
        self.model: Any = None

    def get_hash(self) -> str:
        """Its key."""
        return self.net

    @abstractmethod
    def to_graph(self) -> Any:
        """Its graph, as features of a user's own take it."""

    def to_onehot(self) -> Any:
        """Its one-hot encoding, which a class of a user's own may define: graf_nas takes that of NASLib."""
        raise NotImplementedError(f"{type(self).__name__}: one-hot encodings are NASLib's; cartograf has the families op_on_position and adjacency")

    def create_model(self) -> Any:
        """Its PyTorch module, which a class of a user's own may define: graf_nas takes that of NASLib."""
        raise NotImplementedError(f"{type(self).__name__}: PyTorch modules are NASLib's; define create_model() in a class that derives from this one")

    def get_model(self) -> Any:
        """What `create_model` makes, once where `cache_model` is set."""
        model = self.create_model() if self.model is None else self.model
        if self.cache_model:
            self.model = model
        return model


class BenchmarkNet(NetBase):
    """A network of a space that cartograf has."""

    space_name: ClassVar[str]
    operations: ClassVar[tuple[str, ...]]  # in the order of their ids in features
    random_iterator = False  # whether get_arch_iterator() draws at random, without end

    def __init__(self, net: str, cache_graph: bool = True, cache_model: bool = False) -> None:
        super().__init__(net, cache_model)
        self.cache_graph = cache_graph

    @classmethod
    def space(cls) -> _space.Space:
        """The space of these networks."""
        return _space_named(cls.space_name)

    @classmethod
    def get_op_map(cls) -> dict[str, int]:
        """Operation name -> id."""
        return {operation: number for number, operation in enumerate(cls.operations)}

    @classmethod
    def get_arch_iterator(cls, dataset_api: Any = None) -> Iterator[Self]:
        """All networks, in the order of the space. `dataset_api` is not read."""
        space = cls.space()
        return (cls(space.key(index)) for index in range(space.size))

    @classmethod
    @abstractmethod
    def key_of(cls, graph: Any) -> str:
        """The key of the network that a graph belongs to, as `to_graph` gives it."""

    def numbers(self) -> list[int]:
        """The numbers of its key, in the order of the published tables. Raises MissingKeyError for a text that is no key of the space."""
        return numbers_of(self.space().key(self.space().index(self.net)))


_space_named = cache(_space.space)


def numbers_of(key: str) -> list[int]:
    """All numbers of a key, from left to right."""
    return [int(digits) for digits in re.findall(r"\d+", key)]
