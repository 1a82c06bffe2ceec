"""Rows of features."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _core

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import xarray

    from ._space import Space


class FeatureMatrix:
    """Features of architectures, [n x columns], row by row, in the memory of the CPU or of a GPU.

    It is an array to whoever takes one: `numpy.asarray(X)` and `numpy.from_dlpack(X)` on the CPU, `torch.from_dlpack(X)`,
    `cupy.from_dlpack(X)` and `jax.dlpack.from_dlpack(X)` on a GPU, all without a copy. Its memory lives as long as the matrix or any array
    made of it.

    `int8` holds numerators: the value of column j is `X[i, j] / divisors[j]`, or `X[i, j] / row_divisors[i]` where that divisor is 0;
    `float32` and `float64` hold values.
    """

    def __init__(
        self,
        space: Space,
        description: _core.RowDescription,
        rows: Any,
        indices: NDArray[np.uint64],
        row_divisors: NDArray[np.uint8],
        keys: Sequence[str] | None,
        dtype: str = "",
        device: str = "cpu",
    ) -> None:
        self._space = space
        self._description = description
        self._rows = rows
        self._row_divisors = row_divisors
        self._dtype = np.dtype(dtype) if dtype else rows.dtype
        self._device = device
        self._indices = indices
        self._keys = keys

    @property
    def space(self) -> Space:
        """The space of the architectures."""
        return self._space

    @property
    def names(self) -> list[str]:
        """Names of the columns, [columns]."""
        return list(self._names)

    @cached_property
    def _names(self) -> list[str]:
        return self._description.names

    @property
    def divisors(self) -> NDArray[np.int32]:
        """What numerators are divided by, [columns]: -1 = a column of real numbers, 0 = each row has its own."""
        return self._description.divisors

    @property
    def row_divisors(self) -> NDArray[np.uint8] | None:
        """What numerators of columns of divisor 0 are divided by, [n]; None where there are none."""
        return self._row_divisors if len(self._row_divisors) else None

    @property
    def indices(self) -> NDArray[np.uint64]:
        """The architectures by their number in the space, [n]."""
        return self._indices

    @property
    def keys(self) -> Sequence[str]:
        """The keys of the architectures, [n]: as they were given, else as the published tables of the space write them."""
        if self._keys is None:
            self._keys = self._space.keys(self._indices) if len(self._indices) else []
        return self._keys

    @property
    def shape(self) -> tuple[int, int]:
        """(n, columns)."""
        return len(self._indices), len(self._names)

    @property
    def device(self) -> str:
        """Whose memory it is: `cpu` or `cuda:K`."""
        return self._device

    @property
    def dtype(self) -> np.dtype[Any]:
        """`int8`, `float32` or `float64`."""
        return self._dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __dlpack__(self, **arguments: Any) -> Any:
        """The rows by the DLPack protocol (https://dmlc.github.io/dlpack)."""
        return self._rows.__dlpack__(**arguments)

    def __dlpack_device__(self) -> tuple[int, int]:
        kind, ordinal = self._rows.__dlpack_device__()
        return int(kind), int(ordinal)

    def numpy(self) -> NDArray[Any]:
        """The rows as an array of NumPy, without a copy. Raises TypeError where they are in the memory of a GPU."""
        if self.device != "cpu":
            raise TypeError(f"the rows are in the memory of {self.device}, not the CPU's; torch.from_dlpack(X) and cupy.from_dlpack(X) take them there")
        rows: NDArray[Any] = self._rows
        return rows

    @property
    def __array_interface__(self) -> dict[str, Any]:
        if self.device != "cpu":
            raise AttributeError("the rows are in the memory of a GPU")
        interface: dict[str, Any] = self._rows.__array_interface__
        return interface

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """The rows as CuPy and Numba take them (https://numba.readthedocs.io/en/stable/cuda/cuda_array_interface.html); they are computed."""
        if self.device == "cpu":
            raise AttributeError("the rows are in the memory of the CPU")
        address = _core.address_of(self._rows)
        return {"version": 3, "shape": self.shape, "typestr": self.dtype.str, "data": (address, False), "strides": None, "stream": None}

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        rows = self.numpy()
        if dtype is not None and rows.dtype != dtype:
            if copy is False:
                raise ValueError(f"the rows are {rows.dtype}: expected {np.dtype(dtype)} without a copy")
            return rows.astype(dtype)
        return rows.copy() if copy else rows

    def __getitem__(self, place: Any) -> Any:
        """A column by its name, [n]; anything else as NumPy has it."""
        if isinstance(place, str):
            try:
                return self.numpy()[:, self._names.index(place)]
            except ValueError:
                raise KeyError(f"there is no column {place!r}") from None
        return self.numpy()[place]

    def take(self, places: Any) -> FeatureMatrix:
        """Some rows: a slice, places, [m], or a mask, [n]. A slice is not copied. Raises TypeError where the rows are in the memory of a GPU."""
        chosen = places if isinstance(places, slice) else np.asarray(places)
        rows, indices, divisors = self.numpy()[chosen], self._indices[chosen], self._row_divisors[chosen] if len(self._row_divisors) else self._row_divisors
        if rows.ndim != 2:
            raise ValueError(f"places: expected one dimension, found {rows.ndim - 1}")
        keys = None if self._keys is None else [self._keys[i] for i in np.arange(len(self))[chosen]]
        return FeatureMatrix(self._space, self._description, np.ascontiguousarray(rows), indices, divisors, keys)

    def to_xarray(self) -> xarray.DataArray:
        """An array with the dimensions `net`, by key, and `feature`, by name."""
        import xarray  # noqa: PLC0415  # optional

        return xarray.DataArray(self.numpy(), dims=("net", "feature"), coords={"net": list(self.keys), "feature": self._names}, name=self._space.name)

    def to_arrow(self) -> pyarrow.Table:
        """A table with a column `net` of keys and one for each feature."""
        import pyarrow  # noqa: PLC0415  # optional

        columns = [pyarrow.array(self.keys, pyarrow.string()), *(pyarrow.array(column) for column in self.numpy().T)]
        return pyarrow.table(columns, names=["net", *self._names])

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame with a row for each architecture, by its key."""
        import pandas  # noqa: PLC0415  # optional

        return pandas.DataFrame(self.numpy(), columns=self._names, index=pandas.Index(self.keys, name="net"))

    def __repr__(self) -> str:
        n, columns = self.shape
        return f"<FeatureMatrix of {self._space.name}: {n:,} architectures x {columns:,} columns, {self.dtype}, {self.device}>"

    def _repr_html_(self) -> str:
        from ._html import table  # noqa: PLC0415  # notebooks alone

        return table(self)


def joined(parts: Sequence[FeatureMatrix], order: NDArray[np.int64]) -> FeatureMatrix:
    """Rows of several matrices of the CPU with the same columns, one behind the other and then in an order."""
    first = parts[0]
    keys = [key for part in parts for key in part.keys]
    rows, indices, divisors = (
        np.concatenate(arrays) for arrays in zip(*((part.numpy(), part.indices, part._row_divisors) for part in parts), strict=True)
    )
    return FeatureMatrix(first._space, first._description, rows, indices, divisors, keys).take(order)
