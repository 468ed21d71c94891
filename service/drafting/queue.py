"""A bounded queue in front of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

from service.errors import ModelUnavailable


class Queue:
    """So many calls at once, some more waiting for so long; the rest are turned away at once."""

    def __init__(self, *, at_once: int, waiting: int, patience_s: float) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._patience_s = patience_s
        self._changed = Condition()
        self._running = 0
        self._waiting = 0

    @contextmanager
    def turn(self, *, wanted: Callable[[], bool]) -> Iterator[None]:
        """Wait for a turn and hold it until the block ends.

        `wanted` says whether anybody still waits; after a `wake`, one that is not
        wanted any more enters the block at once, without a turn.

        Raises:
            ModelUnavailable: too many wait already, or the turn did not come in time.
        """
        has_turn = self._await_turn(wanted)
        try:
            yield
        finally:
            if has_turn:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def wake(self) -> None:
        """Let those that wait look again whether they are wanted."""
        with self._changed:
            self._changed.notify_all()

    def _await_turn(self, wanted: Callable[[], bool]) -> bool:
        with self._changed:
            if self._running >= self._at_once:
                self._wait(wanted)
            if wanted():
                self._running += 1
                return True
            return False

    def _wait(self, wanted: Callable[[], bool]) -> None:
        if self._waiting >= self._most_waiting:
            raise ModelUnavailable(f"{self._waiting} drafts wait for the model already")
        end = monotonic() + self._patience_s
        self._waiting += 1
        try:
            while wanted() and self._running >= self._at_once:
                if not self._changed.wait(end - monotonic()):
                    raise ModelUnavailable(
                        f"the model was busy with other drafts for {self._patience_s:g} s"
                    )
        finally:
            self._waiting -= 1
