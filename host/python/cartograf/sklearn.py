"""Features and predictors as estimators of scikit-learn (https://scikit-learn.org), which has to be installed, in version 1.6 or a newer one.

>>> from sklearn.pipeline import make_pipeline
>>> model = make_pipeline(GrafFeatures("nasbench201"), CartografRegressor("rf"))
>>> model.fit(keys, accuracies).predict(other_keys)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._matrix import FeatureMatrix
from ._predictor import Uncertain, train
from ._space import Space, space

try:
    from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
    from sklearn.utils import Tags
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError as error:
    raise ImportError(f"cartograf.sklearn: expected scikit-learn 1.6 or newer (pip install 'scikit-learn>=1.6'), found: {error}") from error

__all__ = ["CartografRegressor", "GrafFeatures"]


class GrafFeatures(TransformerMixin, BaseEstimator):
    """Architectures, [n], to features, [n x columns].

    Architectures are keys, or numbers of a space with an order: a list, an array, a series, or a table with one column.

    space: a name, a document or its path, or a `Space`, as `cartograf.space` takes it.
    families, convention, device, threads: as `Space.features` takes them. Features computed on a GPU are copied to the CPU.
    dtype: "float32" or "float64"; None = what suits the columns.

    space_: the `Space`. n_features_in_: 1.
    """

    def __init__(
        self,
        space: str | PathLike[str] | Mapping[str, Any] | Space = "nasbench201",
        *,
        families: str | Sequence[str] = (),
        convention: str = "graf_nas",
        dtype: str | type | np.dtype[Any] | None = None,
        device: str = "cpu",
        threads: int = 0,
    ) -> None:
        self.space = space
        self.families = families
        self.convention = convention
        self.dtype = dtype
        self.device = device
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> GrafFeatures:
        """Reads the space and the names of the columns; nothing is learned. X: architectures, [n], at least one; y is not read.

        Raises what `transform` raises for the first architecture, and ValueError for a dtype other than float32 and float64.
        """
        if self.dtype is not None and np.dtype(self.dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype: expected float32 or float64, found {np.dtype(self.dtype)}; the numerators of int8 are no values")
        self.space_ = self.space if isinstance(self.space, Space) else space(self.space)
        first = self._rows(_architectures(X)[:1])
        self._names = np.array(first.names, dtype=object)
        self.n_features_in_ = 1
        return self

    def transform(self, X: Any) -> NDArray[Any]:
        """The features of architectures, [n x columns].

        Raises MissingKeyError for a malformed key, with its place; InputError for an unknown family and for a number beyond the space;
        DeviceError when the device cannot be used; NotFittedError before `fit`.
        """
        check_is_fitted(self)
        return self._rows(_architectures(X)).numpy()

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Names of the columns, [columns]; `input_features` is not read."""
        check_is_fitted(self)
        return self._names.copy()

    def _rows(self, architectures: Any) -> FeatureMatrix:
        return self.space_.features(
            architectures,
            families=self.families,
            convention=self.convention,
            dtype=self.dtype,
            device=self.device,
            rows_on_device=False,
            threads=self.threads,
        )

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags


class CartografRegressor(RegressorMixin, BaseEstimator):
    """A predictor of cartograf. X: features, [n x columns], an array, a data frame or, with pandas, a `FeatureMatrix`; y: targets, [n].

    kind, parameters, seed, threads: as `cartograf.train` takes them. device: `cpu` or `cuda:K`, where it is trained and predicts.

    predictor_: the `Predictor`. n_features_in_; feature_names_in_ where the columns have names.
    """

    def __init__(
        self, kind: str = "xgb", *, parameters: Mapping[str, str | float] | None = None, seed: int = 42, device: str = "cpu", threads: int = 0
    ) -> None:
        self.kind = kind
        self.parameters = parameters
        self.seed = seed
        self.device = device
        self.threads = threads

    def fit(self, X: Any, y: ArrayLike) -> CartografRegressor:
        """Trains. Raises ValueError for fewer than two rows, targets that are all the same, numbers that are not finite, and an unknown kind or
        parameter; DeviceError for a GPU that cannot be used."""
        rows, targets = validate_data(self, _named(X), y, dtype=(np.float64, np.float32), order="C", ensure_min_samples=2, y_numeric=True)
        names = getattr(self, "feature_names_in_", None)
        self.predictor_ = train(self.kind, rows, targets, seed=self.seed, parameters=self.parameters, names=names, device=self.device, threads=self.threads)
        return self

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predictions, [n]; with `return_std` also standard deviations, [n], in the unit of the target: half of what lies between one deviation
        below and one above. Raises ValueError for other columns than in the training and, for `return_std`, for a kind that does not know."""
        check_is_fitted(self)
        rows = validate_data(self, _named(X), reset=False, dtype=(np.float64, np.float32), order="C")
        predicted = self.predictor_.predict(rows, variance=return_std)
        return (predicted.prediction, (predicted.upper - predicted.lower) / 2) if isinstance(predicted, Uncertain) else predicted

    @property
    def feature_importances_(self) -> NDArray[np.float64]:
        """The part of each column in the total gain of all splits, [columns]; the sum is 1, or 0 without a split. Only tree ensembles of XGBoost
        have it: AttributeError for other kinds."""
        check_is_fitted(self)
        try:
            gains = self.predictor_.total_gain()
        except ValueError as error:
            raise AttributeError(f"feature_importances_: {error}") from error
        total = gains.sum()
        return gains / total if total > 0 else gains


def _architectures(X: Any) -> Any:
    """Architectures of a list, an array, a series or a table with one column, [n]. Raises ValueError for any other shape and for none."""
    given = np.asarray(X)
    if given.ndim == 2 and given.shape[1] == 1:
        given = given[:, 0]
    if given.ndim != 1:
        raise ValueError(f"architectures: expected one dimension, or one column, found shape {given.shape}")
    if len(given) == 0:
        raise ValueError("architectures: expected at least one, found none")
    return given.tolist() if given.dtype.kind in "OUT" else given


def _named(X: Any) -> Any:
    """Rows whose columns keep their names."""
    return X.to_pandas() if isinstance(X, FeatureMatrix) else X
