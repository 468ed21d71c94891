"""Answers of a server, read no further than they may be long. Import it late, as `openai`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2


class TooLong(Exception):
    """Raised in reading an answer that is longer than it may be."""


def bounded(most: int) -> Callable[[httpx2.Response], Awaitable[None]]:
    """A response hook of a client: more than `most` bytes of a body, also an error's, are an error.

    Raises:
        TooLong: later, where the body is read.
    """

    async def hook(response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Counted(response.stream, most)

    return hook


class _Counted(httpx2.AsyncByteStream):
    """A stream that ends in `TooLong` once more than `most` bytes came."""

    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._left -= len(piece)
            if self._left < 0:
                raise TooLong
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
