"""Feature stores."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._matrix import FeatureMatrix, joined
from ._space import Space, check_rows

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import xarray

    from ._space import Architectures


_BATCH = 65536  # rows read at a time


def open(file: str | PathLike[str]) -> Store:  # noqa: A001  # as h5py, zarr and xarray call it, by the name of the package
    """Opens a store, as `Space.write` and the command write it (docs/file_format.md). Rows are read when they are asked for.

    Raises InputError for a file that is missing, none of ours, damaged or of a newer format, IoError when it cannot be read.
    """
    return Store(Path(file))


class Store:
    """A store that is read: features of architectures, [n x columns], and columns beside them. Safe to use from many threads, which wait for
    each other."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._core = _core.Store.open(file)
        self._space = Space(self._core.space)
        self._description = _core.RowDescription(self._core)

    @property
    def space(self) -> Space:
        """The space of the architectures: built in, or as the store defines it."""
        return self._space

    @property
    def names(self) -> list[str]:
        """Names of the columns of `/features`, [columns]."""
        return self._description.names

    @property
    def beside(self) -> list[str]:
        """The columns that stand beside the features, by their paths in the file: `wide/params`, `targets/NAME`, `predictions/NAME`."""
        return self._core.beside

    @property
    def convention(self) -> str:
        """The convention of the columns: `graf_nas`, `zc_combine` or `paper`."""
        return self._core.convention

    @property
    def families(self) -> list[str]:
        """The families that the columns come from."""
        return self._core.families

    @property
    def shape(self) -> tuple[int, int]:
        """(n, columns)."""
        return len(self), len(self.names)

    def keys(self, rows: slice = slice(None)) -> list[str]:
        """Keys of the architectures of some rows, [n]: as the store has them, else as the published tables of the space write them."""
        begin, end = self._span(rows)
        if begin >= end:
            return []
        keys = self._core.keys(begin, end)
        return keys if any(keys) else self._space.keys(self._core.rows(begin, end)[1])

    def column(self, name: str, rows: slice = slice(None)) -> NDArray[Any]:
        """A column of `/features` by its name, or one beside them by its path or the end of it, [n]. Raises KeyError when there is none."""
        begin, end = self._span(rows)
        for path in self.beside:
            if name in (path, path.partition("/")[2]):
                found: NDArray[Any] = self._core.column_beside(path, begin, end)
                return found
        if name not in self.names:
            raise KeyError(f"{self._file}: there is no column {name!r}; beside the features there are {', '.join(self.beside) or 'none'}")
        return np.concatenate([batch[name] for batch in self.batches(begin=begin, end=end)] or [np.empty(0)])

    def batches(self, rows: int = _BATCH, *, begin: int = 0, end: int | None = None) -> Iterator[FeatureMatrix]:
        """Rows [begin, end) in batches of `rows`, the last one smaller."""
        check_rows(rows)
        end = len(self) if end is None else end
        for first in range(begin, end, rows):
            yield self._read(first, min(first + rows, end))

    def __len__(self) -> int:
        return self._core.size

    def __getitem__(self, which: Architectures) -> FeatureMatrix:
        """Rows: a slice or a range of rows; rows by number, [m]; a key or keys of architectures.

        Raises MissingKeyError for a key that no row has, IndexError for a row beyond the store.
        """
        if isinstance(which, range):
            which = np.arange(which.start, which.stop, which.step)
        if isinstance(which, slice):
            begin, end, step = which.indices(len(self))
            if step == 1:
                return self._read(begin, max(begin, end))
            which = np.arange(begin, end, step)
        places = self._space._places(which)
        rows = self._rows_of(places) if isinstance(places, list) else np.asarray(places)
        if len(rows) > 0 and rows.max() >= len(self):
            raise IndexError(f"{self._file}: expected rows below {len(self):,}, found {rows.max()}")
        return self._gathered(rows.astype(np.int64), places if isinstance(places, list) else None)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of all rows, by their keys: the features, and what stands beside them by its path."""
        frame = self[:].to_pandas()
        beside = {path: self.column(path) for path in self.beside}
        return frame.assign(**beside) if beside else frame

    def to_xarray(self) -> xarray.DataArray:
        """All features as an array with the dimensions `net`, by key, and `feature`, by name."""
        return self[:].to_xarray()

    def to_arrow(self) -> pyarrow.Table:
        """A table of all rows: the keys, the features, and what stands beside them by its path."""
        table = self[:].to_arrow()
        for path in self.beside:
            table = table.append_column(path, [self.column(path)])
        return table

    def __repr__(self) -> str:
        n, columns = self.shape
        return f"<Store {str(self._file)!r} of {self._space.name}: {n:,} architectures x {columns:,} columns>"

    def _span(self, rows: slice) -> tuple[int, int]:
        begin, end, step = rows.indices(len(self))
        if step != 1:
            raise ValueError(f"rows: expected a step of 1, found {step}")
        return begin, end

    def _read(self, begin: int, end: int) -> FeatureMatrix:
        rows, indices, divisors = self._core.rows(begin, end)
        keys = self._core.keys(begin, end)
        return FeatureMatrix(self._space, self._description, rows, indices, divisors, keys if any(keys) else None)

    def _gathered(self, rows: NDArray[np.int64], keys: list[str] | None) -> FeatureMatrix:
        """Rows in any order, read in the order of the file and no more of them at a time than a batch."""
        order = np.argsort(rows, kind="stable")
        parts = []
        for places in np.split(order, np.flatnonzero(np.diff(rows[order] // _BATCH)) + 1) if len(rows) else []:
            begin, end = int(rows[places[0]]), int(rows[places[-1]]) + 1
            parts.append(self._read(begin, end).take(rows[places] - begin))
        found = joined(parts, np.argsort(order, kind="stable")) if parts else self._read(0, 0)
        if keys is not None:
            found._keys = keys  # as they were asked for
        return found

    @cached_property
    def _row_of_index(self) -> dict[int, int]:
        rows: dict[int, int] = {}
        for begin in range(0, len(self), _BATCH):
            indices = self._core.rows(begin, min(begin + _BATCH, len(self)))[1]
            rows.update(zip(indices.tolist(), range(begin, begin + len(indices)), strict=True))
        return rows

    def _rows_of(self, keys: list[str]) -> NDArray[np.int64]:
        rows = []
        for place, key in enumerate(keys):
            row = self._row_of_index.get(self._space.index(key))
            if row is None:
                raise _core.MissingKeyError(f"{self._file}: position {place}: there is no row of the architecture {key}")
            rows.append(row)
        return np.array(rows, np.int64)
