"""Passages read sentence by sentence, each analysed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.sentences import split
from index.terms import terms, without_stop_terms
from service.retrieval import Candidate

# A sentence that stands alone as a heading or a crumb answers nothing.
MIN_CONTENT_TERMS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: its address in the paragraph, its text and its terms.

    `words` are all its terms in order, `content` those that carry meaning, and
    `before` the content terms of the sentence before it.
    """

    paragraph: int
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    content: frozenset[str]
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read. `place` counts passages from 0, best first.

    `context` are the content terms of title, outlet and date; `content` adds all
    that the passage says.
    """

    candidate: Candidate
    place: int
    sentences: tuple[Sentence, ...]
    context: frozenset[str]
    content: frozenset[str]


def read(candidate: Candidate, *, place: int) -> Reading:
    """Read a passage."""
    sentences = tuple(_sentences_of(candidate))
    context = without_stop_terms(terms(candidate.passage.context))
    return Reading(
        candidate=candidate,
        place=place,
        sentences=tuple(each for each in sentences if len(each.content) >= MIN_CONTENT_TERMS),
        context=context,
        content=context.union(*(each.content for each in sentences)),
    )


def _sentences_of(candidate: Candidate) -> Iterator[Sentence]:
    cursor = 0
    before: frozenset[str] = frozenset()
    for span in candidate.passage.spans:
        piece = candidate.passage.text[cursor : cursor + span.end - span.start]
        cursor += len(piece) + len("\n\n")
        for start, end in split(piece, candidate.article.language):
            words = terms(piece[start:end])
            content = without_stop_terms(words)
            yield Sentence(
                paragraph=span.paragraph,
                start=span.start + start,
                end=span.start + end,
                text=piece[start:end],
                words=tuple(words),
                content=content,
                before=before,
            )
            before = content
