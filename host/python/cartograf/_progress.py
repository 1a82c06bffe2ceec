"""How far a long call is: tqdm's bar where tqdm is installed, else a line of our own."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Told = Callable[[int, int], object]


class _Line:
    """One line on stderr that is written anew ten times a second at most; nothing where nobody looks."""

    def __init__(self) -> None:
        self._next = 0.0
        self._begun = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and done < total or not sys.stderr.isatty():
            return
        self._next = now + 0.1
        rate = done / max(now - self._begun, 1e-9)
        sys.stderr.write(f"\r{done:,} of {total:,} architectures, {rate:,.0f}/s\x1b[K")
        sys.stderr.flush()

    def close(self) -> None:
        if self._next > 0:
            sys.stderr.write("\n")


class _Tqdm:
    def __init__(self) -> None:
        from tqdm.auto import tqdm  # noqa: PLC0415  # optional

        self._make = tqdm
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = self._make(total=total, unit="arch", unit_scale=True)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def told(progress: bool | Told) -> Iterator[Told | None]:
    """What a call tells its progress to. `progress`: whether a bar is shown, or a function of (done, total)."""
    if progress is False:
        yield None
    elif progress is True:
        bar: _Tqdm | _Line
        try:
            bar = _Tqdm()
        except ImportError:
            bar = _Line()
        try:
            yield bar
        finally:
            bar.close()
    else:
        yield progress
