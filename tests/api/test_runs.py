import asyncio
import threading
from collections.abc import Iterator

import pytest

from service.answers import AnswerEvent, Meta
from service.api.errors import Busy, Stopping
from service.api.runs import MOST, Runs
from service.cancellation import Cancellation

PATIENCE_S = 20.0


class Work:
    """Makes events as it is let to."""

    def __init__(self) -> None:
        self.go_on = threading.Semaphore(0)
        self.ended = threading.Event()

    def events(self, *, cancellation: Cancellation) -> Iterator[AnswerEvent]:
        """Meta events for as long as they are asked for."""
        try:
            while self.go_on.acquire(timeout=PATIENCE_S):
                yield Meta(id="a", question="Who?", passages=())
        finally:
            self.ended.set()


def test_an_answer_that_nobody_waits_for_is_ended() -> None:
    async def story() -> None:
        work = Work()
        run = Runs().begin(work.events)
        work.go_on.release()
        assert await run.event() is not None
        run.close()
        work.go_on.release()
        assert await asyncio.to_thread(work.ended.wait, PATIENCE_S)

    asyncio.run(story())


def test_too_many_answers_are_refused_at_once() -> None:
    async def story() -> None:
        work = Work()
        runs = Runs()
        begun = [runs.begin(work.events) for _ in range(MOST)]
        with pytest.raises(Busy):
            runs.begin(work.events)
        for run in begun:
            run.close()
        work.go_on.release(MOST)

    asyncio.run(story())


def test_a_service_that_stops_begins_no_answer() -> None:
    async def story() -> None:
        runs = Runs()
        runs.stop()
        with pytest.raises(Stopping):
            runs.begin(Work().events)

    asyncio.run(story())
