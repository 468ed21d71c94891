"""Drafting by any model that speaks the OpenAI protocol."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing

from prompts import Prompt
from service.drafting import Draft, DraftSentence, Evidence, Usage
from service.drafting.briefing import Briefing, brief
from service.drafting.dialect import Order
from service.drafting.endpoint import Endpoint
from service.drafting.limits import MAX_CHARACTERS
from service.drafting.steps import Steps
from service.drafting.stream import Chunk
from service.drafting.structured import DraftReader, schema_for
from service.errors import DraftRefused

MAX_TOKENS = 320
"""Of one draft: six short sentences as JSON, with their numbers."""

Constraint = Callable[[Sequence[Evidence]], Mapping[str, object]]


class ChatDrafter:
    """Drafts with a chat model, one streamed call a draft.

    Sentences are asked for as JSON by a schema, each with the numbers of its
    evidence; a server that knows no schema is asked for marks in plain text.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        prompt: Prompt,
        max_tokens: int = MAX_TOKENS,
        prompt_budget: int = 3_000,
        provenance: bool = True,
        constraint: Constraint | None = None,
        nonce: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        """Make a drafter.

        Args:
            endpoint: The model.
            prompt: What it is asked with.
            max_tokens: How much it may write.
            prompt_budget: Bounds the prompt in tokens: evidence of the lowest score stays out.
            provenance: Whether it is told outlet, title and date of each piece of evidence.
            constraint: Fields of the request that bind its form, such as a grammar, for
                the evidence that is sent; the JSON schema where there is none.
            nonce: Makes the marker around article text.
        """
        self._endpoint = endpoint
        self._prompt = prompt
        self._max_tokens = max_tokens
        self._prompt_budget = prompt_budget
        self._provenance = provenance
        self._constraint = constraint
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
            DraftRefused: the model answers, but not with a whole draft of this question.
            ModelUnavailable: the endpoint fails or is too slow.
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

    def probe(self) -> None:
        """Ask for a word, to see whether the endpoint answers at all; raises as `draft` does."""
        order = Order([{"role": "user", "content": "Say yes."}], max_tokens=16)
        for _ in Steps(self._endpoint.reply(order, limits=self._endpoint.limits.of_a_probe())):
            pass

    async def _sentences(self, briefing: Briefing) -> AsyncGenerator[DraftSentence | Usage, None]:
        reader = DraftReader(known=[item.number for item in briefing.evidence])
        usage, written, characters, cut_short = None, False, 0, False
        async with aclosing(self._endpoint.reply(self._order(briefing))) as reply:
            async for chunk in reply:
                characters += len(chunk.content)
                if characters > MAX_CHARACTERS:
                    raise self._refusal(f"wrote more than {MAX_CHARACTERS} characters")
                for sentence in self._read(reader, chunk):
                    written = True
                    yield sentence
                usage = chunk.usage or usage
                cut_short = cut_short or chunk.finish_reason == "length"
        if usage:
            yield Usage(usage.prompt_tokens, usage.completion_tokens)
        if not written:
            raise self._refusal("finished without a whole sentence")
        if cut_short:
            raise self._refusal(f"was cut off after {self._max_tokens} tokens")

    def _order(self, briefing: Briefing) -> Order:
        evidence = briefing.evidence
        schema = None if self._constraint else schema_for([item.number for item in evidence])
        return Order(
            messages=briefing.messages,
            max_tokens=self._max_tokens,
            schema=schema,
            extra=self._constraint(evidence) if self._constraint else None,
        )

    def _read(self, reader: DraftReader, chunk: Chunk) -> Iterator[DraftSentence]:
        try:
            yield from reader.feed(chunk.content)
            if chunk.finish_reason:
                yield from reader.finish(whole=chunk.finish_reason == "stop")
        except ValueError:
            raise self._refusal("wrote JSON of another shape than it was asked for") from None

    def _refusal(self, reason: str) -> DraftRefused:
        return DraftRefused(f"the server of model {self.model!r} {reason}")
