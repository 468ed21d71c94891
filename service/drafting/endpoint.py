"""A chat endpoint that speaks the OpenAI protocol; the one door to `openai` here.

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
from functools import cached_property
from http import HTTPStatus
from ssl import SSLContext
from typing import TYPE_CHECKING, Any

from index.loopback import leads_here
from service.drafting.dialect import Dialect, Order
from service.drafting.limits import Limits
from service.drafting.stream import Chunk, chunks
from service.errors import DraftRefused, ModelUnavailable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_LIMITS = Limits()
# What a server answers to a request that it cannot serve as it is.
_ABOUT_THE_REQUEST = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.NOT_IMPLEMENTED,
}


class _Transient(ModelUnavailable):
    """A failure that a second attempt may not meet."""


class _Misunderstood(DraftRefused):
    """A request was refused as it is; `complaint` is the server's own text, never shown."""

    def __init__(self, message: str, complaint: object) -> None:
        super().__init__(message)
        self.complaint = complaint


class Endpoint:
    """One model at one address. What its server refuses is learnt once and remembered."""

    def __init__(
        self, *, base_url: str, api_key: str, model: str, limits: Limits = _LIMITS
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self.limits = limits
        self._dialect = Dialect()
        self.model = model

    async def reply(
        self, order: Order, *, limits: Limits | None = None
    ) -> AsyncGenerator[Chunk, None]:
        """Give the chunks of one whole reply, the last with a finish reason, then the usage.

        A reply that fails before its first chunk is asked for once more; one that is
        refused for an optional field, again without it. `limits` stand in place of
        the endpoint's own.

        Raises:
            DraftRefused: the server answers, but will not serve this request.
            ModelUnavailable: it fails, is too slow, or breaks the protocol.
        """
        limits = limits or self.limits
        begun, patience, dialect = False, 1, self._dialect
        with self._named_failures():
            async with self._client(limits) as client:
                end = asyncio.get_running_loop().time() + limits.total
                while True:
                    request = dialect.request(self.model, order)
                    try:
                        attempt = self._attempt(client, request, limits, end)
                        async with aclosing(attempt):
                            async for chunk in attempt:
                                begun, self._dialect = True, dialect
                                yield chunk
                    except _Misunderstood as refusal:
                        simpler = dialect.without_refused(request, refusal.complaint)
                        if simpler is None:
                            raise DraftRefused(str(refusal)) from None
                        dialect = simpler
                    except _Transient:
                        if begun or not patience:
                            raise
                        patience -= 1
                    else:
                        return

    async def _attempt(
        self, client: AsyncOpenAI, request: dict[str, Any], limits: Limits, end: float
    ) -> AsyncGenerator[Chunk, None]:
        """Give chunks that carry text, the last with a finish reason, then one with the usage."""
        create = client.chat.completions.with_streaming_response.create
        clock = asyncio.get_running_loop().time
        due = min(clock() + limits.first_token, end)
        with self._named_failures():
            async with AsyncExitStack() as stack:
                async with asyncio.timeout_at(due):
                    response = await stack.enter_async_context(create(**request))
                if "text/html" in response.headers.get("content-type", ""):
                    raise self._failure("answered with a web page; check the base URL")
                stream = chunks(response.iter_bytes(), max_bytes=limits.octets)
                await stack.enter_async_context(aclosing(stream))
                while True:
                    async with asyncio.timeout_at(due):
                        chunk = await self._telling(stream)
                    yield chunk
                    if chunk.finish_reason:
                        break
                    due = min(clock() + limits.idle, end)
                if not chunk.usage:
                    yield await _usage(stream, within=limits.usage)

    async def _telling(self, stream: AsyncGenerator[Chunk, None]) -> Chunk:
        """Wait for a chunk with text or a finish reason."""
        async for chunk in stream:
            if chunk.error:
                raise self._failure("reported an error in the middle of its answer")
            if chunk.finish_reason not in {None, "stop", "length"}:
                raise DraftRefused(self._told(f"stopped for {chunk.finish_reason[:40]!r}"))
            if chunk.content or chunk.finish_reason:
                return chunk
        raise _Transient(self._told("ended its answer without a finish reason"))

    def _client(self, limits: Limits) -> AsyncOpenAI:
        import openai

        return openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key,
            max_retries=0,
            timeout=openai.Timeout(None, connect=limits.connect),
            http_client=openai.DefaultAsyncHttpxClient(
                trust_env=not leads_here(self._base_url), verify=self._authorities
            ),
        )

    @cached_property
    def _authorities(self) -> SSLContext:
        """Whom TLS trusts: all that takes time in making a client, 17 ms of them.

        The client itself is made for each reply, since its connections belong to the event
        loop of one.
        """
        import httpx2

        return httpx2.create_ssl_context(trust_env=not leads_here(self._base_url))

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        """Turn every error of the call into `ModelUnavailable`, without its text and its cause."""
        import openai

        broken: tuple[type[Exception], ...]
        broken = (openai.APIConnectionError, OSError, *_wire_errors())
        try:
            yield
        except openai.APIStatusError as error:
            raise self._refused(error.status_code, error.body) from None
        except (TimeoutError, openai.APITimeoutError):
            raise self._failure("did not answer in time") from None
        except broken:
            raise _Transient(self._told("could not be reached or cut the connection")) from None
        except (openai.OpenAIError, ValueError) as error:
            raise self._failure(f"sent what cannot be read ({type(error).__name__})") from None

    def _refused(self, status: int, body: object) -> ModelUnavailable:
        told = self._told(f"answered with status {status}")
        if status in _ABOUT_THE_REQUEST:
            return _Misunderstood(told, body)
        kind = _Transient if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ModelUnavailable
        return kind(told)

    def _failure(self, reason: str) -> ModelUnavailable:
        return ModelUnavailable(self._told(reason))

    def _told(self, reason: str) -> str:
        return f"the server of model {self.model!r} {reason}"


async def _usage(stream: AsyncGenerator[Chunk, None], *, within: float) -> Chunk:
    """Wait a moment for the usage; the text is whole, so its absence is no failure."""
    with suppress(TimeoutError, ValueError, *_wire_errors()):
        async with asyncio.timeout(within):
            async for chunk in stream:
                if chunk.usage:
                    return Chunk(usage=chunk.usage)
    return Chunk()


def _wire_errors() -> tuple[type[Exception], ...]:
    import httpx2

    return (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL)
