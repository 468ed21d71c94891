"""From a question to the passages that may answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from index.archive import Archive
from index.articles import Article, Filters, Passage
from index.embedding import Vectors
from index.errors import IndexUnavailable
from index.hits import DenseSearch, Hit
from index.scope import Scope, resolve
from service.analysis import Analyser, Query
from service.answers import FilterFields, FoundPassage, Search
from service.ranking import fuse, interleave


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, with its article and its fused score."""

    passage: Passage
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found for a question, best first, and what it took.

    `vector` is the question's embedding. `degraded` says what did not work;
    `timings_ms` is wall time by stage.
    """

    query: Query
    vector: Vectors
    candidates: tuple[Candidate, ...]
    degraded: str | None
    timings_ms: dict[str, float]


class Reranker(Protocol):
    """Puts candidates into a better order."""

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same candidates, best first."""
        ...


class AsFound:
    """The reranker that keeps the order."""

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:  # noqa: ARG002
        """See `Reranker.rerank`."""
        return candidates


class Retriever:
    """Asks both indexes, fuses what they found, and takes the text from the record."""

    def __init__(
        self,
        *,
        archive: Archive,
        dense: Callable[[], DenseSearch],
        analyser: Analyser,
        reranker: Reranker,
        candidates: int,
        dense_weight: float,
    ) -> None:
        """Make a retriever.

        Args:
            archive: The record, its lexical index and its embedder.
            dense: Gives the dense side; it may raise `IndexUnavailable`.
            analyser: Reads the question.
            reranker: Has the last word on the order.
            candidates: How many passages to take from the lexical side, and half as many
                from the dense one, whose hits take longest and weigh least.
            dense_weight: The dense side's share of the fused score.
        """
        self._archive = archive
        self._dense = dense
        self._analyser = analyser
        self._reranker = reranker
        self._candidates = candidates
        self._dense_weight = dense_weight

    def find(self, search: Search) -> Retrieved:
        """The `top_k` passages for a question.

        Raises:
            NothingMatches, UnknownArticle, DeletedArticle: the filters leave nothing.
        """
        clock = Clock()
        scope = resolve(_filters(search.filters), self._archive.record)
        query = self._analyser.read(search.question, search.conversation)
        vector = self._archive.embedder.embed([query.text])[0]
        clock.stop("embed")
        faults: list[str] = []
        wanted = max(self._candidates, search.top_k)
        dense = self._dense_hits(vector, max(wanted // 2, search.top_k), scope, faults)
        clock.stop("dense")
        lexical = self._lexical_hits(query, wanted, scope, faults)
        clock.stop("lexical")
        fused = self._fused(query, dense, lexical)
        found = self._reranker.rerank(search.question, self._from_record(fused, search.top_k))
        clock.stop("rank")
        return Retrieved(query, vector, tuple(found), "; ".join(faults) or None, clock.laps)

    def _fused(self, query: Query, dense: Sequence[Hit], lexical: Sequence[Hit]) -> list[Hit]:
        """Both sides as one ranking, in which each outlet that the question names has its turn."""
        groups = [
            fuse(
                [hit for hit in dense if hit.outlet in outlets],
                [hit for hit in lexical if hit.outlet in outlets],
                dense_weight=self._dense_weight,
            )
            for outlets in query.outlets
        ]
        return interleave(groups, fuse(dense, lexical, dense_weight=self._dense_weight))

    def _dense_hits(
        self, vector: Vectors, k: int, scope: Scope, faults: list[str]
    ) -> Sequence[Hit]:
        """Chroma's hits, or the exact scan's where Chroma cannot answer."""
        try:
            return self._dense().search(vector, k, scope)
        except IndexUnavailable as fault:
            faults.append(f"the dense index did not answer, so the record was scanned ({fault})")
            return self._archive.exact.search(vector, k, scope)

    def _lexical_hits(self, query: Query, k: int, scope: Scope, faults: list[str]) -> Sequence[Hit]:
        try:
            return self._archive.lexical.trusted.search(query.text, k, scope)
        except IndexUnavailable as fault:
            faults.append(
                f"the lexical index did not answer, so only meaning was searched ({fault})"
            )
            return ()

    def _from_record(self, hits: Sequence[Hit], k: int) -> list[Candidate]:
        """The first `k` hits that the record knows as live; ids it does not know are dropped."""
        candidates: list[Candidate] = []
        for start in range(0, len(hits), k):
            some = hits[start : start + k]
            live = self._archive.record.passages.get([hit.passage for hit in some])
            candidates.extend(
                Candidate(*live[hit.passage], hit.score) for hit in some if hit.passage in live
            )
            if len(candidates) >= k:
                break
        return candidates[:k]


class Clock:
    """Laps of wall time in milliseconds, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def stop(self, name: str) -> None:
        """End a lap that began at the one before."""
        now = perf_counter()
        self.laps[name] = round(1000 * (now - self._last), 3)
        self._last = now


def found_passages(candidates: Sequence[Candidate]) -> tuple[FoundPassage, ...]:
    """Candidates as the payload shows them."""
    return tuple(
        FoundPassage(
            article=each.article.id,
            source=each.article.source,
            title=each.article.title,
            outlet=each.article.outlet,
            published=each.article.published,
            paragraphs=tuple(dict.fromkeys(span.paragraph for span in each.passage.spans)),
            text=each.passage.text,
            score=round(each.score, 6),
        )
        for each in candidates
    )


def _filters(fields: FilterFields) -> Filters:
    return Filters(fields.outlets, fields.articles, fields.since, fields.until)
