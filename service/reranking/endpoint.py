"""Reranking by any server that speaks the `/rerank` protocol.

Cohere, Jina, llama.cpp and vLLM take `documents` and answer `results` with
`relevance_score`; text-embeddings-inference takes `texts` and answers a list with
`score`. Which of the two a server wants shows at the first call.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any, Literal

import httpx
from pydantic import AliasChoices, BaseModel, Field, TypeAdapter, ValidationError

from index.loopback import leads_here
from index.redaction import redacted
from service.candidates import Candidate
from service.errors import RerankingFailed
from service.reranking.order import Ranked, reordered
from service.reranking.patience import Patience

Dialect = Literal["documents", "texts"]

CONNECT_SECONDS = 2.0
MAX_ANSWER_BYTES = 1_000_000
MAX_TEXT_CHARACTERS = 8_000
"""A passage has 256 tokens; what is longer is a title that somebody pasted a book into."""

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_MISUNDERSTOOD = frozenset({400, 422})

logger = logging.getLogger(__name__)


class _Row(BaseModel):
    index: int
    score: float = Field(validation_alias=AliasChoices("relevance_score", "score"))


class _Rows(BaseModel):
    results: list[_Row] = Field(validation_alias=AliasChoices("results", "data"))


_ANSWER: TypeAdapter[_Rows | list[_Row]] = TypeAdapter(_Rows | list[_Row])


class _Passing(RerankingFailed):
    """A failure that a second call may not meet."""


class _Misunderstood(RerankingFailed):
    """The server refuses the body, as one of the other dialect does."""


class RerankEndpoint:
    """Reorders candidates by `POST {url}`.

    What it raises may be shown to readers, and so names neither the address nor what the
    server said; the log has both, without keys.

    Args:
        url: the route, such as `https://api.jina.ai/v1/rerank`; `/rerank` is added
            where the path does not end in it.
        model: what the server calls its model; servers of one model need none.
        api_key: sent as a bearer token.
        depth: how many candidates it sees.
        seconds: what a call may take, its retry included.
    """

    def __init__(
        self,
        *,
        url: str,
        model: str | None = None,
        api_key: str | None = None,
        depth: int,
        seconds: float,
    ) -> None:
        self._url = url if url.rstrip("/").endswith("/rerank") else f"{url.rstrip('/')}/rerank"
        self._model = model
        self._depth = depth
        self._seconds = seconds
        self._api_key = api_key
        self._source = f"the reranker {model!r}" if model else "the reranker"
        self._patience = Patience(seconds=seconds, source=self._source)
        self._dialect: Dialect = "documents"
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            trust_env=not leads_here(url),
        )

    @property
    def depth(self) -> int:
        """See `Reranker.depth`."""
        return self._depth

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """See `Reranker.rerank`. Scores are the server's."""
        if not candidates:
            return []
        seen, rest = candidates[: self._depth], candidates[self._depth :]
        texts = [each.passage.indexed_text[:MAX_TEXT_CHARACTERS] for each in seen]
        ranking = self._patience.run(lambda: self._ranking(question, texts))
        return [*reordered(seen, ranking, source=self._source), *rest]

    def close(self) -> None:
        """See `Reranker.close`."""
        self._http.close()

    def _ranking(self, question: str, texts: list[str]) -> list[Ranked]:
        """One answer, in the server's dialect."""
        end = time.monotonic() + self._seconds
        dialect = self._dialect
        try:
            return self._tried(question, texts, dialect, end)
        except _Misunderstood as refusal:
            other: Dialect = "texts" if dialect == "documents" else "documents"
            try:
                ranking = self._tried(question, texts, other, end)
            except _Misunderstood:
                raise refusal from None
            self._dialect = other
            return ranking

    def _tried(self, question: str, texts: list[str], dialect: Dialect, end: float) -> list[Ranked]:
        """One answer; a failure in passing is tried once more."""
        body = self._body(question, texts, dialect)
        try:
            return self._read(self._answer(body, end))
        except _Passing:
            return self._read(self._answer(body, end))

    def _body(self, question: str, texts: list[str], dialect: Dialect) -> dict[str, Any]:
        named = {"model": self._model} if self._model else {}
        if dialect == "texts":
            return {**named, "query": question, "texts": texts, "truncate": True}
        return {**named, "query": question, "documents": texts, "top_n": len(texts)}

    def _answer(self, body: dict[str, Any], end: float) -> bytes:
        left = max(end - time.monotonic(), 0.001)
        timeout = httpx.Timeout(left, connect=min(left, CONNECT_SECONDS))
        content = b""
        try:
            with self._http.stream("POST", self._url, json=body, timeout=timeout) as response:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > MAX_ANSWER_BYTES or time.monotonic() > end:
                        break
        except httpx.HTTPError as error:
            self._log("does not answer", f"{type(error).__name__}: {error}")
            raise _Passing(f"{self._source} does not answer: is it running?") from error
        if len(content) > MAX_ANSWER_BYTES:
            raise RerankingFailed(f"{self._source} answered over {MAX_ANSWER_BYTES:,} bytes")
        self._check(response.status_code, content)
        return content

    def _check(self, status: int, content: bytes) -> None:
        if status == httpx.codes.OK:
            return
        self._log(f"answered {status}", content[:200])
        answered = f"{self._source} answered {status}"
        if status in _PASSING:
            raise _Passing(f"{answered}: try again later")
        kind = _Misunderstood if status in _MISUNDERSTOOD else RerankingFailed
        raise kind(f"{answered}: check reranker_url, reranker_model and reranker_api_key")

    def _read(self, content: bytes) -> list[Ranked]:
        try:
            answer = _ANSWER.validate_json(content)
        except ValidationError as error:
            self._log("answered what is no ranking", content[:60])
            raise RerankingFailed(
                f"{self._source} answered what is no ranking: does reranker_url end in '/rerank'?"
            ) from error
        rows = answer if isinstance(answer, list) else answer.results
        return [Ranked(row.index, row.score) for row in rows]

    def _log(self, what: str, detail: object) -> None:
        where, said = redacted(self._url, self._api_key), redacted(detail, self._api_key)
        logger.warning("%s at %s %s: %s", self._source, where, what, said)
