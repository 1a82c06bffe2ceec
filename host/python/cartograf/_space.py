"""Search spaces."""

from __future__ import annotations

import json
import operator
import threading
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._architecture import Architecture, Cell, Edge
from ._arrays import keys_of_arrays
from ._matrix import FeatureMatrix
from ._progress import Told, told

Architectures: TypeAlias = "None | str | slice | range | Architecture | Sequence[str] | Sequence[Architecture] | ArrayLike"
"""Which architectures of a space: None = all; a key or a list of keys; a slice or a range; numbers of architectures, [n]; arrays of adjacency or
of the numbers of keys (docs/python.md)."""

_STREAMS_KEPT = 4  # of each sort of call: as many threads as may call at a time without making anew what a call needs
_SORTS_KEPT = 16  # of calls, the last ones


def space(which: str | PathLike[str] | Mapping[str, Any]) -> Space:
    """A built-in space by its name (`spaces()`), a user's by the path of its document, which ends in `.json`, or by the document itself
    (docs/spaces.md).

    Raises MissingKeyError for an unknown name, with the nearest ones, and InputError for a document, with the place and what is wrong there.
    """
    if isinstance(which, Mapping):
        return _defined(json.dumps(which), str(which.get("name")), "document")
    name = fspath(which)
    if name.endswith(".json"):
        return Space(_core.Space.from_file(name))
    return Space(_core.Space.named(name))


def spaces() -> list[str]:
    """Names of the built-in spaces."""
    return _core.Space.names()


class Space:
    """A set of architectures in a fixed order: number <-> key. Made by `space()`; safe to use from many threads.

    A space of layers with 2^60 architectures or more has no order: there a number is what an architecture gets when it is met, the same for
    all of this process, and without a meaning outside of it (`numbered`).
    """

    def __init__(self, core: _core.Space) -> None:
        self._core = core
        self._streams: dict[tuple[Any, ...], list[tuple[_core.RowDescription, _core.Stream]]] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Its name, as stores and models keep it."""
        return self._core.name

    @property
    def summary(self) -> str:
        """One line: what the architectures are and where they were published."""
        return self._core.summary

    @property
    def size(self) -> int:
        """Number of architectures that have a number: all, or, without an order, those that were met."""
        return self._core.size

    @property
    def numbered(self) -> bool:
        """Whether the architectures have an order, and with it a number that is the same everywhere."""
        return self._core.numbered

    @property
    def definition(self) -> dict[str, Any]:
        """The whole definition, as every store keeps it: `space(s.definition)` is the same space."""
        definition: dict[str, Any] = json.loads(self._core.definition)
        return definition

    @property
    def operations(self) -> list[str]:
        """What an architecture chooses among."""
        return self._core.operations

    def families(self, convention: str = "graf_nas", *, on_request: bool = False) -> list[str]:
        """Names of the families of features, in the order of their columns; `on_request` gives those that are not on by default."""
        return self._core.families(convention, on_request)

    def key(self, index: int) -> str:
        """The key of an architecture, as the published tables of the space write it. Raises IndexError beyond the space."""
        return self._core.key(self._place(index))

    def keys(self, indices: ArrayLike) -> list[str]:
        """The keys of architectures, [n]. Raises InputError for a number beyond the space."""
        return self._core.keys(_numbers(indices))

    def index(self, key: str) -> int:
        """The number of the architecture that a key names. Raises MissingKeyError for a text that is no key of this space, with the place
        in it."""
        return self._core.index(key)

    def cells(self, index: int) -> tuple[Cell, ...]:
        """The cells of an architecture as graphs, in the order of its key. Raises IndexError beyond the space."""
        names = self.operations

        def name_of(operation: int) -> str | None:
            return names[operation] if operation >= 0 else None

        return tuple(
            Cell(n_nodes, tuple(Edge(source, target, name_of(operation)) for source, target, operation in edges), tuple(map(name_of, on_nodes)))
            for n_nodes, edges, on_nodes in self._core.cells(self._place(index))
        )

    def sample(self, n: int, seed: int = 0) -> NDArray[np.uint64]:
        """Numbers of `n` different architectures at random, [n]: the same for the same seed everywhere; a smaller sample is the beginning of
        a larger one. Raises InputError when n is 0 or larger than the space."""
        return _core.ArchitectureList.sample(self._core, n, seed).indices(0)

    def select(
        self, architectures: Architectures = None, *, where: str | Sequence[str] = (), reachable_only: bool = False, threads: int = 0
    ) -> NDArray[np.uint64]:
        """Numbers of the architectures that meet conditions, [n], in their order.

        where: conditions on costs in closed form, such as "params < 1000000".
        reachable_only: without operations that no signal passes.
        Raises InputError for a condition that cannot be read or a cost that the space lacks.
        """
        return self._list(self._places(architectures), where, reachable_only).indices(threads)

    def features(
        self,
        architectures: Architectures = None,
        *,
        families: str | Sequence[str] = (),
        convention: str = "graf_nas",
        dtype: str | type | np.dtype[Any] | None = None,
        device: str = "cpu",
        rows_on_device: bool = True,
        where: str | Sequence[str] = (),
        reachable_only: bool = False,
        threads: int = 0,
        progress: bool | Told = False,
    ) -> FeatureMatrix:
        """Features of architectures, [n x columns].

        architectures: None = all; a key or keys; a slice or a range; numbers, [n]; [n, V, V] operations on edges, or ([n, V, V], [n, V]) edges and
        operations of nodes; [n, k] numbers of keys.
        families: names, a group of one as "signal:lin"; none = all that are on by default. The columns are in the order of docs/features.md.
        convention: "graf_nas" (the released package), "zc_combine" (the authors' experiments), "paper".
        dtype: "int8" (numerators), "float32" or "float64"; None = what suits the columns.
        device: "cpu", "cuda", "cuda:K" or "auto". rows_on_device: whether rows that a GPU computes stay there; else they are copied to the CPU.
        where, reachable_only: as `select` has them.
        threads: of the CPU; 0 = all cores.
        progress: whether a bar is shown, or a function of (done, total), which may raise to stop. Ctrl-C stops within a batch.
        Raises MissingKeyError for a malformed key, with its place; InputError for an unknown family, with the nearest names, and for a dtype
        that the columns do not have; DeviceError when the device cannot be used.
        """
        places = self._places(architectures)
        chosen = self._list(places, where, reachable_only)
        given = places if isinstance(places, list) else None
        filtered = bool(where) or reachable_only
        names, number = _listed(families), _dtype_name(dtype)
        with_keys = given is not None and filtered
        sort = (names, convention, number, device, rows_on_device, threads, with_keys)
        used = self._taken(sort)
        if used is None:
            of = _core.Features(self._core, names, convention)
            used = _core.RowDescription(of), _core.Stream(of, number, device, rows_on_device, with_keys, threads)
        description, stream = used
        with told(progress) as hears:
            rows, indices, keys, divisors = stream.compute(chosen, hears)
        self._keep(sort, used)
        where_they_lie = stream.device if rows_on_device else "cpu"
        return FeatureMatrix(self, description, rows, indices, divisors, keys or (None if filtered else given), stream.dtype, where_they_lie)

    def batches(self, architectures: Architectures = None, *, rows: int = 65536, **options: Any) -> Iterator[FeatureMatrix]:
        """The same rows as `features` in batches of `rows` architectures before filters, the last one smaller: memory does not grow with the
        number of architectures. Options are those of `features`."""
        check_rows(rows)
        places = self._places(architectures)
        for first in range(0, len(places), rows):
            batch = self.features(places[first : first + rows], **options)
            if len(batch) > 0:
                yield batch

    def write(
        self,
        file: str | PathLike[str],
        architectures: Architectures = None,
        *,
        families: str | Sequence[str] = (),
        convention: str = "graf_nas",
        dtype: str | type | np.dtype[Any] | None = None,
        gzip: int = 0,
        keys: bool = True,
        adjacency: bool = False,
        overwrite: bool = False,
        where: str | Sequence[str] = (),
        reachable_only: bool = False,
        device: str = "cpu",
        threads: int = 0,
        progress: bool | Told = False,
    ) -> None:
        """Computes features and writes them as a store (docs/file_format.md), in batches: the same bytes as the command writes.

        gzip: 0 = not compressed, 1 to 9. keys, adjacency: whether they are written. overwrite: whether a file of this name is replaced.
        The others are those of `features`. Raises what `features` raises, InputError where a file of the name is there, IoError when it cannot
        be written; then nothing new stands under the name.
        """
        chosen = self._list(self._places(architectures), where, reachable_only)
        of = _core.Features(self._core, _listed(families), convention)
        with told(progress) as hears:
            _core.write_store(Path(file), of, chosen, _dtype_name(dtype), gzip, keys, adjacency, overwrite, device, threads, hears)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> Architecture:
        return Architecture(self, index := self._place(index), self._core.key(index))

    def __iter__(self) -> Iterator[Architecture]:
        return (self[index] for index in range(self.size))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, Architecture):
            return key.space == self
        try:
            self.index(key)  # type: ignore[arg-type]
        except (KeyError, TypeError):
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Space) and self._core.definition == other._core.definition

    def __hash__(self) -> int:
        return hash(self._core.definition)

    def __reduce__(self) -> tuple[Any, ...]:
        return _defined, (self._core.definition, self.name, self.name)

    def __repr__(self) -> str:
        return f"<Space {self.name}: {self.size:,} architectures>" if self.numbered else f"<Space {self.name}>"

    def _taken(self, sort: tuple[Any, ...]) -> tuple[_core.RowDescription, _core.Stream] | None:
        """What an earlier call of the sort was made with, for this call alone."""
        with self._lock:
            kept = self._streams.get(sort)
            return kept.pop() if kept else None

    def _keep(self, sort: tuple[Any, ...], used: tuple[_core.RowDescription, _core.Stream]) -> None:
        with self._lock:
            kept = self._streams.pop(sort, [])
            if len(kept) < _STREAMS_KEPT:
                kept.append(used)
            self._streams[sort] = kept  # behind all others
            if len(self._streams) > _SORTS_KEPT:
                del self._streams[next(iter(self._streams))]

    def _place(self, index: int) -> int:
        place = operator.index(index)
        if place < 0:
            place += self.size
        if not 0 <= place < self.size:
            raise IndexError(f"{self.name}: expected a number below {self.size:,}, found {index}")
        return place

    def _places(self, architectures: Architectures) -> list[str] | range | NDArray[np.uint64]:
        """The architectures as keys, a range or numbers: with a length, and parts by slices."""
        if architectures is None:
            architectures = slice(None)
        if isinstance(architectures, slice):
            if not self.numbered:
                _core.ArchitectureList.all(self._core)  # raises InputError
            return range(*architectures.indices(self.size))
        if isinstance(architectures, range):
            return architectures
        keys = keys_of_arrays(self, architectures) or _given_keys(architectures)
        return _numbers(architectures) if keys is None else keys

    def _list(self, places: list[str] | range | NDArray[np.uint64], where: str | Sequence[str], reachable_only: bool) -> _core.ArchitectureList:
        if isinstance(places, list):
            chosen = _core.ArchitectureList.of_keys(self._core, places)
        elif isinstance(places, range) and places.step == 1:
            chosen = _core.ArchitectureList.range(self._core, places.start, places.stop)
        else:
            chosen = _core.ArchitectureList.of_indices(self._core, _numbers(places))
        for condition in _listed(where):
            chosen = chosen.where(condition)
        return chosen.reachable_only() if reachable_only else chosen


def _defined(definition: str, name: str, document: str) -> Space:
    """The space of a definition, which a built-in one has too."""
    if name in spaces():
        built_in = _core.Space.named(name)
        if json.loads(built_in.definition) == json.loads(definition):
            return Space(built_in)
    return Space(_core.Space.from_json(definition, document))


def _listed(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _dtype_name(dtype: str | type | np.dtype[Any] | None) -> str | None:
    return None if dtype is None else np.dtype(dtype).name


def check_rows(rows: int) -> None:
    """Raises ValueError for batches of no rows."""
    if rows < 1:
        raise ValueError(f"rows: expected at least 1, found {rows}")


def _given_keys(architectures: Any) -> list[str] | None:
    """The keys of a key, of an architecture, or of several; None for numbers."""
    if isinstance(architectures, (str, Architecture)):
        architectures = [architectures]
    if isinstance(architectures, np.ndarray) and architectures.dtype.kind not in "UO":
        return None
    if not hasattr(architectures, "__len__") or len(architectures) == 0:
        return None
    listed = list(architectures)
    if isinstance(listed[0], Architecture):
        return [architecture.key for architecture in listed]
    return listed if isinstance(listed[0], str) else None


def _numbers(indices: Any) -> NDArray[np.uint64]:
    given = np.asarray(indices)
    if given.ndim != 1:
        raise ValueError(f"numbers of architectures: expected one dimension, found {given.ndim}")
    if given.size == 0:
        raise ValueError("numbers of architectures: expected at least one, found none")
    if given.dtype.kind not in "iu":
        raise TypeError(f"numbers of architectures: expected whole numbers, found {given.dtype}")
    if given.dtype.kind == "i" and given.min() < 0:
        raise ValueError(f"numbers of architectures: expected none below 0, found {given.min()}")
    return np.ascontiguousarray(given, dtype=np.uint64)
