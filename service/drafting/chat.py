"""Drafting by any endpoint that speaks the OpenAI protocol."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from prompts import Prompt
from service.drafting import Draft, DraftSentence, Evidence, Usage
from service.drafting.briefing import Briefing, brief
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.drafting.sentences import SentenceReader
from service.drafting.steps import Steps
from service.drafting.stream import Chunk

_LIMITS = Limits()


class ChatDrafter:
    """Drafts with a chat model, one streamed call a draft.

    `prompt_budget` bounds the prompt in tokens: evidence of the lowest score
    stays out. `extra_body` gives further fields of the request for the evidence
    that is sent, such as a grammar. `nonce` makes the marker around article text.
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        prompt: Prompt,
        max_tokens: int = 160,
        prompt_budget: int = 3_000,
        provenance: bool = True,
        limits: Limits = _LIMITS,
        extra_body: Callable[[Sequence[Evidence]], Mapping[str, object]] | None = None,
        nonce: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._endpoint = Endpoint(base_url=base_url, api_key=api_key, model=model, limits=limits)
        self._prompt = prompt
        self._max_tokens = max_tokens
        self._prompt_budget = prompt_budget
        self._provenance = provenance
        self._limits = limits
        self._extra_body = extra_body
        self._nonce = nonce

    @property
    def model(self) -> str:
        """The model's name at the endpoint."""
        return self._endpoint.model

    @property
    def prompt(self) -> str:
        """Name and digest of the prompt."""
        return self._prompt.identity

    def draft(self, question: str, evidence: Sequence[Evidence]) -> Draft:
        """Yield sentences as they are finished, then the usage where the server counts it.

        The iterator's `close` cancels the call and may be called from any thread.
        Iterate in a thread that runs no event loop.

        Raises:
            ModelUnavailable: the endpoint fails, is too slow, or writes no sentence.
        """
        briefing = brief(
            self._prompt,
            question,
            evidence,
            nonce=self._nonce(),
            budget=self._prompt_budget,
            provenance=self._provenance,
        )
        return Steps(self._sentences(briefing))

    async def _sentences(self, briefing: Briefing) -> AsyncGenerator[DraftSentence | Usage, None]:
        reader = SentenceReader(known=[item.number for item in briefing.evidence])
        usage, written, characters = None, False, 0
        async with aclosing(self._endpoint.reply(self._request(briefing))) as reply:
            async for chunk in reply:
                characters += len(chunk.content)
                if characters > self._limits.characters:
                    raise self._endpoint.failure(
                        f"wrote more than {self._limits.characters} characters"
                    )
                for sentence in _read(reader, chunk):
                    written = True
                    yield sentence
                usage = chunk.usage or usage
        if not written:
            raise self._endpoint.failure("finished without a whole sentence")
        if usage:
            yield Usage(usage.prompt_tokens, usage.completion_tokens)

    def _request(self, briefing: Briefing) -> dict[str, Any]:
        return {
            "model": self._endpoint.model,
            "messages": briefing.messages,
            "max_tokens": self._max_tokens,
            "temperature": 0,
            "seed": 1,
            "stream": True,
            "stream_options": {"include_usage": True},
            "extra_body": self._extra_body(briefing.evidence) if self._extra_body else None,
        }


def _read(reader: SentenceReader, chunk: Chunk) -> Iterator[DraftSentence]:
    yield from reader.feed(chunk.content)
    if chunk.finish_reason:
        yield from reader.finish(whole=chunk.finish_reason == "stop")
