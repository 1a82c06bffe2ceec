"""The interface of the package graf_nas (https://github.com/gabikadlecova/GRAF, state of 2024-11-18), on cartograf's features.

A program changes where it imports from, `cartograf.compat.graf_nas` in place of `graf_nas`, and needs neither NASLib nor PyTorch then.
Modules and names are those of the package; docs/python_graf_nas.md says what differs. Features come from `Space.features` in the
convention graf_nas, for all networks of a dataset in one call.
"""

from .graf import GRAF

__all__ = ["GRAF"]
