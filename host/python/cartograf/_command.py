"""The command `cartograf`, which is a program of its own."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from ._xgboost import LIBRARY, find_xgboost


def main() -> NoReturn:
    """Becomes the program, with the library of XGBoost's Python package."""
    if LIBRARY not in os.environ and (library := find_xgboost()) is not None:
        os.environ[LIBRARY] = str(library)
    os.execv(Path(__file__).parent / "_bin" / "cartograf", ["cartograf", *sys.argv[1:]])

