"""Pure functions that turn several rankings into one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from index.hits import Hit, ranked


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], *, dense_weight: float) -> list[Hit]:
    """Weighted sum of both sides' z-scores, best first.

    A passage that one side did not find counts there as its worst hit. Sums of
    z-scores keep how far apart hits are, which reciprocal ranks throw away: on
    news questions rank fusion falls below BM25 alone.
    """
    sides = ((_standardised(dense), dense_weight), (_standardised(lexical), 1.0 - dense_weight))
    outlets = {hit.passage: hit.outlet for hit in (*dense, *lexical)}
    totals = dict.fromkeys(outlets, 0.0)
    for scores, weight in sides:
        worst = min(scores.values(), default=0.0)
        for passage in totals:
            totals[passage] += weight * scores.get(passage, worst)
    return ranked(Hit(passage, total, outlets[passage]) for passage, total in totals.items())


def interleave(groups: Sequence[Sequence[Hit]], everything: Sequence[Hit]) -> list[Hit]:
    """One hit of each group in turn, and one of `everything` in every second round.

    A question about several outlets needs something of each; what it says of them
    may still stand elsewhere. Each hit comes once, where it comes first.
    """
    if not groups:
        return list(everything)
    rounds = zip_longest(*groups, _every_second(everything))
    found = (hit for each in rounds for hit in each if hit is not None)
    return _first_of_each((*found, *everything))


def _every_second(hits: Sequence[Hit]) -> list[Hit | None]:
    return [turn for hit in hits for turn in (None, hit)]


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
    deviation = math.sqrt(sum((score - mean) ** 2 for score in scores) / len(scores)) or 1.0
    return {hit.passage: (hit.score - mean) / deviation for hit in hits}
