"""A way to end the making of an answer from another thread, also while a model is silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Protocol, TypeVar


class Closable(Protocol):
    """Something open that may be closed from any thread, and more than once."""

    def close(self) -> None:
        """Let go of it."""
        ...


Open = TypeVar("Open", bound=Closable)


class Cancellation:
    """Closes what is open when it is cancelled, and at once what is opened after that.

    A generator can be closed between two of its items only; what waits inside it for a
    model must be closed itself.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: list[Closable] = []
        self._is_cancelled = False

    def cancel(self) -> None:
        """Close what is open; returns when that is done."""
        with self._lock:
            self._is_cancelled = True
            held, self._open = self._open, []
        for each in held:
            # A generator that runs this moment cannot be closed, and waits for nobody.
            with suppress(ValueError):
                each.close()

    @contextmanager
    def closing(self, held: Open) -> Iterator[Open]:
        """Hold something open until the block ends or the work is cancelled."""
        with self._lock:
            late = self._is_cancelled
            if not late:
                self._open.append(held)
        if late:
            held.close()
        try:
            yield held
        finally:
            held.close()
            with self._lock:
                self._open = [each for each in self._open if each is not held]
