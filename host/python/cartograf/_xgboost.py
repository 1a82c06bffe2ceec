"""Which XGBoost the predictors use."""

import importlib.util
import os
from functools import cache
from pathlib import Path

from . import _core

LIBRARY = "CARTOGRAF_XGBOOST_LIBRARY"  # of the environment: the library to use


@cache
def use_xgboost() -> None:
    """Has the engine use the library that XGBoost's Python package brings, so that a process has one copy whatever was imported first. The package
    itself, which imports SciPy, is not imported. The variable CARTOGRAF_XGBOOST_LIBRARY names another library."""
    if LIBRARY in os.environ:
        return
    if (library := find_xgboost()) is not None:
        _core.use_xgboost_library(library)


def find_xgboost() -> Path | None:
    """The library of XGBoost's Python package, of `xgboost` or `xgboost-cpu`; None where neither is installed."""
    package = importlib.util.find_spec("xgboost")
    if package is None or not package.submodule_search_locations:
        return None
    libpath = Path(package.submodule_search_locations[0]) / "libpath.py"
    spec = importlib.util.spec_from_file_location("cartograf._xgboost_libpath", libpath)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.find_lib_path()
    return Path(found[0])
