import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from service.drafting.steps import Steps

LEFT_OPEN = """
from service.drafting.steps import Steps
async def count():
    yield 1
    yield 2
steps = Steps(count())
print(next(steps))
"""


class Work:
    """Counts for ever, and knows when it was ended."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.waiting = threading.Event()

    async def count(self, *, then_wait: float = 0) -> AsyncGenerator[int, None]:
        try:
            yield 1
            self.waiting.set()
            await asyncio.sleep(then_wait)
            yield 2
        finally:
            self.ended.set()


def test_gives_every_item_and_ends_the_work() -> None:
    work = Work()

    assert list(Steps(work.count())) == [1, 2]
    assert work.ended.is_set()


def test_an_error_ends_the_work_and_reaches_the_caller() -> None:
    work = Work()

    async def fail() -> AsyncGenerator[int, None]:
        async with aclosing(work.count()) as numbers:
            async for number in numbers:
                yield number
                raise LookupError("nothing there")

    steps = Steps(fail())
    assert next(steps) == 1
    with pytest.raises(LookupError, match="nothing there"):
        next(steps)
    assert work.ended.is_set()
    assert list(steps) == []


def test_closing_twice_or_early_is_harmless() -> None:
    work = Work()
    steps = Steps(work.count())
    steps.close()
    steps.close()

    assert list(steps) == []


def test_a_waiting_step_ends_when_another_thread_closes() -> None:
    work = Work()
    steps = Steps(work.count(then_wait=60))
    waiting = threading.Thread(target=lambda: list(steps))
    waiting.start()
    assert work.waiting.wait(5)

    steps.close()
    waiting.join(5)

    assert not waiting.is_alive()
    assert work.ended.is_set()


def test_closing_within_an_event_loop() -> None:
    work = Work()
    steps = Steps(work.count(then_wait=60))
    assert next(steps) == 1

    async def close() -> None:
        steps.close()

    asyncio.run(close())
    assert work.ended.is_set()


def test_a_process_ends_although_a_draft_is_left_open() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LEFT_OPEN],
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )

    assert ended.stdout == "1\n"
