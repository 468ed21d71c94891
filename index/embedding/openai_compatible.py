"""Embeddings of any endpoint that speaks the OpenAI protocol."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ValidationError

from index.embedding import (
    Embedded,
    EmbeddingModel,
    Part,
    Vectors,
    embedded_apart,
    embedded_as_text,
)
from index.embedding.calls import Calls
from index.embedding.rows import unit_rows
from index.errors import IndexUnavailable, OperatorError
from index.loopback import leads_here
from index.redaction import redacted
from index.tokens import count_tokens

if TYPE_CHECKING:
    import openai

BATCH_TEXTS = 128
BATCH_TOKENS = 32_000
CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 60.0
MAX_BYTES = 64_000_000
"""Of one answer; a batch of 4,096 numbers a text comes to 15 MB."""
SETTINGS = "embedding_base_url, embedding_model and embedding_api_key"

_TRANSIENT = frozenset({408, 409, 425, 429})

logger = logging.getLogger(__name__)


class _Row(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Row]


class OpenAICompatible:
    """Embeds by `POST {base_url}/embeddings`.

    What it raises may be shown to readers, and so names neither the address nor what the
    endpoint said; the log has both, without keys.

    Args:
        base_url: the endpoint up to and with its version, such as `http://127.0.0.1:8080/v1`.
        model: what the endpoint calls the model.
        api_key: what it is to be shown; local servers need none.
        dimension: length of a vector; found by a first call where it is not given.
        pause: seconds before the one retry of a call that failed in passing.
        seconds: what a call may take, its retry included.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str | None = None,
        dimension: int | None = None,
        pause: float = 1.0,
        seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._name = model
        self._api_key = api_key
        self._dimension = dimension
        self._pause = pause
        self._seconds = seconds
        self._calls = Calls()

    @cached_property
    def model(self) -> EmbeddingModel:
        """Which model this is; its fingerprint covers endpoint, name and dimension.

        Raises:
            OperatorError, IndexUnavailable: as `embed`, where a first call must find the dimension.
        """
        dimension = self._dimension or self._batch(["dimension"]).shape[1]
        fingerprint = f"{self._base_url}\n{self._name}\n{dimension}"
        return EmbeddingModel(
            name=self._name,
            dimension=dimension,
            fingerprint=hashlib.sha256(fingerprint.encode()).hexdigest(),
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), dimension), rows of norm 1.

        Raises:
            OperatorError: when the endpoint refuses the call, or answers what are no embeddings.
            IndexUnavailable: when it cannot be reached, is overloaded or too slow.
        """
        dimension = self.model.dimension
        batches = [self._batch(batch, dimension) for batch in _batches(texts)]
        return np.concatenate([np.empty((0, dimension), dtype=np.float32), *batches])

    @cached_property
    def _client(self) -> openai.AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        from index.embedding.bounded import bounded

        return AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key or "none",
            max_retries=0,
            http_client=DefaultAsyncHttpxClient(
                trust_env=not leads_here(self._base_url),
                event_hooks={"response": [bounded(MAX_BYTES)]},
            ),
        )

    @property
    def _source(self) -> str:
        return f"the embedding model {self._name!r}"

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed texts and their parts, each for itself; raises as `embed` does."""
        return embedded_apart(self.embed, texts, parts)

    def embed_question(self, question: str, parts: Sequence[Part] = ()) -> Embedded:
        """Embed a question as any text; raises as `embed` does."""
        return embedded_as_text(self, question, parts)

    def _batch(self, texts: Sequence[str], dimension: int | None = None) -> Vectors:
        deadline = time.monotonic() + self._seconds
        try:
            content = self._content(texts, deadline)
        except IndexUnavailable:
            if time.monotonic() + self._pause >= deadline:
                raise
            time.sleep(self._pause)
            content = self._content(texts, deadline)
        return unit_rows(
            self._rows(content), count=len(texts), dimension=dimension, source=self._source
        )

    def _content(self, texts: Sequence[str], deadline: float) -> bytes:
        """The body of one answer."""
        from openai import APIConnectionError, APIStatusError

        from index.embedding.bounded import TooLong

        left = max(deadline - time.monotonic(), 0.001)
        try:
            return self._calls.run(self._answered(texts, left), seconds=left)
        except TimeoutError as error:
            self._log("gave no whole answer", f"within {left:.3g} s")
            raise IndexUnavailable(f"{self._source} does not answer in time") from error
        except APIConnectionError as error:
            self._log("does not answer", error.__cause__ or error)
            raise IndexUnavailable(f"{self._source} does not answer: is it running?") from error
        except APIStatusError as error:
            self._log(f"answered {error.status_code}", error.message)
            raise self._refusal(error.status_code) from error
        except TooLong as error:
            raise OperatorError(f"{self._source} answered over {MAX_BYTES:,} bytes") from error

    async def _answered(self, texts: Sequence[str], left: float) -> bytes:
        from openai import Timeout

        # The raw answer: the client's own parsing lets through what is no embedding.
        answer = await self._client.embeddings.with_raw_response.create(
            input=list(texts),
            model=self._name,
            encoding_format="float",
            # A packed answer could be a thousand times as long as what is counted.
            extra_headers={"Accept-Encoding": "identity"},
            timeout=Timeout(None, connect=min(left, CONNECT_SECONDS)),
        )
        return answer.content

    def _log(self, what: str, detail: object) -> None:
        where, said = redacted(self._base_url, self._api_key), redacted(detail, self._api_key)
        logger.warning("%s at %s %s: %s", self._source, where, what, said)

    def _refusal(self, status: int) -> IndexUnavailable | OperatorError:
        answered = f"{self._source} answered {status}"
        if status >= 500 or status in _TRANSIENT:
            return IndexUnavailable(f"{answered}: try again later")
        return OperatorError(f"{answered}: check {SETTINGS}")

    def _rows(self, content: bytes) -> list[list[float]]:
        """The vectors in the order of the texts."""
        try:
            rows = _Answer.model_validate_json(content).data
        except ValidationError as error:
            self._log("answered what are no embeddings", content[:100])
            raise OperatorError(
                f"{self._source} answered what are no embeddings: "
                "does embedding_base_url end in the version, such as '/v1'?"
            ) from error
        rows.sort(key=lambda row: row.index)
        if [row.index for row in rows] != list(range(len(rows))):
            raise OperatorError(f"{self._source} left out or repeated a text: use another model")
        return [row.embedding for row in rows]


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Cut `texts` into calls that servers accept; a text over the budget goes alone."""
    batch: list[str] = []
    tokens = 0
    for text in texts:
        size = count_tokens(text)
        if batch and (len(batch) == BATCH_TEXTS or tokens + size > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(text)
        tokens += size
    if batch:
        yield batch
