"""Fast, exact features and predictors for neural architecture search.

>>> import cartograf as cg
>>> space = cg.space("nasbench201")
>>> X = space.features(["|nor_conv_3x3~0|+|skip_connect~0|none~1|+|none~0|none~1|nor_conv_1x1~2|"])

A space (`space`) is a fixed order of architectures; `Space.features` turns them into a `FeatureMatrix`, on the CPU or on a GPU.
The features are those of Kadlecova et al., "Surprisingly Strong Performance Prediction with Neural Graph Features", ICML 2024, and
cartograf's own; docs/features.md defines each.
"""

import os

# Threads of OpenMP that spin while they wait take the cores from those that work, also from XGBoost's. It is read when the library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from ._architecture import Architecture
from ._core import DeviceError, Error, InputError, IoError, MissingKeyError, __version__
from ._matrix import FeatureMatrix
from ._predictor import Explanation, Predictor, Uncertain, load_model, predictors, train
from ._search import Found, Simulation, acquire, search, simulate
from ._space import Space, space, spaces
from ._store import Store, open  # noqa: A004  # as h5py, zarr and xarray call it

__all__ = [
    "Architecture",
    "DeviceError",
    "Error",
    "Explanation",
    "FeatureMatrix",
    "Found",
    "InputError",
    "IoError",
    "MissingKeyError",
    "Predictor",
    "Simulation",
    "Space",
    "Store",
    "Uncertain",
    "__version__",
    "acquire",
    "load_model",
    "open",
    "predictors",
    "search",
    "simulate",
    "space",
    "spaces",
    "train",
]
