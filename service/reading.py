"""Passages read sentence by sentence, each analysed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.articles import Span
from index.embedding import Vectors
from index.passages import address
from index.terms import terms, without_stop_terms
from service.candidates import Candidate
from service.nations import with_countries

# A sentence that stands alone as a heading or a crumb answers nothing.
MIN_CONTENT_TERMS = 3
# A question claims nothing that an answer could rest on, however much it shares with another.
_ASKS = re.compile(r"[?？؟]\s*[\"'”’»)\]]*(?:\[\d+\])*\s*$")  # noqa: RUF001
# Sentences whose terms are kept: 20 MB, and half of the time of reading them again.
READ_LATELY = 8_192
# Who "he" is, and what "that version" is, stands in the sentence before.
_POINTS_BACK = re.compile(
    r"""[“"‘'(]?
    (?:(?:And|But|Or|So|Yet|Still|Also|Then|Now|Later|Instead|However|Meanwhile),?[ ])?
    (?:
        (?i:he|she|they|his|her|their|it|its|neither|such|the[ ](?:latter|two))\b(?!-)
        | (?i:both)\b(?![ ][A-Z])
        | (?i:this|that|these|those)\b
          (?![ ](?:week|month|year|morning|afternoon|evening|summer|season|time|past|last|said)\b)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: its text, its terms, and what to quote of the paragraph.

    `quote` is the sentence, with the one before it where it opens by pointing back, and
    `place` the address of that; `words` are all its terms in order, `content` those that
    carry meaning (of a country its adjective too), and `before` the content terms of the
    sentence before it; `cosine` is that of its vector and the question's.
    """

    text: str
    place: Span
    quote: str
    words: tuple[str, ...]
    content: frozenset[str]
    before: frozenset[str]
    cosine: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read. `place` counts passages from 0, best first.

    `sentences` are those that claim something; `context` are the content terms of title,
    outlet and date; `content` adds all that the passage says.
    """

    candidate: Candidate
    place: int
    sentences: tuple[Sentence, ...]
    context: frozenset[str]
    content: frozenset[str]


def read(candidate: Candidate, question: Vectors, *, place: int) -> Reading:
    """Read a passage; `question` is the question's vector."""
    sentences = tuple(_sentences_of(candidate, question))
    context = with_countries(without_stop_terms(terms(candidate.passage.context)))
    return Reading(
        candidate=candidate,
        place=place,
        sentences=tuple(each for each in sentences if _claims(each)),
        context=context,
        content=context.union(*(each.content for each in sentences)),
    )


def _claims(sentence: Sentence) -> bool:
    return len(sentence.content) >= MIN_CONTENT_TERMS and not _ASKS.search(sentence.text)


def _sentences_of(candidate: Candidate, question: Vectors) -> Iterator[Sentence]:
    passage, known = candidate.passage, candidate.sentences
    before: frozenset[str] = frozenset()
    last: Span | None = None
    for (start, end), vector in zip(known.offsets, known.vectors, strict=True):
        text = passage.text[start:end]
        words, content = _terms_of(text)
        place = address(passage, start, end)
        quoted = _with_antecedent(text, place, last)
        yield Sentence(
            text=text,
            place=quoted,
            quote=passage.text[end - (quoted.end - quoted.start) : end],
            words=words,
            content=content,
            before=before,
            cosine=float(vector @ question),
        )
        before, last = content, place


@lru_cache(maxsize=READ_LATELY)
def _terms_of(sentence: str) -> tuple[tuple[str, ...], frozenset[str]]:
    words = tuple(terms(sentence))
    return words, with_countries(without_stop_terms(words))


def _with_antecedent(text: str, place: Span, last: Span | None) -> Span:
    """From where to quote a sentence so that it can be understood."""
    if last is None or last.paragraph != place.paragraph or not _POINTS_BACK.match(text):
        return place
    return Span(place.paragraph, last.start, place.end)
