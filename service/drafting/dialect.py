"""What one server understands of a chat request, learnt from what it refuses.

Servers that speak the OpenAI protocol differ in the optional fields: reasoning
models refuse `temperature`, and `max_tokens` for `max_completion_tokens`; others
know no JSON schema or no `stream_options`. A refusal names the field more often
than not, in `param` or in its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A model that thinks before it writes counts its thoughts among the tokens it may use.
REASONING_TOKENS = 2_000
# In the order in which they are given up when a refusal names none or several of them.
OPTIONAL = (
    "response_format",
    "reasoning_effort",
    "temperature",
    "seed",
    "stream_options",
    "max_tokens",
    "max_completion_tokens",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a model, whatever its server understands.

    `schema` is the JSON schema of the answer where one is wanted; `extra` gives
    further fields of the request, such as llama.cpp's `grammar`.
    """

    messages: list[dict[str, str]]
    max_tokens: int
    schema: Mapping[str, object] | None = None
    extra: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """The optional fields that a server has refused so far."""

    refused: frozenset[str] = frozenset()

    def request(self, model: str, order: Order) -> dict[str, Any]:
        """The fields of a streamed call, without what the server refuses."""
        fields: dict[str, Any] = {
            "temperature": 0,
            "seed": 1,
            "stream_options": {"include_usage": True},
            "max_tokens": order.max_tokens,
        }
        if "max_tokens" in self.refused:
            fields["max_completion_tokens"] = order.max_tokens + REASONING_TOKENS
            fields["reasoning_effort"] = "low"
        if order.schema is not None:
            form = {"name": "answer", "strict": True, "schema": order.schema}
            fields["response_format"] = {"type": "json_schema", "json_schema": form}
        told = {name: value for name, value in fields.items() if name not in self.refused}
        return {
            "model": model,
            "messages": order.messages,
            "stream": True,
            "extra_body": order.extra,
            **told,
        }

    def without_refused(self, request: Mapping[str, Any], complaint: object) -> Dialect | None:
        """What is left to try once a server has refused `request`.

        Args:
            request: What `request` made.
            complaint: The body of the refusal, in whatever shape.

        Returns:
            A dialect without the field that the complaint names, or without the JSON
            schema where it names none; None where there is nothing to give up.
        """
        sent = [name for name in OPTIONAL if name in request]
        param = complaint.get("param") if isinstance(complaint, Mapping) else None
        named = _named(str(param), sent) or _named(str(complaint), sent)
        if not named and "response_format" in sent:
            named = ["response_format"]
        return Dialect(self.refused | {named[0]}) if named else None


def _named(text: str, fields: list[str]) -> list[str]:
    return [name for name in fields if re.search(rf"\b{name}\b", text)]
