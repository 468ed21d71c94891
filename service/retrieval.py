"""From a question to the passages that may answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Protocol

from index.archive import Archive
from index.articles import Article, Filters, Passage
from index.embedding import Vectors
from index.errors import IndexUnavailable
from index.hits import DenseSearch, Hit, ranked
from index.record.passages import Known, Sentences
from index.scope import Scope, resolve
from service.analysis import Analyser, Query
from service.answers import FilterFields, FoundPassage, Search
from service.errors import RerankingFailed
from service.ranking import Side, fuse, interleave

# Shares of the sides' weight. Tuned on multihop, squad1, mtrag and nfcorpus together; what
# each adds stands in docs/figures.md.
WHOLE_BY_WORDS = 7 / 11
WHOLE_BY_MEANING = 1 / 3
# A passage of a day that the question names gains so many standard deviations: .5 to 2 are alike.
DATE_BONUS = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, with its article, its sentences and its fused score."""

    passage: Passage
    article: Article
    sentences: Sentences
    score: float


@dataclass(frozen=True, slots=True)
class _Hits:
    """What each index found: passages by meaning, by their words, by a sentence's words."""

    dense: Sequence[Hit]
    lexical: Sequence[Hit]
    by_sentence: Sequence[Hit]

    @property
    def passages(self) -> list[str]:
        """Their ids, repeats included."""
        return [hit.passage for hit in (*self.dense, *self.lexical, *self.by_sentence)]


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

    @property
    def depth(self) -> int:
        """How many candidates it wants to see."""
        ...

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same candidates, best first.

        Raises:
            RerankingFailed: it cannot; the order as found stands.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class AsFound:
    """The reranker that keeps the order."""

    depth = 0

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:  # noqa: ARG002
        """See `Reranker.rerank`."""
        return candidates

    def close(self) -> None:
        """See `Reranker.close`."""


class Retriever:
    """Asks the indexes, reads what they found from the record, and fuses four views of it."""

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
            dense_weight: The share of meaning in the fused score; words have the rest.
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
        hits = _Hits(dense, *self._lexical_hits(query, wanted, scope, faults))
        clock.stop("lexical")
        known = _known_by(query.as_of, self._archive.known(hits.passages))
        clock.stop("record")
        order = self._order(query, vector, hits, known)
        depth = max(search.top_k, self._reranker.depth)
        found: Sequence[Candidate] = [_candidate(hit, known) for hit in order[:depth]]
        try:
            found = self._reranker.rerank(query.text, found)
        except RerankingFailed as fault:
            faults.append(f"the passages were not reranked ({fault})")
        clock.stop("rank")
        best = tuple(found[: search.top_k])
        return Retrieved(query, vector, best, "; ".join(faults) or None, clock.laps)

    def _order(
        self, query: Query, vector: Vectors, hits: _Hits, known: Mapping[str, Known]
    ) -> list[Hit]:
        """All that was found as one ranking; each outlet that the question names has its turn.

        Ids that the record does not know are dropped.
        """
        meaning, words = self._dense_weight, 1.0 - self._dense_weight
        sides = (
            Side(_among(known, hits.lexical), words * WHOLE_BY_WORDS),
            Side(_among(known, hits.by_sentence), words * (1.0 - WHOLE_BY_WORDS)),
            Side(_among(known, hits.dense), meaning * WHOLE_BY_MEANING),
            Side(_by_best_sentence(known, vector), meaning * (1.0 - WHOLE_BY_MEANING)),
        )
        fused = fuse(sides, _date_bonus(query, known))
        groups = [
            [hit for hit in fused if known[hit.passage].article.outlet in outlets]
            for outlets in query.outlets
        ]
        return interleave(groups, fused)

    def _dense_hits(
        self, vector: Vectors, k: int, scope: Scope, faults: list[str]
    ) -> Sequence[Hit]:
        """Chroma's hits, or the exact scan's where Chroma cannot answer."""
        try:
            return self._dense().search(vector, k, scope)
        except IndexUnavailable as fault:
            faults.append(f"the dense index did not answer, so the record was scanned ({fault})")
            return self._archive.exact.search(vector, k, scope)

    def _lexical_hits(
        self, query: Query, k: int, scope: Scope, faults: list[str]
    ) -> tuple[Sequence[Hit], Sequence[Hit]]:
        """Passages by their own words, and by those of their best sentence."""
        try:
            index = self._archive.lexical.trusted
            return (
                index.search(query.text, k, scope),
                index.search_sentences(query.text, 2 * k, scope),
            )
        except IndexUnavailable as fault:
            faults.append(
                f"the lexical index did not answer, so only meaning was searched ({fault})"
            )
            return (), ()


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


def _known_by(day: date | None, known: Mapping[str, Known]) -> Mapping[str, Known]:
    """What was published by `day`, and what has no date; everything where no day is named."""
    if day is None:
        return known
    return {
        passage: each
        for passage, each in known.items()
        if each.article.published is None or each.article.published <= day
    }


def _candidate(hit: Hit, known: Mapping[str, Known]) -> Candidate:
    found = known[hit.passage]
    return Candidate(found.passage, found.article, found.sentences, hit.score)


def _among(known: Mapping[str, Known], hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.passage in known]


def _by_best_sentence(known: Mapping[str, Known], vector: Vectors) -> list[Hit]:
    """Passages by the cosine of the question and their nearest sentence."""
    return ranked(
        Hit(passage, float((each.sentences.vectors @ vector).max()))
        for passage, each in known.items()
        if len(each.sentences.vectors)
    )


def _date_bonus(query: Query, known: Mapping[str, Known]) -> dict[str, float]:
    return {
        passage: DATE_BONUS
        for passage, each in known.items()
        if any(period.holds(each.article.published) for period in query.periods)
    }


def _filters(fields: FilterFields) -> Filters:
    return Filters(fields.outlets, fields.articles, fields.since, fields.until)
