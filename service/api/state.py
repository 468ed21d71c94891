"""What the routes of one running service share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from service.answers import AnswerEvent, Ask
from service.api.mending import Mender
from service.api.pages import Pages
from service.api.runs import Runs
from service.cancellation import Cancellation
from service.door import LocalDoor
from service.keeping import AnswerBook
from service.overview import Overviews

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class State:
    """The archive's door, and who may use it how much at once.

    Reads, writes, removals and readiness have threads of their own, so that none waits for
    another; answers have those of `runs`.
    """

    door: LocalDoor
    mender: Mender
    pages: Pages
    answers: AnswerBook
    overviews: Overviews
    heartbeat_s: float
    runs: Runs = field(default_factory=Runs)
    reading: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(4))
    writing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    removing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    checking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    stopping: threading.Event = field(default_factory=threading.Event)

    def answer_events(self, ask: Ask, *, cancellation: Cancellation) -> Iterator[AnswerEvent]:
        """The events of an answer, which is kept under its id before it is handed out."""
        return self.answers.kept(self.door.answerer.stream(ask, cancellation=cancellation))

    async def read(self, work: Callable[[], Made]) -> Made:
        """Do work that reads the archive, in a thread."""
        return await to_thread.run_sync(work, limiter=self.reading)

    async def write(self, work: Callable[[], Made]) -> Made:
        """Do work that adds to the archive, in a thread; one at a time."""
        return await to_thread.run_sync(work, limiter=self.writing)

    async def remove(self, work: Callable[[], Made]) -> Made:
        """Do work that removes an article, in a thread; it does not wait for an upload's end."""
        return await to_thread.run_sync(work, limiter=self.removing)

    async def check(self, work: Callable[[], Made]) -> Made:
        """Do work that says how the service is, in a thread."""
        return await to_thread.run_sync(work, limiter=self.checking)

    def stop(self) -> None:
        """Begin nothing more, and bring what is running to its end."""
        self.stopping.set()
        self.runs.stop()


def _state(request: Request) -> State:
    state = request.app.state.service
    assert isinstance(state, State)
    return state


Service = Annotated[State, Depends(_state)]
