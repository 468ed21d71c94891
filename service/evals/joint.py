"""Which figures of a trial got worse beyond chance, looked at all together.

The figures of a trial rest on the same cases and mostly move together, so that to count
each as a question of its own would ask for too much of every one. Here the two runs are
exchanged case by case, with all that a case contributes at once, and a figure is worse
beyond chance where its fall is large among the largest falls of any figure in these
exchanges (Westfall and Young's maxT, 1993). That bounds the chance of a false alarm in
the whole trial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from service.evals.catalogue import Metric
from service.evals.statistics import BATCH, PERMUTATIONS, SEED, Floats, columns_of, statistic_of

Flips = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Moved:
    """What the cases contribute to a figure in both runs; rows are of the same cases."""

    metric: Metric
    before: Sequence[Sequence[float]]
    after: Sequence[Sequence[float]]


def worse(figures: Mapping[str, Moved]) -> dict[str, float]:
    """The p-value, one-sided, of each figure that has a better and a worse and that moved.

    Every way to exchange the cases that changed is taken where they are few, else 9,999
    ways drawn at random.
    """
    tables = {
        name: (each.metric, columns_of(each.before), columns_of(each.after))
        for name, each in figures.items()
        if each.metric.better
    }
    changed = _changed([(old, new) for _, old, new in tables.values()])
    if not changed.any():
        return {}
    flips = _flips(int(changed.sum()))
    falls = {
        name: -metric.better * _shifts(metric, old, new, changed, flips)
        for name, (metric, old, new) in tables.items()
    }
    scaled = {name: fall / fall.std() for name, fall in falls.items() if fall.std() > 0}
    if not scaled:
        return {}
    largest = np.max(list(scaled.values()), axis=0)
    # The first way exchanges nothing: it is what was observed.
    return {name: float(np.mean(largest >= each[0] - 1e-9)) for name, each in scaled.items()}


def _changed(tables: Sequence[tuple[Floats, Floats]]) -> NDArray[np.bool_]:
    """Which cases contribute otherwise to any figure."""
    return np.asarray(np.any([(old != new).any(axis=0) for old, new in tables], axis=0))


def _flips(cases: int) -> Flips:
    """Ways to exchange so many cases, a row each; the first exchanges none."""
    if 2**cases <= PERMUTATIONS + 1:
        return np.array(list(product((False, True), repeat=cases)))
    dice = np.random.default_rng(SEED)
    drawn = dice.random((PERMUTATIONS + 1, cases)) < 0.5
    drawn[0] = False
    return drawn


def _shifts(
    metric: Metric, old: Floats, new: Floats, changed: NDArray[np.bool_], flips: Flips
) -> Floats:
    """The figure's change in every way of exchanging; 0 where a way leaves it unknown."""
    if metric.shape == "auroc":
        whole = np.zeros((len(flips), len(changed)), dtype=bool)
        whole[:, changed] = flips
    else:
        old, new = (
            np.c_[table[:, changed], table[:, ~changed].sum(axis=1)] for table in (old, new)
        )
        whole = np.c_[flips, np.zeros(len(flips), dtype=bool)]
    return np.asarray(np.nan_to_num(np.concatenate([*_batches(metric, old, new, whole)])))


def _batches(metric: Metric, old: Floats, new: Floats, flips: Flips) -> Iterator[Floats]:
    statistic = statistic_of(metric)
    both = np.concatenate([old, new], axis=1)
    places = np.arange(old.shape[1])
    for start in range(0, len(flips), BATCH):
        taken = flips[start : start + BATCH]
        mine = np.where(taken, places + len(places), places)
        theirs = np.where(taken, places, places + len(places))
        yield statistic(both[:, theirs]) - statistic(both[:, mine])
