"""Answers in the making: each in a thread, its events brought to the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from typing import Protocol

from service.answers import Answer, AnswerEvent
from service.api.errors import Abandoned, Busy, Stopping
from service.cancellation import Cancellation

MOST = 68
STOP_GRACE_S = 3.0


class Events(Protocol):
    """Makes an answer's events, until it is cancelled."""

    def __call__(self, *, cancellation: Cancellation) -> Iterator[AnswerEvent]:
        """Begin."""
        ...


class Run:
    """One answer in the making."""

    def __init__(
        self,
        events: Events,
        *,
        on_end: Callable[[Run], None],
    ) -> None:
        self._events = events
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._made: asyncio.Queue[AnswerEvent | Exception] = asyncio.Queue()
        self._abandoned = threading.Event()
        self._is_over = threading.Event()
        self._cancellation = Cancellation()

    def start(self) -> None:
        """Begin. The thread does not keep the process alive: a model may be slow to let go."""
        threading.Thread(target=self._make, name="answer", daemon=True).start()

    async def event(self, *, within: float | None = None) -> AnswerEvent | None:
        """The next event, or None if it did not come `within` so many seconds.

        Raises:
            Stopping, Abandoned: the answer was ended from outside.
            Exception: whatever making the answer raised.
        """
        try:
            async with asyncio.timeout(within):
                made = await self._made.get()
        except TimeoutError:
            return None
        if isinstance(made, Exception):
            raise made
        return made

    async def answer(self) -> Answer:
        """The whole answer, which is its last event; raises as `event` does."""
        while True:
            made = await self.event()
            if isinstance(made, Answer):
                return made

    def end(self, reason: Exception) -> None:
        """Make no more of it; whoever waits for an event gets `reason`."""
        self._abandoned.set()
        if not self._is_over.is_set():
            # Hanging up waits for the thread that waits for the model, which the loop must not.
            threading.Thread(target=self._cancellation.cancel, daemon=True).start()
        self._made.put_nowait(reason)

    def close(self) -> None:
        """Make no more of it."""
        self.end(Abandoned("the client has gone"))

    def _make(self) -> None:
        try:
            self._bring()
        except Exception as fault:  # noqa: BLE001 - the edge of a thread: raised again by `event`
            self._post(self._made.put_nowait, fault)
        finally:
            self._is_over.set()
            self._post(self._on_end, self)

    def _bring(self) -> None:
        """Bring events over until there are no more or nobody wants them."""
        if self._abandoned.is_set():
            return
        with closing(self._all()) as events:
            for event in events:
                if self._abandoned.is_set():
                    return
                self._post(self._made.put_nowait, event)

    def _all(self) -> Generator[AnswerEvent]:
        """The events, as a generator whose close is theirs."""
        yield from self._events(cancellation=self._cancellation)

    def _post(self, call: Callable[..., object], argument: object) -> None:
        """Call on the event loop, unless the process has closed it."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, argument)


class Runs:
    """All answers in the making: so many, the rest refused."""

    def __init__(self) -> None:
        self._running: set[Run] = set()
        self._is_stopping = False

    def begin(self, events: Events) -> Run:
        """Start making an answer; to be closed by whoever began it.

        Args:
            events: Gives the iterator of events, which is closed when nobody wants it.

        Raises:
            Busy: too many answers are being made already.
            Stopping: the service is stopping.
        """
        if self._is_stopping:
            raise Stopping
        if len(self._running) >= MOST:
            raise Busy(f"{MOST} answers are being made or waited for: ask again in a moment")
        run = Run(events, on_end=self._running.discard)
        self._running.add(run)
        run.start()
        return run

    def stop(self) -> None:
        """Begin no more answers, and end those that are not finished within a moment."""
        if not self._is_stopping:
            self._is_stopping = True
            asyncio.get_running_loop().call_later(STOP_GRACE_S, self._end_all)

    def _end_all(self) -> None:
        for run in self._running:
            run.end(Stopping())
