"""A drafter behind a breaker and a bounded queue."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from typing import Self

from service.cancellation import Cancellation
from service.drafting import Draft, Drafter, DraftSentence, Evidence, Usage
from service.drafting.breaker import Breaker
from service.drafting.queue import Queue
from service.errors import DraftRefused, ModelUnavailable


class Guarded:
    """Drafts as another drafter does, unless its model is known to be down or too busy."""

    def __init__(self, drafter: Drafter, *, breaker: Breaker, queue: Queue) -> None:
        self._drafter = drafter
        self._breaker = breaker
        self._queue = queue

    @property
    def model(self) -> str:
        """The model's name."""
        return self._drafter.model

    @property
    def prompt(self) -> str | None:
        """Name and digest of the prompt."""
        return self._drafter.prompt

    def draft(self, question: str, evidence: Sequence[Evidence]) -> Draft:
        """See `Drafter.draft`.

        Raises:
            ModelUnavailable: the breaker is open; later, that the queue is full or too
                slow, or what the drafter raises.
        """
        self._breaker.check()
        return _Draft(lambda: self._drafter.draft(question, evidence), self._breaker, self._queue)


class _Draft:
    """A draft that begins when it has its turn. May be closed from any thread."""

    def __init__(self, begin: Callable[[], Draft], breaker: Breaker, queue: Queue) -> None:
        self._begin = begin
        self._breaker = breaker
        self._queue = queue
        self._cancellation = Cancellation()
        self._is_wanted = True
        self._items = self._all()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> DraftSentence | Usage:
        return next(self._items)

    def close(self) -> None:
        """Cancel the draft, or its waiting for a turn."""
        self._is_wanted = False
        self._queue.wake()
        self._cancellation.cancel()
        # It runs in another thread, which ends it now that its call is closed.
        with suppress(ValueError):
            self._items.close()

    def _all(self) -> Generator[DraftSentence | Usage]:
        with self._queue.turn(wanted=lambda: self._is_wanted):
            if self._is_wanted:
                yield from self._watched()

    def _watched(self) -> Generator[DraftSentence | Usage]:
        """The draft's items; how it ends is told to the breaker."""
        try:
            with self._cancellation.closing(self._begin()) as draft:
                yield from draft
        except DraftRefused:
            self._breaker.succeeded()
            raise
        except ModelUnavailable:
            self._breaker.failed()
            raise
        if self._is_wanted:
            self._breaker.succeeded()
