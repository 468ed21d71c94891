"""Network calls on an event loop of their own, each ended at its deadline.

Only a task can be cancelled while it waits for a socket: a thread that reads from a
server that drips a byte a second waits for as long as the server likes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from threading import Lock, Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class Calls:
    """Runs coroutines for callers on any thread. Its own thread starts with the first call."""

    def __init__(self) -> None:
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, call: Coroutine[Any, Any, Result], *, seconds: float) -> Result:
        """Wait for the result of `call`; raises what it raises.

        Raises:
            TimeoutError: it took longer, and was cancelled.
        """
        timed = asyncio.wait_for(call, seconds)
        return asyncio.run_coroutine_threadsafe(timed, self._running()).result()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # It has nothing to end in order, and so does not keep the process alive.
                Thread(target=self._loop.run_forever, name="embedding calls", daemon=True).start()
            return self._loop
