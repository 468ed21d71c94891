"""How strong the evidence for an answer is, by which a question is refused or doubted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.compared import Compared
from service.drafting.extractive import LIKELY, LIKELY_AT_HOME
from service.reading import Reading
from service.relevance import Need, coverage

# What is looked at together when the strength of evidence is told.
TOGETHER = 4
# Shorter questions count as this long: the sets that lengths were fitted on have hardly any.
TERMS_AT_LEAST = 8


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the evidence meets the question, from 0 to 1 but for `length` and `read`.

    All but `read` and `shown` are told before a selector reads.

    `coverage` is the share of the question's words, weighted by their rarity, that
    stand in the best sentence, and `together` in the best four; `likeness` is the
    cosine of question and best sentence, `nearest` the highest of any sentence;
    `missing` is the share of the question's names and numbers, by rarity, that the
    passage of the best sentence lacks, or the first four where the question asks across
    articles; `length` is the logarithm of one more than the
    question's terms, since a long question is never met as closely as a short one;
    `read` is what speaks for any of the sentences that a selector read, as
    `log(sum(exp(scores)))`, and None where none was read. `shown` is 0 where a number or the
    holder of an office is asked for, and no sentence that is at all likely to be quoted shows
    one, and where all of these are about the thing with another number; 0.5 where one may, or
    where the passages lack whom the question names in full; `is_told` is false where the
    question could not be embedded, so that the rest says little; `is_topic` says that it asks
    nothing, and only names what to read about.
    """

    coverage: float = 0.0
    together: float = 0.0
    likeness: float = 0.0
    nearest: float = 0.0
    missing: float = 0.0
    length: float = 0.0
    read: float | None = None
    shown: float = 1.0
    is_told: bool = True
    is_topic: bool = False


def strength_of(
    need: Need, ranked: Sequence[Compared], readings: Sequence[Reading], *, is_across: bool
) -> Strength:
    """How strong the evidence is.

    Args:
        need: what is asked.
        ranked: every sentence, at least one, the likeliest to answer first.
        readings: the passages that they stand in, best first.
        is_across: whether several articles may hold between them what is named.
    """
    alike = sorted(ranked, key=lambda each: -each.likeness.log_odds)
    best = alike[0]
    together = frozenset[str]().union(*(each.sentence.content for each in alike[:TOGETHER]))
    holding = readings[:TOGETHER] if is_across else (best.reading,)
    return Strength(
        coverage=best.likeness.coverage,
        together=coverage(together, need.weights),
        likeness=max(0.0, best.sentence.cosine),
        nearest=max(0.0, *(each.sentence.cosine for each in ranked)),
        missing=1.0 - coverage(_content(holding), need.named) if need.named else 0.0,
        length=math.log1p(max(TERMS_AT_LEAST, len(need.weights))),
        read=_read(ranked),
        shown=_shown(need, ranked, is_across=is_across),
    )


def _read(ranked: Sequence[Compared]) -> float | None:
    scores = [each.read for each in ranked if each.read is not None]
    return float(np.logaddexp.reduce(scores)) if scores else None


def _shown(need: Need, ranked: Sequence[Compared], *, is_across: bool) -> float:
    """How surely what may be quoted states a number or an office where one is asked for.

    Other kinds of answer show in too many ways; but passages that lack what the question names in
    full seldom answer it, unless it asks across articles.
    """
    quoted = [each for each in ranked if _may_be_quoted(each, ranked[0])] or ranked[:1]
    quoted = [each for each in quoted if not each.likeness.another]
    if not quoted:
        return 0.0
    if need.office is not None:
        return max(each.likeness.office for each in quoted)
    if need.expectation.kind == "number" and not any(
        need.expectation.is_met(each.sentence.quote) for each in quoted
    ):
        return 0.0
    is_called = need.called <= _content([each.reading for each in quoted])
    return 1.0 if is_across or is_called else 0.5


def _may_be_quoted(each: Compared, first: Compared) -> bool:
    is_at_home = _paragraph(each) == _paragraph(first)
    return each.probability >= (LIKELY_AT_HOME if is_at_home else LIKELY)


def _paragraph(found: Compared) -> tuple[str, int]:
    return found.reading.candidate.article.id, found.sentence.place.paragraph


def _content(readings: Sequence[Reading]) -> frozenset[str]:
    return frozenset[str]().union(*(each.content for each in readings))
