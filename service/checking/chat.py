"""A chat model as the judge, at any endpoint that speaks the OpenAI protocol."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts import Prompt
from service.answers import Support, Verdict
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.drafting.steps import Steps

MAX_TOKENS = 400
"""Room for the object, and for a model that thinks in the open first."""


class _Judgement(BaseModel):
    """What the model is asked for."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    score: float = Field(ge=0, le=1)


class ChatJudge:
    """Asks a chat model for a verdict as a JSON object, one call a claim."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        prompt: Prompt,
        limits: Limits,
        nonce: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._endpoint = Endpoint(base_url=base_url, api_key=api_key, model=model, limits=limits)
        self._prompt = prompt
        self._limits = limits
        self._nonce = nonce

    @property
    def name(self) -> str:
        """Model and prompt, such as `gpt-5-mini with check.v1@sha256:…`."""
        return f"{self._endpoint.model} with {self._prompt.identity}"

    def judge(self, claim: str, evidence: str) -> Support:
        """See `Judge.judge`. Call it in a thread that runs no event loop."""
        told = "".join(Steps(self._told(claim, evidence)))
        try:
            judgement = _Judgement.model_validate_json(told[told.find("{") : told.rfind("}") + 1])
        except ValidationError:
            raise self._endpoint.failure("gave no verdict") from None
        return Support(verdict=judgement.verdict, score=round(judgement.score, 3))

    async def _told(self, claim: str, evidence: str) -> AsyncGenerator[str, None]:
        characters = 0
        async with aclosing(self._endpoint.reply(self._request(claim, evidence))) as reply:
            async for chunk in reply:
                characters += len(chunk.content)
                if characters > self._limits.characters:
                    raise self._endpoint.failure(
                        f"wrote more than {self._limits.characters} characters"
                    )
                yield chunk.content

    def _request(self, claim: str, evidence: str) -> dict[str, Any]:
        messages = self._prompt.render(claim=claim, evidence=evidence, nonce=self._nonce())
        schema = {"name": "judgement", "strict": True, "schema": _Judgement.model_json_schema()}
        return {
            "model": self._endpoint.model,
            "messages": messages,
            "max_tokens": MAX_TOKENS,
            "temperature": 0,
            "seed": 1,
            "stream": True,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
