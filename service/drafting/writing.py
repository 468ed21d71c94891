"""A few words from a model, for uses other than a draft."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from prompts import Message
from service.drafting.breaker import Breaker
from service.drafting.dialect import Order
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.drafting.steps import Steps
from service.errors import DraftRefused


class Writer:
    """Asks a model for a short text and waits for it no longer than `limits` say.

    It heeds the breaker of the model's drafts and never opens it: who is too slow for this may be
    well enough for a draft, which can wait longer.
    """

    def __init__(
        self, *, endpoint: Endpoint, breaker: Breaker, limits: Limits, max_tokens: int = 96
    ) -> None:
        self._endpoint = endpoint
        self._breaker = breaker
        self._limits = limits
        self._max_tokens = max_tokens

    def write(self, messages: list[Message]) -> str:
        """The whole text. Call in a thread that runs no event loop.

        Raises:
            DraftRefused: the model will not write it, or did not come to an end.
            ModelUnavailable: it fails, is too slow, or is known to be down.
        """
        self._breaker.check()
        text = "".join(Steps(self._pieces(messages)))
        self._breaker.succeeded()
        return text

    async def _pieces(self, messages: list[Message]) -> AsyncGenerator[str, None]:
        order = Order(messages, max_tokens=self._max_tokens)
        async with aclosing(self._endpoint.reply(order, limits=self._limits)) as reply:
            async for chunk in reply:
                if chunk.finish_reason == "length":
                    raise DraftRefused(f"model {self._endpoint.model!r} was cut off")
                yield chunk.content
