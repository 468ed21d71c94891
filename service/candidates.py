"""Passages that were found for a question, as rerankers, readers and the payload take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.articles import Article, Passage
from index.embedding import Vectors
from index.record.passages import Sentences
from service.analysis import Query
from service.answers import FoundPassage, PassageCopy


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, with its article, its sentences and its fused score.

    `copies` are passages of other outlets that say the same in nearly the same words.
    """

    passage: Passage
    article: Article
    sentences: Sentences
    score: float
    copies: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found for a question, best first, and what it took.

    `vector` is the question's embedding, zero where it has none. `degraded` says what did not work;
    `timings_ms` is wall time by stage. The indexes are asked side by side, so that
    stages together may take less than their sum.
    """

    query: Query
    vector: Vectors
    candidates: tuple[Candidate, ...]
    degraded: str | None
    timings_ms: dict[str, float]

    @property
    def with_copies(self) -> tuple[Candidate, ...]:
        """The candidates, each followed by its copies."""
        return tuple(one for each in self.candidates for one in (each, *each.copies))


def found_passages(candidates: Sequence[Candidate]) -> tuple[FoundPassage, ...]:
    """Candidates as the payload shows them."""
    return tuple(
        FoundPassage(
            **_address(each),
            text=each.passage.text,
            score=round(each.score, 6),
            also_in=tuple(PassageCopy(**_address(copy)) for copy in each.copies),
        )
        for each in candidates
    )


def _address(candidate: Candidate) -> dict[str, Any]:
    """The fields that say where a passage stands."""
    article = candidate.article
    return {
        "article": article.id,
        "source": article.source,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "paragraphs": tuple(dict.fromkeys(span.paragraph for span in candidate.passage.spans)),
    }
