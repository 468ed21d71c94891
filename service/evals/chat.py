"""A chat model that is asked for one JSON object at a time: as a judge, or to draft questions.

Nothing in an evaluation needs one. The client retries what is worth retrying; all that
goes wrong ends the run with a message that holds neither key nor prompt.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prompts import Message
from service.errors import RunStopped
from service.settings import Settings

TIMEOUT_S = 60.0
RETRIES = 2


@dataclass(slots=True)
class ChatModel:
    """One model at one OpenAI-compatible endpoint. `used` counts the tokens of all its answers."""

    base_url: str | None
    api_key: str
    model: str
    used: dict[str, int] = field(
        default_factory=lambda: {"prompt_tokens": 0, "completion_tokens": 0}
    )

    def ask(self, messages: Sequence[Message]) -> dict[str, Any]:
        """The JSON object that the model answers with; empty where it answers with none.

        Raises:
            RunStopped: the endpoint cannot be reached or refuses.
        """
        import openai

        client = openai.OpenAI(
            base_url=self.base_url, api_key=self.api_key, timeout=TIMEOUT_S, max_retries=RETRIES
        )
        try:
            with client:
                answer = client.chat.completions.create(
                    model=self.model,
                    messages=list(messages),  # type: ignore[arg-type]
                    temperature=0,
                    seed=1,
                )
        except openai.APIStatusError as fault:
            raise RunStopped(f"model {self.model!r} answered {fault.status_code}") from None
        except openai.OpenAIError as fault:
            raise RunStopped(f"model {self.model!r} failed: {type(fault).__name__}") from None
        if answer.usage:
            self.used["prompt_tokens"] += answer.usage.prompt_tokens
            self.used["completion_tokens"] += answer.usage.completion_tokens
        return _object(answer.choices[0].message.content or "" if answer.choices else "")


def chat_model(settings: Settings, *, model: str | None = None) -> ChatModel:
    """The model that the settings name for drafts, or another one at the same endpoint."""
    key = settings.llm_api_key
    return ChatModel(
        base_url=settings.llm_base_url,
        api_key=key.get_secret_value() if key else "none",
        model=model or settings.llm_model,
    )


def _object(text: str) -> dict[str, Any]:
    """The outermost braces of a text as JSON: models like to write around it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        content = json.loads(text[start : end + 1])
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
