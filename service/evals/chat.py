"""A chat model that is asked for one JSON object at a time: as a judge, or to draft questions.

Nothing in an evaluation needs one. All that goes wrong ends the run with a message that
holds neither key nor prompt.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from prompts import Message
from service.drafting.dialect import Order
from service.drafting.endpoint import Endpoint
from service.drafting.steps import Steps
from service.errors import ModelUnavailable, RunStopped

MAX_TOKENS = 1_000
"""Room for the object, and for a model that thinks in the open first."""


class ChatModel:
    """One model at one endpoint. `used` counts the tokens of all its answers."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.used = {"prompt_tokens": 0, "completion_tokens": 0}

    @property
    def model(self) -> str:
        """Its name at the endpoint."""
        return self._endpoint.model

    def ask(self, messages: Sequence[Message]) -> dict[str, Any]:
        """The JSON object that the model answers with; empty where it answers with none.

        Call it in a thread that runs no event loop.

        Raises:
            RunStopped: the endpoint cannot be reached or refuses.
        """
        try:
            return _object("".join(Steps(self._pieces(messages))))
        except ModelUnavailable as fault:
            raise RunStopped(str(fault)) from None

    async def _pieces(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        order = Order(list(messages), max_tokens=MAX_TOKENS)
        async with aclosing(self._endpoint.reply(order)) as reply:
            async for chunk in reply:
                if chunk.usage:
                    self.used["prompt_tokens"] += chunk.usage.prompt_tokens
                    self.used["completion_tokens"] += chunk.usage.completion_tokens
                yield chunk.content


def _object(text: str) -> dict[str, Any]:
    """The outermost braces of a text as JSON: models like to write around it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        content = json.loads(text[start : end + 1])
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
