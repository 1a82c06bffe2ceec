"""Features as batches of tensors for PyTorch (https://pytorch.org). It needs torch.

>>> import cartograf as cg
>>> from cartograf.torch import SpaceDataset
>>> from torch.utils.data import DataLoader
>>> dataset = SpaceDataset(cg.space("nasbench201"), rows=512, shuffle=True)
>>> loader = DataLoader(dataset, batch_size=None, num_workers=2)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch.utils.data import IterableDataset, get_worker_info

from ._space import Architectures, Space, check_rows


class SpaceDataset(IterableDataset):
    """Features of architectures in batches, computed when they are asked for: tensors of [rows x columns], the last one smaller; with
    `targets`, pairs of such a tensor and the targets, [rows].

    It is for `DataLoader(dataset, batch_size=None, num_workers=k)`: worker w computes batches w, w + k, ..., so every architecture comes
    exactly once an epoch, and the batches and their order are the same for any number of workers.
    """

    def __init__(
        self,
        space: Space,
        architectures: Architectures = None,
        *,
        rows: int = 65536,
        shuffle: bool = False,
        seed: int = 0,
        targets: ArrayLike | torch.Tensor | None = None,
        device: str = "cpu",
        families: str | Sequence[str] = (),
        convention: str = "graf_nas",
        dtype: str | type | np.dtype[Any] | None = None,
        threads: int = 0,
    ) -> None:
        """architectures, families, convention, dtype, device: as `Space.features` has them.

        rows: architectures of a batch.
        shuffle: whether architectures come in another order each epoch, which `set_epoch` begins; the order follows from `seed`, the epoch
        and the number of architectures alone. It takes 4 bytes for each architecture, 8 from 2^32 on, in each worker.
        targets: [n], in the order of the architectures. They are as they were given, on the device of the rows.
        threads: of the CPU; 0 = all cores, and one in a worker of a DataLoader.
        Raises ValueError for `rows` below 1 and for another number of targets than of architectures, and what `Space.features` raises for the
        first architecture.
        """
        super().__init__()
        check_rows(rows)
        places = space._places(architectures)
        self.space = space
        self._places = np.array(places, dtype=object) if isinstance(places, list) else places
        self._targets = None if targets is None else torch.as_tensor(targets)
        if self._targets is not None and self._targets.shape != (len(places),):
            raise ValueError(f"targets: expected {len(places)} numbers for as many architectures, found an array of {tuple(self._targets.shape)}")
        self._rows, self._shuffle, self._seed, self._threads = rows, shuffle, seed, threads
        self._options: dict[str, Any] = {"families": families, "convention": convention, "dtype": dtype, "device": device}
        # On the CPU, since a process that has used a GPU forks no workers that can.
        first = space.features(places[:1], families=families, convention=convention, dtype=dtype)
        self.names, self.divisors = first.names, first.divisors
        self._epoch = torch.zeros(1, dtype=torch.int64).share_memory_()  # workers that outlive an epoch see it as well

    names: list[str]
    """Names of the columns, [columns]."""
    divisors: NDArray[np.int32]
    """What numerators (int8) are divided by, [columns], as `FeatureMatrix.divisors`."""

    def set_epoch(self, epoch: int) -> None:
        """Begins an epoch, from 0: its number is part of what the order is drawn with. Call it before each `for batch in loader`, as of
        `torch.utils.data.distributed.DistributedSampler`; else each epoch has the order of the last."""
        self._epoch[0] = epoch

    def __len__(self) -> int:
        """Number of batches."""
        return -(-len(self._places) // self._rows)

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        threads = self._threads or (0 if worker is None else 1)
        order = self._order()
        for batch in range(first, len(self), step):
            part: Any = slice(batch * self._rows, (batch + 1) * self._rows)
            if order is not None:
                part = order[part].astype(np.int64)
            rows = torch.from_dlpack(self.space.features(self._chosen(part), threads=threads, **self._options))
            yield rows if self._targets is None else (rows, self._targets[part].to(rows.device))

    def _order(self) -> NDArray[Any] | None:
        """The places of architectures in the order of this epoch, [n]; None = as they are."""
        if not self._shuffle:
            return None
        n = len(self._places)
        places = np.arange(n, dtype=np.uint32 if n <= 1 << 32 else np.uint64)
        np.random.default_rng([self._seed, int(self._epoch)]).shuffle(places)
        return places

    def _chosen(self, part: Any) -> Any:
        """The architectures at the places of a batch."""
        places = self._places
        if isinstance(places, range) and not isinstance(part, slice):
            return places.start + places.step * part
        return places[part]
