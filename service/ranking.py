"""Pure functions that turn several rankings into one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.hits import Hit, ranked

# Rounds between two hits that are from no outlet that the question names.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """What one way of looking found, and its share of the fused score."""

    hits: Sequence[Hit]
    weight: float


def fuse(sides: Sequence[Side], bonus: Mapping[str, float] | None = None) -> list[Hit]:
    """Weighted sum of the sides' z-scores, best first.

    A passage that one side did not find counts there as its worst hit. Sums of
    z-scores keep how far apart hits are, which reciprocal ranks throw away: on
    news questions rank fusion falls below BM25 alone.

    Args:
        sides: The rankings.
        bonus: Added to the sums of passages that a side found, in standard deviations.
    """
    scores = [_standardised(side.hits) for side in sides]
    worst = [min(each.values(), default=0.0) for each in scores]
    lowest = sum(side.weight * low for side, low in zip(sides, worst, strict=True))
    totals: dict[str, float] = {}
    for side, found, low in zip(sides, scores, worst, strict=True):
        for passage, score in found.items():
            totals[passage] = totals.get(passage, lowest) + side.weight * (score - low)
    for passage, extra in (bonus or {}).items():
        totals[passage] += extra
    return ranked(Hit(passage, score) for passage, score in totals.items())


def favoured(hits: Sequence[Hit], extra: Mapping[str, float]) -> list[Hit]:
    """Hits in the order of their scores with something extra, which their scores do not show."""
    return sorted(hits, key=lambda hit: (-hit.score - extra.get(hit.passage, 0.0), hit.passage))


def interleave(groups: Sequence[Sequence[Hit]], everything: Sequence[Hit]) -> list[Hit]:
    """One hit of each group in turn, and one of `everything` in every `ROUNDS`-th round.

    A question about several outlets needs something of each; what it says of them
    may still stand elsewhere. Each hit comes once, where it comes first.
    """
    if not groups:
        return list(everything)
    rounds = zip_longest(*groups, _seldom(everything))
    found = (hit for each in rounds for hit in each if hit is not None)
    return _first_of_each((*found, *everything))


def _seldom(hits: Sequence[Hit]) -> list[Hit | None]:
    pause: list[Hit | None] = [None] * (ROUNDS - 1)
    return [turn for hit in hits for turn in (*pause, hit)]


def _first_of_each(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage, hit)
    return list(first.values())


def _standardised(hits: Sequence[Hit]) -> dict[str, float]:
    """Scores with mean 0 and standard deviation 1; all 0 where they do not differ."""
    if not hits:
        return {}
    scores = [hit.score for hit in hits]
    mean = sum(scores) / len(scores)
    deviation = math.sqrt(sum([(score - mean) ** 2 for score in scores]) / len(scores)) or 1.0
    return {passage: (score - mean) / deviation for passage, score in hits}
