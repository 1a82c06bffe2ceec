"""For test programs that ctest runs twice: on what is in the checkout, and beside the full tables of the benchmarks, where they are."""

import os
import sys
import unittest
from pathlib import Path


def full_tables(arguments):
    """The folder of the full tables, below that of the third argument or of CARTOGRAF_SHARED; None where there is no third argument."""
    return Path(os.environ.get("CARTOGRAF_SHARED", arguments[3])) / "data" if len(arguments) > 3 else None


def run_chosen(on_checkout, beside_tables, tables):
    """Runs one of two test cases and exits; with code 77, which is ctest's for skipped, where the tables are not there."""
    if tables is not None and not (tables / "nasbench201/accuracy.csv").is_file():
        print(f"skipped: there is no {tables / 'nasbench201/accuracy.csv'}")
        sys.exit(77)
    chosen = on_checkout if tables is None else beside_tables
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(chosen))
    sys.exit(0 if result.wasSuccessful() else 1)
