"""From passages to the few sentences that may answer, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.embedding import Embedder, Vectors
from index.sentences import split
from index.terms import content_terms
from service.drafting import Evidence
from service.expectations import meets
from service.relevance import (
    Likeness,
    Need,
    Rarity,
    Surroundings,
    coverage,
    likeness,
    need_of,
)
from service.retrieval import Candidate, Retrieved

# A sentence that stands alone as a heading or a crumb answers nothing.
MIN_SENTENCE_TERMS = 3
# Embedding a sentence costs milliseconds. Of 300 squad1 questions, .95 have an answering
# sentence among the best 8 by words, .96 among all.
EMBEDDED_SENTENCES = 8


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
class _Sentence:
    """A sentence of a candidate passage, and the text of the one before it."""

    candidate: Candidate
    paragraph: int
    start: int
    end: int
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence with its cosine to the question and its relevance from 0 to 1."""

    sentence: _Sentence
    likeness: Likeness
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
        candidates = retrieved.candidates[: self._passages]
        found = [each for candidate in candidates for each in _sentences_of(candidate)]
        if not found:
            return Gathered((), Strength())
        compared = sorted(_compared(found, candidates, need), key=lambda each: -each[1].by_words)
        scored = self._scored(compared[:EMBEDDED_SENTENCES], retrieved.vector)
        return Gathered(
            evidence=tuple(
                _evidence(number, each)
                for number, each in enumerate(scored[: self._sentences], start=1)
            ),
            strength=_strength(scored[0], candidates, need),
        )

    def _scored(
        self, compared: Sequence[tuple[_Sentence, Likeness]], question: Vectors
    ) -> list[_Scored]:
        """Sentences with their relevance, best first."""
        vectors = self._embedder.embed([sentence.text for sentence, _ in compared])
        cosines = (vectors @ question).tolist()
        scored = [
            _Scored(sentence, shared, cosine, shared.score(cosine))
            for (sentence, shared), cosine in zip(compared, cosines, strict=True)
        ]
        return sorted(scored, key=lambda each: -each.score)


def _compared(
    found: Sequence[_Sentence], candidates: Sequence[Candidate], need: Need
) -> Iterator[tuple[_Sentence, Likeness]]:
    """Each sentence with what it shares with the need."""
    shown = sum(meets(need.expectation, sentence.text) for sentence in found)
    showing = (shown + 0.5) / (len(found) + 1)
    wholes = {
        candidate.passage.id: (place, frozenset(content_terms(_whole(candidate))))
        for place, candidate in enumerate(candidates)
    }
    for sentence in found:
        place, whole = wholes[sentence.candidate.passage.id]
        near = frozenset(content_terms(f"{sentence.candidate.passage.context} {sentence.before}"))
        around = Surroundings(near=near, passage=whole, place=place)
        yield sentence, likeness(need, sentence.text, around, showing=showing)


def _strength(best: _Scored, candidates: Sequence[Candidate], need: Need) -> Strength:
    wholes = [frozenset(content_terms(_whole(candidate))) for candidate in candidates]
    own = frozenset(content_terms(_whole(best.sentence.candidate)))
    return Strength(
        score=best.score,
        coverage=best.likeness.coverage,
        passage_coverage=max(coverage(whole, need.weights) for whole in wholes),
        likeness=max(0.0, best.cosine),
        names=coverage(own, need.named),
    )


def _sentences_of(candidate: Candidate) -> Iterator[_Sentence]:
    """The sentences of a passage that may answer, each with the one before it."""
    cursor = 0
    before = ""
    for span in candidate.passage.spans:
        piece = candidate.passage.text[cursor : cursor + span.end - span.start]
        cursor += len(piece) + len("\n\n")
        for start, end in split(piece, candidate.article.language):
            text = piece[start:end]
            if len(content_terms(text)) >= MIN_SENTENCE_TERMS:
                yield _Sentence(
                    candidate, span.paragraph, span.start + start, span.start + end, text, before
                )
            before = text


def _whole(candidate: Candidate) -> str:
    return f"{candidate.passage.context} {candidate.passage.text}"


def _evidence(number: int, scored: _Scored) -> Evidence:
    sentence = scored.sentence
    return Evidence(
        number=number,
        article=sentence.candidate.article,
        paragraph=sentence.paragraph,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        score=scored.score,
    )
