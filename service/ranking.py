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
    """What one way of looking found, and its share of the fused score.

    `rest` is what every passage scores that is not among the hits; None where the hits are only
    the best of more, so that nobody knows.
    """

    hits: Sequence[Hit]
    weight: float
    rest: float | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a side's scores lie, and the one of passages that it did not find."""

    mean: float
    deviation: float
    rest: float

    def of(self, score: float) -> float:
        """A score in standard deviations from the mean."""
        return (score - self.mean) / self.deviation


def fuse(sides: Sequence[Side], bonus: Mapping[str, float] | None = None) -> list[Hit]:
    """Weighted sum of the sides' z-scores, best first.

    A passage that one side did not find scores what that side says of the rest, else as its
    worst hit. Sums of z-scores keep how far apart hits are, which reciprocal ranks throw away:
    on news questions rank fusion falls below BM25 alone.

    Args:
        sides: The rankings.
        bonus: Added to the sums of passages that a side found, in standard deviations.
    """
    every = {hit.passage for side in sides for hit in side.hits}
    scales = [_scale(side, others=len(every) - len(side.hits)) for side in sides]
    unfound = sum(
        side.weight * scale.of(scale.rest) for side, scale in zip(sides, scales, strict=True)
    )
    totals = dict.fromkeys(every, unfound)
    for side, scale in zip(sides, scales, strict=True):
        rest, share = scale.rest, side.weight / scale.deviation
        for passage, score in side.hits:
            totals[passage] += share * (score - rest)
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


def _scale(side: Side, *, others: int) -> _Scale:
    """The scale of a side's scores; those of `others` that it did not find count where known."""
    scores = [hit.score for hit in side.hits]
    if side.rest is not None:
        scores += [side.rest] * others
    if not scores:
        return _Scale(0.0, 1.0, 0.0)
    mean = sum(scores) / len(scores)
    deviation = math.sqrt(sum([(score - mean) ** 2 for score in scores]) / len(scores)) or 1.0
    return _Scale(mean, deviation, min(scores) if side.rest is None else side.rest)
