"""Whole spaces scored by a predictor: the best architectures, and those to train next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._predictor import Predictor, train
from ._progress import Told, told
from ._space import Architectures, Space


@dataclass(frozen=True)
class Found:
    """An architecture that a search found: its number in the space, its key, and what is predicted of it, unit of the target. A data frame of
    pandas takes a list of them."""

    index: int
    key: str
    score: float


def search(
    space: Space,
    model: Predictor,
    top: int = 100,
    *,
    architectures: Architectures = None,
    where: str | Sequence[str] = (),
    reachable_only: bool = False,
    smallest: bool = False,
    exclude: Architectures = (),
    disconnected: bool = False,
    progress: bool | Told = False,
) -> list[Found]:
    """The best architectures by a predictor, the best one first; of equal predictions, rounded to float32, that of the smaller number.

    Features and scores are streamed where the model computes: memory holds a batch and the best, whatever the size of the space.
    architectures, where, reachable_only: which are looked at, as `Space.select` has them. exclude: those that are left out.
    smallest: whether small predictions are the good ones. disconnected: also those in which no path leads from input to output, which cannot
    be trained. progress: as `Space.features` has it.
    Raises InputError for a predictor that is not for this space.
    """
    chosen = space._list(space._places(architectures), where, reachable_only)
    with told(progress) as hears:
        found = _core.best_architectures(chosen, model._core, top, smallest, _numbers_of(space, exclude), disconnected, hears)
    return [Found(*one) for one in found]


def acquire(
    space: Space,
    model: Predictor,
    n: int = 100,
    *,
    by: str = "ei",
    architectures: Architectures = None,
    where: str | Sequence[str] = (),
    reachable_only: bool = False,
    smallest: bool = False,
    exclude: Architectures = (),
    kappa: float = 2,
    seed: int = 0,
    disconnected: bool = False,
    progress: bool | Told = False,
) -> list[Found]:
    """The next architectures to train, at most 1,000, by a predictor that knows how sure it is, in the order of choice; fewer than asked for
    when there are no more whose features are new.

    by: `ei`, expected improvement over the best training row (Jones et al., J. of Global Optimization 13, 1998); `ucb`, mean + kappa deviations
    (Srinivas et al., ICML 2010); `thompson`, the best of functions drawn from the posterior by `seed`.
    The others are those of `search`. Raises InputError for a predictor that does not know how sure it is or is not for this space.
    """
    chosen = space._list(space._places(architectures), where, reachable_only)
    with told(progress) as hears:
        found = _core.next_architectures(chosen, model._core, n, by, smallest, kappa, seed, _numbers_of(space, exclude), disconnected, hears)
    return [Found(*one) for one in found]


@dataclass(frozen=True)
class Simulation:
    """A search with few trainings, in the order of training, all [trainings]."""

    indices: NDArray[np.uint64]
    """Numbers of the architectures."""
    targets: NDArray[np.float64]
    """What the table says of them."""
    best: NDArray[np.float64]
    """The best target so far."""


def simulate(
    space: Space,
    targets: Mapping[str, float] | ArrayLike,
    trainings: int = 100,
    *,
    first: int = 16,
    batch: int = 1,
    kind: str = "gp",
    families: str | Sequence[str] = (),
    convention: str = "graf_nas",
    parameters: Mapping[str, str | float] | None = None,
    by: str = "ei",
    kappa: float = 2,
    smallest: bool = False,
    seed: int = 0,
    threads: int = 0,
    progress: bool | Told = False,
) -> Simulation:
    """What a search with few trainings would have found, by a table of what each training gives.

    targets: by key, or [space.size] in the order of the space, NaN where it is not known. trainings: how many in all; `first` of them are
    drawn at random by `seed`, then a predictor is trained and `batch` architectures are acquired, and so on, until none is left whose features
    are new. kind, families, convention, parameters: of the predictor; by, kappa, smallest: as `acquire` has them.
    Raises InputError for a table that has fewer than `first` architectures, and what `train` and `acquire` raise.
    """
    if first < 2 or batch < 1 or trainings < first:
        raise ValueError(f"expected first >= 2, batch >= 1 and trainings >= first, found first = {first}, batch = {batch}, trainings = {trainings}")
    indices, known = _table(space, targets)
    if len(indices) < first:
        raise _core.InputError(f"targets: expected at least {first} architectures, found {len(indices)}")
    place = {int(index): i for i, index in enumerate(indices)}
    chosen = [int(i) for i in np.random.default_rng(seed).choice(indices, first, replace=False)]
    with told(progress) as hears:
        while len(chosen) < trainings:
            trained = np.array(chosen, np.uint64)
            rows = space.features(trained, families=families, convention=convention, threads=threads)
            model = train(kind, rows, known[[place[i] for i in chosen]], seed=seed, parameters=parameters, threads=threads)
            n = min(batch, trainings - len(chosen))
            found = acquire(space, model, n, by=by, architectures=indices, smallest=smallest, exclude=trained, kappa=kappa, seed=seed + len(chosen))
            if not found:
                break
            chosen += [one.index for one in found]
            if hears is not None:
                hears(len(chosen), trainings)
    values = known[[place[i] for i in chosen]]
    return Simulation(np.array(chosen, np.uint64), values, np.minimum.accumulate(values) if smallest else np.maximum.accumulate(values))


def _numbers_of(space: Space, architectures: Any) -> NDArray[np.uint64]:
    if architectures is None or len(architectures) == 0:
        return np.empty(0, np.uint64)
    return space.select(architectures)


def _table(space: Space, targets: Any) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Numbers of the architectures whose target is known, and the targets."""
    if hasattr(targets, "items"):
        pairs = list(targets.items())
        indices = space.select([key for key, _ in pairs])
        values = np.array([value for _, value in pairs], np.float64)
    else:
        values = np.asarray(targets, np.float64)
        if values.shape != (space.size,):
            raise ValueError(f"targets: expected shape ({space.size},), found {values.shape}")
        indices = np.arange(space.size, dtype=np.uint64)
    known = np.isfinite(values)
    return indices[known], values[known]
