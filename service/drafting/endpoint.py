"""Chat completions of any endpoint that speaks the OpenAI protocol; the one door to `openai` here.

The client's own promises are few: its time-outs are per read, it sleeps as long
as a server says, and half an answer is no error. So deadlines, the one retry
and the demand for a finish reason are kept here, and all that can go wrong
becomes `ModelUnavailable` with a reason that holds neither key nor prompt.
`openai` and its `httpx2` are imported late: they cost more than a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, aclosing, contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from service.drafting.limits import Limits
from service.drafting.stream import Chunk, chunks
from service.errors import ModelUnavailable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class _Transient(ModelUnavailable):
    """A failure that a second attempt may not meet."""


class Endpoint:
    """A model behind an address, asked with one streamed call at a time."""

    def __init__(self, *, base_url: str, api_key: str, model: str, limits: Limits) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._model = model
        self._limits = limits

    @property
    def model(self) -> str:
        """The model's name at the endpoint."""
        return self._model

    async def reply(self, request: dict[str, Any]) -> AsyncGenerator[Chunk, None]:
        """Give the chunks of one whole reply; one that fails before its first is asked again.

        Args:
            request: the fields of the call; `stream` must be among them.

        Raises:
            ModelUnavailable: the endpoint fails or is too slow.
        """
        begun = False
        with self._named_failures():
            async with self._client() as client:
                end = asyncio.get_running_loop().time() + self._limits.total
                for last in (False, True):
                    try:
                        async with aclosing(self._attempt(client, request, end)) as attempt:
                            async for chunk in attempt:
                                begun = True
                                yield chunk
                    except _Transient:
                        if begun or last:
                            raise
                    else:
                        return

    async def _attempt(
        self, client: AsyncOpenAI, request: dict[str, Any], end: float
    ) -> AsyncGenerator[Chunk, None]:
        """Give chunks that carry text, the last with a finish reason, then one with the usage."""
        create = client.chat.completions.with_streaming_response.create
        clock = asyncio.get_running_loop().time
        due = min(clock() + self._limits.first_token, end)
        with self._named_failures():
            async with AsyncExitStack() as stack:
                async with asyncio.timeout_at(due):
                    response = await stack.enter_async_context(create(**request))
                if "text/html" in response.headers.get("content-type", ""):
                    raise self.failure("answered with a web page; check the base URL")
                stream = chunks(response.iter_bytes(), max_bytes=self._limits.octets)
                await stack.enter_async_context(aclosing(stream))
                while True:
                    async with asyncio.timeout_at(due):
                        chunk = await self._telling(stream)
                    yield chunk
                    if chunk.finish_reason:
                        break
                    due = min(clock() + self._limits.idle, end)
                if not chunk.usage:
                    yield await self._usage(stream)

    async def _telling(self, stream: AsyncGenerator[Chunk, None]) -> Chunk:
        """Wait for a chunk with text or a finish reason."""
        async for chunk in stream:
            if chunk.error:
                raise self.failure("reported an error in the middle of its answer")
            if chunk.finish_reason not in {None, "stop", "length"}:
                raise self.failure(f"stopped for {chunk.finish_reason[:40]!r}")
            if chunk.content or chunk.finish_reason:
                return chunk
        raise _Transient(self._told("ended its answer without a finish reason"))

    async def _usage(self, stream: AsyncGenerator[Chunk, None]) -> Chunk:
        """Wait a moment for the usage; the text is whole, so its absence is no failure."""
        with suppress(TimeoutError, ValueError, *_wire_errors()):
            async with asyncio.timeout(self._limits.usage):
                async for chunk in stream:
                    if chunk.usage:
                        return Chunk(usage=chunk.usage)
        return Chunk()

    def _client(self) -> AsyncOpenAI:
        import openai

        host = urlsplit(self._base_url).hostname
        return openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key,
            max_retries=0,
            timeout=openai.Timeout(None, connect=self._limits.connect),
            # A proxy of the environment cannot reach this machine's own loopback.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=host not in _LOOPBACK),
        )

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        """Turn every error of the call into `ModelUnavailable`, without its text and its cause."""
        import openai

        broken: tuple[type[Exception], ...]
        broken = (openai.APIConnectionError, OSError, *_wire_errors())
        try:
            yield
        except openai.APIStatusError as error:
            raise self._refused(error.status_code) from None
        except (TimeoutError, openai.APITimeoutError):
            raise self.failure("did not answer in time") from None
        except broken:
            raise _Transient(self._told("could not be reached or cut the connection")) from None
        except (openai.OpenAIError, ValueError) as error:
            raise self.failure(f"sent what cannot be read ({type(error).__name__})") from None

    def _refused(self, status: int) -> ModelUnavailable:
        kind = _Transient if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ModelUnavailable
        return kind(self._told(f"answered with status {status}"))

    def failure(self, reason: str) -> ModelUnavailable:
        """The error that tells `reason` of this model."""
        return ModelUnavailable(self._told(reason))

    def _told(self, reason: str) -> str:
        return f"the server of model {self._model!r} {reason}"


def _wire_errors() -> tuple[type[Exception], ...]:
    import httpx2

    return (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL)
