"""Candidates in the order of a reranker's scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from service.candidates import Candidate
from service.errors import RerankingFailed


@dataclass(frozen=True, slots=True)
class Ranked:
    """The score of the candidate at a place, from 0; higher is better."""

    index: int
    score: float


def reordered(
    candidates: Sequence[Candidate], ranking: Sequence[Ranked], *, source: str
) -> list[Candidate]:
    """Candidates by score, ties as found; those without a score follow as found.

    A scored candidate takes that score; one without keeps the score it was found with.

    Raises:
        RerankingFailed: the ranking is empty, or a place in it is unknown or comes twice.
    """
    if not ranking:
        raise RerankingFailed(f"{source} scored none of {len(candidates)} passages")
    scores = {each.index: each.score for each in ranking}
    if len(scores) < len(ranking):
        raise RerankingFailed(f"{source} scored a passage twice")
    for index, score in scores.items():
        if not 0 <= index < len(candidates) or not isfinite(score):
            raise RerankingFailed(
                f"{source} gave passage {index!r} of {len(candidates)} the score {score!r}"
            )
    best = sorted(scores, key=lambda index: (-scores[index], index))
    rest = [each for index, each in enumerate(candidates) if index not in scores]
    return [*(replace(candidates[index], score=scores[index]) for index in best), *rest]
