"""How sure a figure is, and whether two runs differ: intervals and tests by scipy.

Cases are what is drawn at random, so cases are what is resampled, together with
all that they contribute. Two runs of the same cases are compared pair by pair: what
makes a question hard is the same in both and falls out of the difference.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.evals.catalogue import Metric, Shape

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

CONFIDENCE = 0.95
RESAMPLES = 2_000
PERMUTATIONS = 9_999
BATCH = 250
SEED = 20_240_501


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the figure of all such cases lies, in 95 of 100 such runs."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one run to another over `n` cases that both have.

    `p` is the chance of a difference at least as large where the two do not differ.
    `changed` counts the cases whose contribution is not the same.
    """

    before: float
    after: float
    interval: Interval
    p: float
    n: int
    changed: int

    @property
    def change(self) -> float:
        """The figure now less the figure before."""
        return self.after - self.before


def value(metric: Metric, rows: Sequence[Sequence[float]]) -> float | None:
    """The figure that rows come to; None where it is not known."""
    found = float(_STATISTICS[metric.shape](columns_of(rows))) if rows else np.nan
    return None if np.isnan(found) else found


def interval(metric: Metric, rows: Sequence[Sequence[float]]) -> Interval | None:
    """The 95 % interval of a figure; None where no case contributes, or too few to tell.

    Wilson's for a share of cases, which holds at 0 and 1 too; else the bias-corrected
    and accelerated bootstrap.
    """
    statistic = _STATISTICS[metric.shape]
    if not rows or np.isnan(statistic(table := columns_of(rows))):
        return None
    if metric.shape == "ratio" and _is_yes_or_no(table):
        return _wilson(table)
    return _bootstrapped(len(rows), lambda places: statistic(table[:, places]))


def difference(
    metric: Metric, before: Sequence[Sequence[float]], after: Sequence[Sequence[float]]
) -> Difference | None:
    """The paired difference of a figure; rows of both are of the same cases in the same order.

    The interval is the paired bootstrap's. The test exchanges the two runs' rows case by
    case: every way where few cases changed, else 9,999 ways drawn at random. None where
    the figure is not known for both.
    """
    statistic = _STATISTICS[metric.shape]
    if not before:
        return None
    old, new = columns_of(before), columns_of(after)
    was, is_now = float(statistic(old)), float(statistic(new))
    if np.isnan(was) or np.isnan(is_now):
        return None
    changed = int((old != new).any(axis=0).sum())
    if not changed:
        return Difference(was, is_now, Interval(0.0, 0.0), 1.0, len(before), 0)
    found = _bootstrapped(
        len(before), lambda places: statistic(new[:, places]) - statistic(old[:, places])
    )
    if found is None:
        return None
    p = _p_value(metric.shape, old, new)
    return Difference(was, is_now, found, p, len(before), changed)


def _p_value(shape: Shape, old: Floats, new: Floats) -> float:
    from scipy.stats import permutation_test  # type: ignore[import-untyped]

    if shape != "auroc":
        old, new = _compressed(old, new)
    both = np.concatenate([old, new], axis=1)
    statistic = _STATISTICS[shape]

    def shift(mine: Any, theirs: Any, **_: Any) -> Floats:
        return statistic(both[:, theirs]) - statistic(both[:, mine])

    places = np.arange(old.shape[1])
    result = permutation_test(
        (places, places + old.shape[1]),
        shift,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(result.pvalue)


def _compressed(old: Floats, new: Floats) -> tuple[Floats, Floats]:
    """All cases that did not change as one: exchanging them changes no sum."""
    same = (old == new).all(axis=0)
    kept = old[:, same].sum(axis=1, keepdims=True)
    return np.concatenate([old[:, ~same], kept], 1), np.concatenate([new[:, ~same], kept], 1)


def _bootstrapped(cases: int, of_places: Callable[[Any], Floats]) -> Interval | None:
    from scipy.stats import DegenerateDataWarning, bootstrap

    if cases < 2:
        return None

    def resampled(places: Any, **_: Any) -> Floats:
        return of_places(places)

    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        # A figure that no resample changes has no bias to correct; the percentiles say so.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        warnings.filterwarnings("ignore", message="invalid value", category=RuntimeWarning)
        result = bootstrap(
            (np.arange(cases),),
            resampled,
            n_resamples=RESAMPLES,
            confidence_level=CONFIDENCE,
            batch=BATCH,
            vectorized=True,
            rng=np.random.default_rng(SEED),
        )
    low, high = result.confidence_interval
    if np.isnan(low) or np.isnan(high):
        drawn = result.bootstrap_distribution[~np.isnan(result.bootstrap_distribution)]
        if not len(drawn):
            return None
        tail = (1 - CONFIDENCE) / 2
        low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(float(low), float(high))


def _wilson(table: Floats) -> Interval:
    from scipy.stats import binomtest

    right, whole = (int(total) for total in table.sum(axis=1))
    found = binomtest(right, whole).proportion_ci(CONFIDENCE, method="wilson")
    return Interval(float(found.low), float(found.high))


def _is_yes_or_no(table: Floats) -> bool:
    return bool((table[1] == 1).all() and np.isin(table[0], (0.0, 1.0)).all())


def statistic_of(metric: Metric) -> Statistic:
    """What makes a figure of the columns of its rows."""
    return _STATISTICS[metric.shape]


def columns_of(rows: Sequence[Sequence[float]]) -> Floats:
    """Rows as columns, of which a resample takes the same places: `(columns, ..., cases)`."""
    return np.ascontiguousarray(np.asarray(rows, dtype=np.float64).T)


def _ratio(columns: Floats) -> Floats:
    """A sum over a count; not a number where the count is 0."""
    return _divided(columns[0].sum(axis=-1), columns[1].sum(axis=-1))


def _balanced(columns: Floats) -> Floats:
    return (_ratio(columns[:2]) + _ratio(columns[2:])) / 2


def _auroc(columns: Floats) -> Floats:
    """By ranks, ties counting half: Mann and Whitney's U over the pairs of both classes."""
    from scipy.stats import rankdata

    labels, ranks = columns[0], rankdata(columns[1], axis=-1)
    positive = labels.sum(axis=-1)
    negative = labels.shape[-1] - positive
    wins = (labels * ranks).sum(axis=-1) - positive * (positive + 1) / 2
    return _divided(wins, positive * negative)


def _kappa(columns: Floats) -> Floats:
    """Cohen's: agreement beyond that of two who say yes as often, but at random."""
    ours, theirs = columns[0], columns[1]
    mine, other = ours.mean(axis=-1), theirs.mean(axis=-1)
    chance = mine * other + (1 - mine) * (1 - other)
    return _divided((ours == theirs).mean(axis=-1) - chance, 1 - chance)


def _divided(part: Floats, whole: Floats) -> Floats:
    quotient = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=quotient, where=whole > 0))


_STATISTICS: dict[Shape, Statistic] = {
    "ratio": _ratio,
    "balanced": _balanced,
    "auroc": _auroc,
    "kappa": _kappa,
}
