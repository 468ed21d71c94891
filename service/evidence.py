"""From passages to the few sentences that may answer, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.embedding import Embedder, Vectors
from service.drafting import Evidence
from service.expectations import meets
from service.reading import Reading, Sentence, read
from service.relevance import Likeness, Need, Rarity, coverage, likeness, need_of
from service.retrieval import Retrieved

# Embedding a sentence costs milliseconds, and the best by words are mostly the best: of 300
# squad1 questions, .95 have an answering sentence among the first 8, .96 among all.
EMBEDDED_SENTENCES = 6


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
class _Found:
    """A sentence, the passage it stands in, and what it shares with the question."""

    sentence: Sentence
    reading: Reading
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Scored:
    """A found sentence with its cosine to the question and its relevance from 0 to 1."""

    found: _Found
    cosine: float
    score: float


class EvidenceFinder:
    """Scores the sentences of the best passages by shared words and by meaning."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        rarity: Rarity,
        passages: int,
        sentences: int,
    ) -> None:
        """Make a finder.

        Args:
            embedder: The model that embedded the question.
            rarity: The inverse document frequency of terms in the archive.
            passages: How many passages to read.
            sentences: How many sentences to keep.
        """
        self._embedder = embedder
        self._rarity = rarity
        self._passages = passages
        self._sentences = sentences

    def gather(self, retrieved: Retrieved) -> Gathered:
        """The sentences that best meet the question; none where nothing was found."""
        need = need_of(retrieved.query.text, self._rarity)
        readings = [
            read(candidate, place=place)
            for place, candidate in enumerate(retrieved.candidates[: self._passages])
        ]
        found = sorted(_compared(readings, need), key=lambda each: -each.likeness.by_words)
        if not found:
            return Gathered((), Strength())
        scored = self._scored(found[:EMBEDDED_SENTENCES], retrieved.vector)
        return Gathered(
            evidence=tuple(
                _evidence(number, each)
                for number, each in enumerate(scored[: self._sentences], start=1)
            ),
            strength=_strength(scored[0], readings, need),
        )

    def _scored(self, found: Sequence[_Found], question: Vectors) -> list[_Scored]:
        """Sentences with their relevance, best first."""
        vectors = self._embedder.embed([each.sentence.text for each in found])
        cosines = (vectors @ question).tolist()
        scored = [
            _Scored(each, cosine, each.likeness.score(cosine))
            for each, cosine in zip(found, cosines, strict=True)
        ]
        return sorted(scored, key=lambda each: -each.score)


def _compared(readings: Sequence[Reading], need: Need) -> Iterator[_Found]:
    """Each sentence with what it shares with the need."""
    pairs = [(sentence, reading) for reading in readings for sentence in reading.sentences]
    shown = sum(meets(need.expectation, sentence.text) for sentence, _ in pairs)
    showing = (shown + 0.5) / (len(pairs) + 1)
    for sentence, reading in pairs:
        yield _Found(sentence, reading, likeness(need, sentence, reading, showing=showing))


def _strength(best: _Scored, readings: Sequence[Reading], need: Need) -> Strength:
    return Strength(
        score=best.score,
        coverage=best.found.likeness.coverage,
        passage_coverage=max(coverage(each.content, need.weights) for each in readings),
        likeness=max(0.0, best.cosine),
        names=coverage(best.found.reading.content, need.named),
    )


def _evidence(number: int, scored: _Scored) -> Evidence:
    sentence = scored.found.sentence
    return Evidence(
        number=number,
        article=scored.found.reading.candidate.article,
        paragraph=sentence.paragraph,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        score=scored.score,
    )
