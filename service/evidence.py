"""From passages to the few sentences that may answer, each with its address."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from service.candidates import Retrieved
from service.compared import Compared, Mentions, compared
from service.drafting import Evidence
from service.reading import read
from service.relevance import Likeness, Rarity, need_of
from service.selection import Selector
from service.strength import Strength, strength_of

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
class Grounds:
    """Evidence for one question, best first and numbered from 1, and its strength.

    `likely` goes on where `evidence` ends, as long as a sentence is at all likely to answer.
    """

    evidence: tuple[Evidence, ...]
    strength: Strength
    likely: tuple[Evidence, ...] = ()


class EvidenceFinder:
    """Scores the sentences of the best passages by what they share with the question and show.

    A selector then reads the likeliest of them.
    """

    def __init__(
        self,
        *,
        rarity: Rarity,
        mentions: Mentions,
        selector: Selector | None,
        passages: int,
        sentences: int,
    ) -> None:
        """Make a finder.

        Args:
            rarity: The inverse document frequency of terms in the archive.
            mentions: Tells whether an article says a term.
            selector: Reads the likeliest sentences together with the question, if there is one.
            passages: How many passages to read.
            sentences: How many sentences to keep.
        """
        self._rarity = rarity
        self._mentions = mentions
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
        sentences = list(compared(readings, need, None if query.is_across else self._mentions))
        if not sentences:
            return Grounds((), Strength())
        groups = _groups(self._selected(query.asks, sentences), retrieved)
        ranked = sorted(
            (each for group in groups for each in _weighed(group)),
            key=lambda each: -each.probability,
        )
        likely = tuple(
            _evidence(number, each)
            for number, each in enumerate(ranked, start=1)
            if number <= self._sentences or each.probability >= LIKELY
        )
        strength = replace(
            strength_of(need, ranked, readings, is_across=query.is_across),
            is_told=bool(retrieved.vector.any()),
            is_topic=query.is_topic,
        )
        return Grounds(likely[: self._sentences], strength, likely)

    def _selected(self, question: str, sentences: Sequence[Compared]) -> Sequence[Compared]:
        """The sentences, those that seem likeliest read together with the question."""
        ranked = sorted(sentences, key=lambda each: (each.likeness.line, -each.log_odds))
        likeliest = list(_worth_reading(ranked))
        if self._selector is None or not likeliest:
            return sentences
        scores = self._selector.scores(question, [each.sentence.quote for each in likeliest])
        worst = min(scores) - NOT_READ
        told = (*scores, *repeat(None, len(ranked) - len(likeliest)))
        return [
            replace(
                each, log_odds=_log_odds(each.likeness, worst if read is None else read), read=read
            )
            for each, read in zip(ranked, told, strict=True)
        ]


def _worth_reading(ranked: Sequence[Compared]) -> Iterator[Compared]:
    """The first few that are sentences and not far behind the first."""
    for each in ranked[:READ_AT_MOST]:
        if not each.likeness.line and each.log_odds >= ranked[0].log_odds - READ_WITHIN:
            yield each


def _log_odds(likeness: Likeness, score: float) -> float:
    return SHARED * likeness.shared + likeness.shown + SELECTED * score


def _groups(sentences: Sequence[Compared], retrieved: Retrieved) -> list[list[Compared]]:
    """The sentences of each outlet that is named, where several are found; else all together."""
    groups = [
        [each for each in sentences if each.reading.candidate.article.outlet in outlets]
        for outlets in retrieved.query.outlets
    ]
    found = [group for group in groups if group]
    return found if len(found) > 1 else [list(sentences)]


def _weighed(group: Sequence[Compared]) -> Iterator[Compared]:
    """Log-odds to probabilities that sum to 1."""
    best = max(each.log_odds for each in group)
    odds = [math.exp(each.log_odds - best) for each in group]
    total = sum(odds)
    for each, share in zip(group, odds, strict=True):
        yield replace(each, probability=share / total)


def _evidence(number: int, found: Compared) -> Evidence:
    place = found.sentence.place
    return Evidence(
        number=number,
        article=found.reading.candidate.article,
        paragraph=place.paragraph,
        start=place.start,
        end=place.end,
        quote=found.sentence.quote,
        score=found.probability,
    )
