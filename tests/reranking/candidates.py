"""Candidates as retrieval gives them to a reranker."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article, DateSource, Passage, Span
from index.record.passages import Sentences
from service.candidates import Candidate

UNREAD = Sentences()


def candidates(*texts: str) -> list[Candidate]:
    """One candidate a text, the first found best."""
    return [_candidate(text, place) for place, text in enumerate(texts)]


def texts_of(found: Sequence[Candidate]) -> list[str]:
    """Their texts in order."""
    return [each.passage.text for each in found]


def _candidate(text: str, place: int) -> Candidate:
    article = Article(
        id="a", source="a.txt", title="Visit", outlet="The Post", author=None, published=None,
        date_source=DateSource.UNKNOWN, url=None, language="en", revision="r",
    )  # fmt: skip
    passage = Passage(f"p{place}", "a", (Span(1, 0, len(text)),), text, "Visit. The Post")
    return Candidate(passage, article, UNREAD, -float(place))
