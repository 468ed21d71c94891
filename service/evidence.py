"""From passages to the few sentences that may answer, each with its address."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np

from service.candidates import Retrieved
from service.drafting import Evidence
from service.drafting.extractive import LIKELY_AT_HOME
from service.reading import Reading, Sentence, read
from service.relevance import Likeness, Need, Rarity, coverage, likeness, need_of
from service.selection import Selector

# What is looked at together when the strength of evidence is told.
TOGETHER = 4
# Shorter questions count as this long: the sets that lengths were fitted on have hardly any.
TERMS_AT_LEAST = 8
LIKELY = 0.02
# So many of the likeliest sentences are read with the question, in fitting as in answering.
READ_AT_MOST = 6
# One that is so much less likely than the best, in log-odds, would not come first if it were read:
# from 4 on the first sentence is the same for 1,164 questions of seven sets, at 3 six lose theirs.
READ_WITHIN = 4.0
# What is shared counts less beside what is read; see docs/figures.md.
SHARED = 0.6
SELECTED = 0.7
# One that was not read counts as if it had been, as so much worse than the worst that was.
NOT_READ = 0.5


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
    one, and 0.5 where one may, or where the passages lack whom the question names in full;
    `is_told` is false where the question could not be embedded, so that the rest says little.
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


@dataclass(frozen=True, slots=True)
class Grounds:
    """Evidence for one question, best first and numbered from 1, and its strength.

    `likely` goes on where `evidence` ends, as long as a sentence is at all likely to answer.
    """

    evidence: tuple[Evidence, ...]
    strength: Strength
    likely: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence, the passage it stands in, and how likely it is to be the one that answers.

    `log_odds` are those of its likeness, and of `read`, the selector's score, where it was read.
    """

    sentence: Sentence
    reading: Reading
    likeness: Likeness
    log_odds: float
    read: float | None = None
    probability: float = 0.0


class EvidenceFinder:
    """Scores the sentences of the best passages by what they share with the question and show.

    A selector then reads the likeliest of them.
    """

    def __init__(
        self, *, rarity: Rarity, selector: Selector | None, passages: int, sentences: int
    ) -> None:
        """Make a finder.

        Args:
            rarity: The inverse document frequency of terms in the archive.
            selector: Reads the likeliest sentences together with the question, if there is one.
            passages: How many passages to read.
            sentences: How many sentences to keep.
        """
        self._rarity = rarity
        self._selector = selector
        self._passages = passages
        self._sentences = sentences

    def find(self, retrieved: Retrieved) -> Grounds:
        """The sentences that best meet the question; none where nothing was found.

        A question that names several outlets asks something of each: there the
        sentences of each outlet compete among themselves.
        """
        query = retrieved.query
        need = need_of(query.asks, self._rarity, replied=query.replied)
        readings = [
            read(candidate, retrieved.vector, place=place)
            for place, candidate in enumerate(retrieved.candidates[: self._passages])
        ]
        compared = list(_compared(readings, need))
        if not compared:
            return Grounds((), Strength())
        selected = self._selected(query.asks, compared)
        scored = sorted(
            (each for group in _groups(selected, retrieved) for each in _weighed(group)),
            key=lambda each: -each.probability,
        )
        likely = tuple(
            _evidence(number, each)
            for number, each in enumerate(scored, start=1)
            if number <= self._sentences or each.probability >= LIKELY
        )
        across = readings[:TOGETHER] if query.is_across else ()
        strength = replace(
            _strength(compared, need, across=across),
            read=_read(selected),
            shown=_shown(need, scored, is_across=query.is_across),
            is_told=bool(retrieved.vector.any()),
        )
        return Grounds(likely[: self._sentences], strength, likely)

    def _selected(self, question: str, compared: Sequence[_Scored]) -> Sequence[_Scored]:
        """The sentences, those that seem likeliest read together with the question."""
        ranked = sorted(compared, key=lambda each: (each.likeness.line, -each.log_odds))
        likeliest = list(_worth_reading(ranked))
        if self._selector is None or not likeliest:
            return compared
        scores = self._selector.scores(question, [each.sentence.quote for each in likeliest])
        worst = min(scores) - NOT_READ
        told = (*scores, *repeat(None, len(ranked) - len(likeliest)))
        return [
            replace(
                each, log_odds=_log_odds(each.likeness, worst if read is None else read), read=read
            )
            for each, read in zip(ranked, told, strict=True)
        ]


def _worth_reading(ranked: Sequence[_Scored]) -> Iterator[_Scored]:
    """The first few that are sentences and not far behind the first."""
    for each in ranked[:READ_AT_MOST]:
        if not each.likeness.line and each.log_odds >= ranked[0].log_odds - READ_WITHIN:
            yield each


def _log_odds(likeness: Likeness, score: float) -> float:
    return SHARED * likeness.shared + likeness.shown + SELECTED * score


def _read(selected: Sequence[_Scored]) -> float | None:
    scores = [each.read for each in selected if each.read is not None]
    return float(np.logaddexp.reduce(scores)) if scores else None


def _shown(need: Need, scored: Sequence[_Scored], *, is_across: bool) -> float:
    """How surely what may be quoted states a number or an office where one is asked for.

    Other kinds of answer show in too many ways; but passages that lack what the question names in
    full seldom answer it, unless it asks across articles.
    """
    quoted = [each for each in scored if each.probability >= LIKELY_AT_HOME] or scored[:1]
    if need.office is not None:
        return max(each.likeness.office for each in quoted)
    if need.expectation.kind == "number" and not any(
        need.expectation.is_met(each.sentence.quote) for each in quoted
    ):
        return 0.0
    present = frozenset[str]().union(*(each.reading.content for each in quoted))
    return 1.0 if is_across or need.called <= present else 0.5


def _compared(readings: Sequence[Reading], need: Need) -> Iterator[_Scored]:
    """Each sentence with what it shares with the need."""
    pairs = [(sentence, reading) for reading in readings for sentence in reading.sentences]
    expected = need.expectation.surprises([sentence.text for sentence, _ in pairs])
    for (sentence, reading), surprise in zip(pairs, expected, strict=True):
        met = likeness(need, sentence, reading, expected=surprise)
        yield _Scored(sentence, reading, met, met.log_odds)


def _groups(compared: Sequence[_Scored], retrieved: Retrieved) -> list[list[_Scored]]:
    """The sentences of each outlet that is named, where several are found; else all together."""
    groups = [
        [each for each in compared if each.reading.candidate.article.outlet in outlets]
        for outlets in retrieved.query.outlets
    ]
    found = [group for group in groups if group]
    return found if len(found) > 1 else [list(compared)]


def _weighed(group: Sequence[_Scored]) -> Iterator[_Scored]:
    """Log-odds to probabilities that sum to 1."""
    best = max(each.log_odds for each in group)
    odds = [math.exp(each.log_odds - best) for each in group]
    for each, share in zip(group, odds, strict=True):
        yield replace(each, probability=share / sum(odds))


def _strength(compared: Sequence[_Scored], need: Need, *, across: Sequence[Reading]) -> Strength:
    """How strong the evidence is.

    Args:
        compared: every sentence.
        need: what is asked.
        across: the passages that may hold what is named between them; none where one should.
    """
    ranked = sorted(compared, key=lambda each: -each.log_odds)
    together = frozenset[str]().union(*(each.sentence.content for each in ranked[:TOGETHER]))
    holding = across or (ranked[0].reading,)
    present = frozenset[str]().union(*(each.content for each in holding))
    return Strength(
        coverage=ranked[0].likeness.coverage,
        together=coverage(together, need.weights),
        likeness=max(0.0, ranked[0].sentence.cosine),
        nearest=max(0.0, *(each.sentence.cosine for each in compared)),
        missing=1.0 - coverage(present, need.named) if need.named else 0.0,
        length=math.log1p(max(TERMS_AT_LEAST, len(need.weights))),
    )


def _evidence(number: int, scored: _Scored) -> Evidence:
    place = scored.sentence.place
    return Evidence(
        number=number,
        article=scored.reading.candidate.article,
        paragraph=place.paragraph,
        start=place.start,
        end=place.end,
        quote=scored.sentence.quote,
        score=scored.probability,
    )
