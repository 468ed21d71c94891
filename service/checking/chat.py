"""A chat model as the judge, at any endpoint that speaks the OpenAI protocol."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts import Prompt
from service.answers import Support, Verdict
from service.drafting.dialect import Order
from service.drafting.endpoint import Endpoint
from service.drafting.limits import MAX_CHARACTERS
from service.drafting.steps import Steps
from service.drafting.stream import Chunk
from service.errors import DraftRefused

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
        endpoint: Endpoint,
        prompt: Prompt,
        nonce: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._endpoint = endpoint
        self._prompt = prompt
        self._nonce = nonce

    @property
    def name(self) -> str:
        """Model and prompt, such as `gpt-5-mini with check.v1@sha256:…`."""
        return f"{self._endpoint.model} with {self._prompt.identity}"

    def judge(self, claim: str, evidence: str) -> Support:
        """See `Judge.judge`. Call it in a thread that runs no event loop."""
        chunks = list(Steps(self._told(claim, evidence)))
        told = "".join(each.content for each in chunks)
        try:
            judgement = _Judgement.model_validate_json(told[told.find("{") : told.rfind("}") + 1])
        except ValidationError:
            raise self._refusal("gave no verdict") from None
        used = next((each.usage.model_dump() for each in chunks if each.usage), None)
        return Support(verdict=judgement.verdict, score=round(judgement.score, 3), usage=used)

    async def _told(self, claim: str, evidence: str) -> AsyncGenerator[Chunk, None]:
        characters = 0
        async with aclosing(self._endpoint.reply(self._order(claim, evidence))) as reply:
            async for chunk in reply:
                characters += len(chunk.content)
                if characters > MAX_CHARACTERS:
                    raise self._refusal(f"wrote more than {MAX_CHARACTERS} characters")
                yield chunk

    def _order(self, claim: str, evidence: str) -> Order:
        return Order(
            messages=self._prompt.render(claim=claim, evidence=evidence, nonce=self._nonce()),
            max_tokens=MAX_TOKENS,
            schema=_Judgement.model_json_schema(),
        )

    def _refusal(self, reason: str) -> DraftRefused:
        return DraftRefused(f"the server of model {self._endpoint.model!r} {reason}")
