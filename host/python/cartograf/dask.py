"""Features as arrays of Dask (https://docs.dask.org), whose chunks are computed where they are needed. It needs dask[array].

>>> import cartograf as cg
>>> import cartograf.dask
>>> X = cartograf.dask.features(cg.space("darts_cell"), families="op_count")
>>> gram = (X.array.T @ X.array).compute()

A task carries its range, or its slice of numbers or keys, and the space as its definition: rows are computed by the worker that uses them,
on its CPU or its GPU, and a worker that is lost costs its chunks alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import dask
import dask.array as da
import numpy as np
from numpy.typing import NDArray

from ._matrix import FeatureMatrix
from ._space import Architectures, Space, check_rows

if TYPE_CHECKING:
    import dask.dataframe as dd


@dataclass(frozen=True, repr=False)
class Features:
    """Features of architectures, [n x columns], that are computed when Dask computes them. Made by `features()`."""

    space: Space
    array: da.Array
    """[n x columns], in chunks of whole rows: arrays of NumPy, or of CuPy where `device` is a GPU."""
    architectures: da.Array
    """As they were given, [n]: numbers (uint64) or keys (object)."""
    _parts: list[Any]
    _first: FeatureMatrix
    _options: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """Names of the columns, [columns]."""
        return self._first.names

    @property
    def divisors(self) -> NDArray[np.int32]:
        """What numerators (int8) are divided by, [columns], as `FeatureMatrix.divisors`."""
        return self._first.divisors

    def __repr__(self) -> str:
        n, columns = self.array.shape
        return f"<Features of {self.space.name}: {n:,} architectures x {columns:,} columns, {self.array.dtype}, {self.array.numblocks[0]:,} chunks>"

    def __getitem__(self, name: str) -> da.Array:
        """A column by its name, [n]. Raises KeyError where there is none."""
        try:
            return self.array[:, self.names.index(name)]
        except ValueError:
            raise KeyError(f"there is no column {name!r}") from None

    def keys(self) -> da.Array:
        """The keys of the architectures, [n] object: as they were given, else as the published tables of the space write them."""
        if self.architectures.dtype == object:
            return self.architectures
        return _chunked("keys", _keys, self._parts, np.empty(0, object), self.space)

    def scores(self, function: Callable[[Any], Any], dtype: Any = np.float32) -> da.Array:
        """What a function gives for each row, [n] of `dtype`: `function` takes rows, [k x columns], and returns k numbers, as the `predict` of a
        model does. It is sent to each worker once."""
        meta = self.array._meta.ravel().astype(dtype)
        return self.array.map_blocks(_scores, dask.delayed(function, traverse=False), np.dtype(dtype), drop_axis=1, dtype=dtype, meta=meta)

    def to_dask_dataframe(self) -> dd.DataFrame:
        """A data frame of Dask with a row for each architecture, by its key, as `FeatureMatrix.to_pandas` gives it. It needs dask[dataframe],
        and rows in the memory of the CPU."""
        import dask.dataframe as dd  # noqa: PLC0415  # optional

        return dd.from_map(_frame, self._parts, args=[self.space, self._options], meta=self._first.to_pandas().iloc[:0])


def features(
    space: Space,
    architectures: Architectures = None,
    *,
    rows: int = 65536,
    families: str | Sequence[str] = (),
    convention: str = "graf_nas",
    dtype: str | type | np.dtype[Any] | None = None,
    device: str = "cpu",
    threads: int = 1,
) -> Features:
    """Features of architectures, [n x columns], in chunks of `rows` architectures, the last one smaller.

    architectures, families, convention, dtype: as `Space.features` has them.
    device: "cpu", or "cuda" or "cuda:K": chunks are then arrays of CuPy, and the process that calls this needs a GPU as well. With one worker
    for each GPU, as dask-cuda starts them, "cuda" is the worker's own.
    threads: of the CPU, for each chunk. A worker computes as many chunks at a time as it has threads; more are of use where it has one thread
    and several cores. 0 = all cores.
    Raises ValueError for `rows` below 1 and a device that is not named, and what `Space.features` raises for the first architecture; a key or
    number that is wrong further behind is an error of the computation.
    """
    check_rows(rows)
    if device.partition(":")[0] not in ("cpu", "cuda"):
        raise ValueError(f"device: expected cpu, cuda or cuda:K, since all chunks are of one kind; found {device!r}")
    places = space._places(architectures)
    options: dict[str, Any] = {"families": families, "convention": convention, "dtype": dtype, "device": device, "threads": threads}
    first = space.features(places[:1], **options)
    parts = [places[begin : begin + rows] for begin in range(0, len(places), rows)]
    array = _chunked("features", _rows, parts, _array(first)[:0], space, options)
    given = _chunked("architectures", _given, parts, np.empty(0, object if isinstance(places, list) else np.uint64))
    return Features(space, array, given, parts, first, options)


def top(scores: da.Array, n: int = 100, smallest: bool = False) -> tuple[da.Array, da.Array]:
    """The places and the values of the `n` largest scores of [m], or of the smallest ones, best first: two arrays of Dask of [min(n, m)], a
    reduction over a tree. Of equal scores those at smaller places are taken, and NaN is worse than any number.

    Compute both at once (`dask.compute(*top(...))`), else the scores are computed twice. Raises ValueError for `n` below 1, for scores of
    several dimensions and for chunks of unknown size.
    """
    if n < 1:
        raise ValueError(f"n: expected at least 1, found {n}")
    if scores.ndim != 1:
        raise ValueError(f"scores: expected one dimension, found {scores.ndim}")
    if np.isnan(scores.shape[0]):
        raise ValueError("scores: expected chunks of known size, found unknown ones; compute_chunk_sizes() makes them known")
    pair = np.dtype([("place", np.uint64), ("score", scores.dtype)])
    places = da.arange(scores.shape[0], chunks=scores.chunks, dtype=np.uint64)
    pairs = da.map_blocks(_pairs, places, scores, pair, dtype=pair, meta=np.empty(0, pair))
    best = partial(_best, n=n, smallest=smallest)
    found = da.reduction(
        pairs, chunk=best, combine=best, aggregate=best, axis=0, keepdims=True, dtype=pair, output_size=min(n, len(scores)), meta=np.empty(0, pair)
    )
    return found["place"], found["score"]


@lru_cache(maxsize=8)
def _own(space: Space) -> Space:
    """The first of equal spaces that this process met: it keeps what earlier chunks were computed with."""
    return space


def _chunked(name: str, function: Callable[..., Any], parts: Sequence[Any], meta: Any, *arguments: Any) -> da.Array:
    """An array with a chunk, `function(part, *arguments)`, for each part: one task, which needs no other. `meta`: a chunk of no rows."""
    name = f"{name}-{dask.base.tokenize(parts, *arguments)}"
    columns = meta.shape[1:]
    tasks = {(name, i, *(0 for _ in columns)): (partial(function, part, *arguments),) for i, part in enumerate(parts)}
    return da.Array(tasks, name, (tuple(map(len, parts)), *((n,) for n in columns)), dtype=meta.dtype, meta=meta)


def _array(matrix: FeatureMatrix) -> Any:
    """The rows as the array of NumPy or CuPy that a chunk is."""
    if matrix.device == "cpu":
        return matrix.numpy()
    import cupy  # noqa: PLC0415  # optional

    return cupy.from_dlpack(matrix)


def _rows(part: Any, space: Space, options: dict[str, Any]) -> Any:
    return _array(_own(space).features(part, **options))


def _frame(part: Any, space: Space, options: dict[str, Any]) -> Any:
    return _own(space).features(part, **options).to_pandas()


def _keys(part: Any, space: Space) -> NDArray[np.object_]:
    return np.array(_own(space).keys(part), dtype=object)


def _given(part: Any) -> NDArray[Any]:
    return np.array(part, dtype=object if isinstance(part, list) else np.uint64)


def _scores(rows: Any, function: Callable[[Any], Any], dtype: np.dtype[Any]) -> Any:
    scores = function(rows)
    if scores.shape != rows.shape[:1]:
        raise ValueError(f"scores: expected {rows.shape[0]} numbers for as many rows, found an array of {scores.shape}")
    return scores.astype(dtype, copy=False)


def _pairs(places: NDArray[np.uint64], scores: Any, pair: np.dtype[Any]) -> NDArray[Any]:
    """Scores beside their places, in the memory of the CPU, since CuPy has no arrays of records."""
    pairs = np.empty(len(places), pair)
    pairs["place"] = places
    pairs["score"] = scores.get() if hasattr(scores, "get") else scores
    return pairs


def _best(pairs: NDArray[Any], n: int, smallest: bool, axis: Any, keepdims: bool) -> NDArray[Any]:
    """The best pairs, sorted: what each step of the reduction does."""
    order = pairs["score"]
    if not smallest:
        order = -order if order.dtype.kind == "f" else ~order  # of whole numbers ~ turns the order round without an overflow
    if n < len(pairs):
        near = ~(order > np.partition(order, n - 1)[n - 1])  # NaN too, which is sorted behind all numbers
        pairs, order = pairs[near], order[near]
    return pairs[np.lexsort((pairs["place"], order))[:n]]
