"""From passages to the few sentences that may answer, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.drafting import Evidence
from service.expectations import meets
from service.reading import Reading, Sentence, read
from service.relevance import Likeness, Need, Rarity, coverage, likeness, need_of
from service.retrieval import Retrieved


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the best evidence meets the question, each from 0 to 1.

    `score` is the relevance of the best sentence (see `service.relevance`);
    `coverage` is the share of the question's words, weighted by their rarity, that
    stand in it, `passage_coverage` in the best passage with its title; `likeness`
    is the cosine of question and best sentence; `names` is the share of the
    question's names and numbers in that sentence's passage.
    """

    score: float = 0.0
    coverage: float = 0.0
    passage_coverage: float = 0.0
    likeness: float = 0.0
    names: float = 0.0


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence for one question, best first and numbered from 1, and its strength."""

    evidence: tuple[Evidence, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence, the passage it stands in, and how well it meets the question, from 0 to 1."""

    sentence: Sentence
    reading: Reading
    likeness: Likeness
    score: float


class EvidenceFinder:
    """Scores the sentences of the best passages by shared words and by meaning."""

    def __init__(
        self,
        *,
        rarity: Rarity,
        passages: int,
        sentences: int,
    ) -> None:
        """Make a finder.

        Args:
            rarity: The inverse document frequency of terms in the archive.
            passages: How many passages to read.
            sentences: How many sentences to keep.
        """
        self._rarity = rarity
        self._passages = passages
        self._sentences = sentences

    def gather(self, retrieved: Retrieved) -> Gathered:
        """The sentences that best meet the question; none where nothing was found."""
        need = need_of(retrieved.query.text, self._rarity)
        readings = [
            read(candidate, retrieved.vector, place=place)
            for place, candidate in enumerate(retrieved.candidates[: self._passages])
        ]
        scored = sorted(_scored(readings, need), key=lambda each: -each.score)
        if not scored:
            return Gathered((), Strength())
        return Gathered(
            evidence=tuple(
                _evidence(number, each)
                for number, each in enumerate(scored[: self._sentences], start=1)
            ),
            strength=_strength(scored[0], readings, need),
        )


def _scored(readings: Sequence[Reading], need: Need) -> Iterator[_Scored]:
    """Each sentence with what it shares with the need, and its relevance."""
    pairs = [(sentence, reading) for reading in readings for sentence in reading.sentences]
    shown = sum(meets(need.expectation, sentence.text) for sentence, _ in pairs)
    showing = (shown + 0.5) / (len(pairs) + 1)
    for sentence, reading in pairs:
        found = likeness(need, sentence, reading, showing=showing)
        yield _Scored(sentence, reading, found, found.score(sentence.cosine))


def _strength(best: _Scored, readings: Sequence[Reading], need: Need) -> Strength:
    return Strength(
        score=best.score,
        coverage=best.likeness.coverage,
        passage_coverage=max(coverage(each.content, need.weights) for each in readings),
        likeness=max(0.0, best.sentence.cosine),
        names=coverage(best.reading.content, need.named),
    )


def _evidence(number: int, scored: _Scored) -> Evidence:
    place = scored.sentence.place
    return Evidence(
        number=number,
        article=scored.reading.candidate.article,
        paragraph=place.paragraph,
        start=place.start,
        end=place.end,
        quote=scored.sentence.text,
        score=scored.score,
    )
