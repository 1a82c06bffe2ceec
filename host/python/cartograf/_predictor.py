"""Predictors of an architecture's accuracy or cost."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._matrix import FeatureMatrix
from ._space import Space
from ._store import Store
from ._xgboost import use_xgboost

if TYPE_CHECKING:
    import pandas

Rows: TypeAlias = "FeatureMatrix | Store | ArrayLike"
"""Features, [n x columns]: of a space, of a store, or numbers of one's own, whose columns have names where it is a data frame."""


class Uncertain(NamedTuple):
    """Predictions and how sure they are, all [n]. The score that a prediction is mapped back from has a normal distribution; noise of the
    targets is not in it."""

    prediction: NDArray[np.float64]
    """The median, in the unit of the target."""
    deviation: NDArray[np.float64]
    """Standard deviation of the score, in the unit of the standardised, transformed target."""
    lower: NDArray[np.float64]
    """One standard deviation below, in the unit of the target: 15.9 % are below it."""
    upper: NDArray[np.float64]
    """One standard deviation above, in the unit of the target: 84.1 % are below it."""


class Explanation(NamedTuple):
    """SHAP values (Lundberg et al., Nature Machine Intelligence 2, 2020), unit of the target: `base` and a row of `values` add up to the
    prediction of the row."""

    values: NDArray[np.float32]
    """[n x columns]."""
    base: float
    """The mean prediction of the training rows."""
    names: list[str]
    """Of the columns."""

    def importance(self) -> pandas.Series:
        """Mean |SHAP value| of each column, the largest first, by name."""
        import pandas  # noqa: PLC0415  # optional

        return pandas.Series(np.abs(self.values).mean(axis=0), index=self.names, name="shap").sort_values(ascending=False)


def predictors() -> list[str]:
    """The kinds of predictors (docs/predictors.md)."""
    return _core.Predictor.kinds()


def train(
    kind: str,
    X: Rows,
    y: ArrayLike,
    *,
    target: str = "target",
    seed: int = 42,
    parameters: Mapping[str, str | float] | None = None,
    names: Sequence[str] | None = None,
    device: str | None = None,
    threads: int = 0,
) -> Predictor:
    """Trains a predictor.

    kind: `auto` chooses one; all are listed by `predictors()`, with their parameters in docs/predictors.md.
    X: features, [n x columns]; on a GPU they stay there. y: targets, [n]. target: what is predicted, for the model file.
    parameters: by name, those that are not the kind's defaults.
    names: of the columns of an array of one's own; none = f0, f1, ..., or those of a data frame.
    device: `cpu` or `cuda:K`; None = where X is. threads: of the CPU; 0 = all cores.
    Raises InputError for another number of targets, fewer than two, targets that are all the same or not numbers, an unknown kind or parameter;
    DeviceError for a GPU that cannot be used.
    """
    use_xgboost()
    loaded = X[:] if isinstance(X, Store) else X
    if isinstance(loaded, FeatureMatrix):
        if names is not None:
            raise ValueError("names: expected none for features, which have names")
        description, rows, where = loaded._description, loaded._rows, loaded.device
    else:
        rows, of_rows = _own_rows(loaded)
        where = "cpu"
        description = _core.RowDescription(list(map(str, of_rows if names is None else names)))
    given = {name: _text(value) for name, value in (parameters or {}).items()}
    core = _core.Predictor.train(description, rows, _targets(y), kind, given, target, seed, device or where, threads)
    return Predictor(core, device or where, threads)


def load_model(file: str | PathLike[str], *, device: str = "cpu", threads: int = 0) -> Predictor:
    """Reads a model file, of `Predictor.save` or of the command.

    Raises InputError when it is none of ours or damaged, DeviceError for a GPU that cannot be used.
    """
    use_xgboost()
    return Predictor(_core.Predictor.load(Path(file), device, threads), device, threads)


class Predictor:
    """A trained predictor. Made by `train` and `load_model`; it can be pickled, and used from many threads, which wait for each other."""

    def __init__(self, core: _core.Predictor, device: str, threads: int) -> None:
        self._core = core
        self._device = device
        self._threads = threads

    @property
    def kind(self) -> str:
        """Its kind; of `auto` that which it chose."""
        return self._core.kind

    @property
    def target(self) -> str:
        """What it predicts, as the training called it."""
        return self._core.target

    @property
    def space_name(self) -> str:
        """The space whose architectures it was trained on; empty where it was trained on numbers of one's own."""
        return self._core.space_name

    @property
    def names(self) -> list[str]:
        """Names of the columns that it was trained on."""
        return self._core.names

    @property
    def notes(self) -> list[str]:
        """What a user should know of the training: of `auto`, what it chose among and why."""
        return self._core.notes

    @property
    def knows_uncertainty(self) -> bool:
        """Whether it can tell how sure it is."""
        return self._core.knows_uncertainty

    def predict(self, X: Rows | Space, *, variance: bool = False) -> NDArray[np.float64] | Uncertain:
        """One prediction for each row, [n], unit of the target, or for each architecture of a space; with `variance` how sure they are too.

        Rows on the CPU may have more columns than the training. Raises InputError when space or columns are not those of the training, and for
        `variance` of a kind that does not know.
        """
        if isinstance(X, Space):
            everything = X._list(X._places(None), (), False)
            return Uncertain(*self._core.predict_uncertain_list(everything)) if variance else self._core.predict_list(everything)
        if isinstance(X, Store):
            parts = [self.predict(batch, variance=variance) for batch in X.batches()]
            return Uncertain(*map(np.concatenate, zip(*parts, strict=True))) if variance else np.concatenate(parts)
        described = self._described(X)
        return Uncertain(*self._core.predict_uncertain(*described)) if variance else self._core.predict(*described)

    def explain(self, X: Rows) -> Explanation:
        """SHAP values of each row. Raises InputError as `predict` does, and for a kind that is no tree ensemble of XGBoost."""
        values = self._core.contributions(*self._described(X[:] if isinstance(X, Store) else X))
        return Explanation(values[:, :-1], float(values[0, -1]) if len(values) else float("nan"), self.names)

    def total_gain(self) -> NDArray[np.float64]:
        """By how much all splits of each column lowered the loss in the training, [columns]. Raises InputError as `explain` does."""
        return self._core.total_gain()

    def save(self, file: str | PathLike[str], *, overwrite: bool = False) -> None:
        """Writes a model file: XGBoost's UBJSON (tree ensembles, when the name does not end in `.h5`) or HDF5.

        Raises InputError for another name than `.h5` where it is HDF5 alone, and when the file is there, IoError when it cannot be written.
        """
        self._core.save(Path(file), overwrite)

    def __repr__(self) -> str:
        of = f" of {self.space_name}" if self.space_name else ""
        return f"<Predictor {self.kind}: {self.target}{of}, {len(self.names):,} columns>"

    def __reduce__(self) -> tuple[Any, ...]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.h5"
            self.save(file)
            return _unpickled, (file.read_bytes(), self._device, self._threads)

    @cached_property
    def _of_training(self) -> _core.RowDescription:
        return _core.RowDescription.of_training(self._core)

    def _described(self, X: Any) -> tuple[_core.RowDescription, Any, NDArray[np.uint8]]:
        if isinstance(X, FeatureMatrix):
            return X._description, X._rows, X._row_divisors
        rows, names = _own_rows(X)
        if rows.shape[1] != len(self.names):
            raise _core.InputError(f"rows: expected {len(self.names)} columns, found {rows.shape[1]}")
        if hasattr(X, "columns") and list(map(str, names)) != self.names:
            first = next(i for i, (a, b) in enumerate(zip(self.names, map(str, names), strict=True)) if a != b)
            raise _core.InputError(f"rows: column {first}: expected {self.names[first]!r}, found {str(names[first])!r}")
        return self._of_training, rows, np.empty(0, np.uint8)


def _unpickled(model: bytes, device: str, threads: int) -> Predictor:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.h5"
        file.write_bytes(model)
        return load_model(file, device=device, threads=threads)


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _targets(y: ArrayLike) -> NDArray[np.float64]:
    targets = np.asarray(y, dtype=np.float64)
    if targets.ndim != 1:
        raise ValueError(f"targets: expected one dimension, found {targets.ndim}")
    return np.ascontiguousarray(targets)


def _own_rows(X: Any) -> tuple[NDArray[Any], Sequence[Any]]:
    """Numbers of one's own, [n x columns], and the names of the columns."""
    rows = np.asarray(X)
    if rows.ndim != 2:
        raise ValueError(f"rows: expected two dimensions, found {rows.ndim}")
    if rows.dtype.kind not in "fiub":
        raise TypeError(f"rows: expected numbers, found {rows.dtype}")
    if rows.dtype != np.float32:
        rows = rows.astype(np.float64)
    if np.isinf(rows).any():
        row, column = np.argwhere(np.isinf(rows))[0]
        raise ValueError(f"rows: row {row}, column {column}: expected a finite number, or NaN where it is missing, found {rows[row, column]}")
    names = list(X.columns) if hasattr(X, "columns") else [f"f{i}" for i in range(rows.shape[1])]
    return np.ascontiguousarray(rows), names
