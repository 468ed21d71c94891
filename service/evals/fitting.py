"""Weights, trees and thresholds out of measured pairs, and what they are worth on unseen ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from service.checking.fitted import Scorer, Tree
from service.checking.rules import BROKEN_RULE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FOLDS = 5
PENALTY = 0.05
TREES = 150
STEP = 0.06


@dataclass(frozen=True)
class Pairs:
    """All pairs with their features: a row each.

    `origin` is the place of a pair's file, `group` tells pairs that share evidence,
    `weight` makes both labels of every file count alike.
    """

    origin: NDArray[np.int64]
    group: NDArray[np.int64]
    supported: Flags
    partial: Flags
    broken: Flags
    weight: Floats
    columns: dict[str, Floats]

    def matrix(self, names: Sequence[str]) -> Floats:
        """The features of these names, a column each."""
        return np.column_stack([self.columns[name] for name in names])


def fit(pairs: Pairs, titles: Sequence[str], *, tell: Callable[[str], None]) -> dict[str, Any]:
    """Fit a scorer, and choose its thresholds on pairs that its trial fits have not seen.

    Args:
        pairs: what to fit on.
        titles: the name of each file, by its origin.
        tell: takes lines that say what the scorer is worth.

    Returns:
        The fields of `service.checking.fitted.Scorer`.
    """
    names = sorted(pairs.columns)
    matrix = pairs.matrix(names)
    unseen = _held_out(pairs, matrix, _folds(pairs))
    supported = _best_cut(lambda cut: _mean_accuracy(unseen >= cut, pairs), 0.3, 0.7)
    judged = unseen >= supported
    _tell(tell, "held out by evidence, fold by fold", judged, pairs, titles)
    strange = _held_out(pairs, matrix, _left_out(pairs)) >= supported
    _tell(tell, "each file by the others", strange, pairs, titles)
    figures = {
        "balanced_accuracy": _mean_accuracy(judged, pairs),
        "false_support_rate": _rate(judged, pairs, of=~pairs.supported),
        "missed_support_rate": _rate(~judged, pairs, of=pairs.supported),
    }
    return {
        "features": names,
        **_numbers(matrix, pairs.supported, pairs.weight),
        "supported": round(supported, 3),
        "partial": round(_partial_cut(unseen, pairs, supported), 3),
        "figures": {name: round(value, 3) for name, value in figures.items()},
    }


def _partial_cut(unseen: Floats, pairs: Pairs, supported: float) -> float:
    """The score that best divides partial from unsupported where a file has both."""
    both = np.intersect1d(
        pairs.origin[pairs.partial], pairs.origin[~pairs.partial & ~pairs.supported]
    )
    lesser = ~pairs.supported & np.isin(pairs.origin, both)
    return _best_cut(
        lambda cut: _accuracy(unseen[lesser] >= cut, pairs.partial[lesser]), 0.15, supported - 0.05
    )


def _folds(pairs: Pairs) -> Iterator[Flags]:
    """Which pairs are held out, fold by fold; pairs with the same evidence go together."""
    fold = np.random.default_rng(1).integers(FOLDS, size=pairs.group.max() + 1)[pairs.group]
    yield from (fold == each for each in range(FOLDS))


def _left_out(pairs: Pairs) -> Iterator[Flags]:
    yield from (pairs.origin == each for each in np.unique(pairs.origin))


def _held_out(pairs: Pairs, matrix: Floats, folds: Iterator[Flags]) -> Floats:
    """The score of every pair, by numbers fitted without its fold, after the rules."""
    names = tuple(str(each) for each in range(matrix.shape[1]))
    scores = np.zeros(len(matrix))
    for out in folds:
        fitted = _numbers(matrix[~out], pairs.supported[~out], pairs.weight[~out])
        trees = tuple(Tree(**tree) for tree in fitted.pop("trees"))
        scorer = Scorer(
            **fitted, features=names, trees=trees, supported=0.5, partial=0.25, figures={}
        )
        scores[out] = [scorer.score(dict(zip(names, row, strict=True))) for row in matrix[out]]
    return np.where(pairs.broken, BROKEN_RULE * scores, scores)


def _numbers(matrix: Floats, supported: Flags, weight: Floats) -> dict[str, Any]:
    """A logistic regression, and trees that correct it by half of what they would change."""
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    linear = LogisticRegression(C=PENALTY, max_iter=3000)
    linear.fit((matrix - mean) / scale, supported, sample_weight=weight)
    boosted = GradientBoostingClassifier(
        n_estimators=TREES,
        learning_rate=STEP,
        max_depth=3,
        min_samples_leaf=40,
        subsample=0.7,
        max_features=0.4,
        init="zero",
        random_state=0,
    )
    boosted.fit(matrix, supported, sample_weight=weight)
    return {
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "weights": _rounded(linear.coef_[0] / 2),
        "bias": round(float(linear.intercept_[0]) / 2, 5),
        "trees": [_tree(each[0].tree_) for each in boosted.estimators_],
    }


def _tree(tree: Any) -> dict[str, list[float]]:
    return {
        "feature": [max(-1, int(each)) for each in tree.feature],
        "threshold": _rounded(tree.threshold),
        "left": [int(each) for each in tree.children_left],
        "right": [int(each) for each in tree.children_right],
        "value": _rounded(tree.value[:, 0, 0] * STEP / 2),
    }


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def _best_cut(value: Callable[[float], float], low: float, high: float) -> float:
    return float(max(np.arange(low, high, 0.01), key=value))


def _accuracy(judged: Flags, truth: Flags) -> float:
    """Balanced accuracy."""
    return float((judged[truth].mean() + (~judged[~truth]).mean()) / 2)


def _by_file(judged: Flags, pairs: Pairs) -> list[float]:
    return [
        _accuracy(judged[pairs.origin == each], pairs.supported[pairs.origin == each])
        for each in np.unique(pairs.origin)
    ]


def _mean_accuracy(judged: Flags, pairs: Pairs) -> float:
    return float(np.mean(_by_file(judged, pairs)))


def _rate(flags: Flags, pairs: Pairs, *, of: Flags) -> float:
    """The mean over files of a share."""
    shares = [flags[of & (pairs.origin == each)].mean() for each in np.unique(pairs.origin)]
    return float(np.mean(shares))


def _tell(
    tell: Callable[[str], None], title: str, judged: Flags, pairs: Pairs, titles: Sequence[str]
) -> None:
    figures = _by_file(judged, pairs)
    tell(f"{title}: balanced accuracy {np.mean(figures):.3f}")
    for name, figure in zip(titles, figures, strict=True):
        tell(f"  {name:20s} {figure:.3f}")
