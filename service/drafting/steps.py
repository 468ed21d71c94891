"""Asynchronous work run from synchronous code, a step at a time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from threading import Lock, Thread
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Steps(Generic[T]):
    """An iterator over an async generator that runs only while a next item is waited for.

    Asynchronous, because only a task can be cancelled while it waits for a
    socket, and so only a task keeps a deadline against a server that drips.
    No thread and no event loop outlive the iteration. Iterate in a thread that
    runs no event loop of its own.
    """

    def __init__(self, source: AsyncGenerator[T, None]) -> None:
        self._source = source
        self._loop = asyncio.new_event_loop()
        self._turn = Lock()
        self._task: asyncio.Task[T | None] | None = None
        self._closing = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        with self._turn:
            if self._closing or self._loop.is_closed():
                raise StopIteration
            try:
                item = self._advance()
            except BaseException:
                self._finish()
                raise
            if item is None:
                self._finish()
                raise StopIteration
            return item

    def close(self) -> None:
        """Cancel the work, from any thread, also while another waits for an item."""
        self._closing = True
        with suppress(RuntimeError):  # the loop is closed: there is nothing to interrupt
            self._loop.call_soon_threadsafe(self._interrupt)
        # In a thread of its own, since the caller's may be running an event loop.
        closer = Thread(target=self._finish_in_turn)
        closer.start()
        closer.join()

    def __del__(self) -> None:
        # While the interpreter ends no thread can start; the sockets end with the process.
        if not self._loop.is_closed() and not sys.is_finalizing():
            self.close()

    def _advance(self) -> T | None:
        self._task = self._loop.create_task(self._next())
        try:
            return self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            return None

    async def _next(self) -> T | None:
        return await anext(self._source, None)

    def _interrupt(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _finish_in_turn(self) -> None:
        with self._turn:
            self._finish()

    def _finish(self) -> None:
        if self._loop.is_closed():
            return
        if self._task is not None and not self._task.done():
            self._task.cancel()
            self._loop.run_until_complete(asyncio.wait([self._task]))
        self._loop.run_until_complete(self._source.aclose())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
