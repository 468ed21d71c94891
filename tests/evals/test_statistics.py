from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from service.evals.catalogue import METRICS
from service.evals.statistics import difference, interval

PRECISION, CORRECT = METRICS["citation_precision"], METRICS["correct"]


def test_intervals_cover_as_they_claim() -> None:
    """95 of 100 intervals hold the truth: pooled ratios, shares, and paired differences."""
    dice = np.random.default_rng(5)
    trials, cases = 120, 60
    covered = np.zeros(3)
    for _ in range(trials):
        ease = dice.beta(4, 2, cases)
        given = dice.integers(1, 4, cases)
        old = np.column_stack([dice.binomial(given, ease), given]).tolist()
        new = np.column_stack([dice.binomial(given, 0.8 * ease), given]).tolist()
        yes = np.column_stack([dice.random(cases) < 0.95, np.ones(cases)]).tolist()
        for place, (found, truth) in enumerate(
            [
                (interval(PRECISION, old), 2 / 3),
                (interval(CORRECT, yes), 0.95),
                (difference(PRECISION, old, new).interval, -0.2 * 2 / 3),
            ]
        ):
            covered[place] += found.low <= truth <= found.high
    # Two standard errors of a share of .95 over so many trials are .04.
    assert (covered / trials >= 0.90).all(), covered / trials
    assert (covered / trials < 1).all(), "intervals that hold everything say nothing"


def test_no_difference_is_seldom_taken_for_one() -> None:
    dice = np.random.default_rng(6)
    found = 0
    for _ in range(100):
        old, new = (
            np.column_stack([dice.random(40) < 0.7, np.ones(40)]).tolist() for _ in range(2)
        )
        found += difference(CORRECT, old, new).p < 0.05
    assert found <= 10


def test_a_share_of_all_is_not_certain() -> None:
    sure = interval(CORRECT, [[1, 1]] * 20)
    assert sure.high == pytest.approx(1)
    assert 0.8 < sure.low < 0.9


def test_few_changes_are_tested_exactly() -> None:
    """Six cases that all got worse: 2 of 64 ways are as far apart."""
    old, new = [[1, 1]] * 40, [[0, 1]] * 6 + [[1, 1]] * 34
    found = difference(CORRECT, old, new)
    assert found.p == pytest.approx(2 / 2**6)
    assert (found.changed, found.change) == (6, pytest.approx(-0.15))
    by_hand = [sum(signs) for signs in itertools.product((-1, 1), repeat=6)]
    assert np.mean(np.abs(by_hand) >= 6) == pytest.approx(found.p)


def test_nothing_changed_is_no_difference() -> None:
    rows = [[1, 1], [0, 1], [1, 1]]
    found = difference(CORRECT, rows, rows)
    assert (found.change, found.p, found.interval.low, found.interval.high) == (0, 1, 0, 0)


def test_what_no_case_gives_has_no_interval_and_no_difference() -> None:
    assert interval(CORRECT, []) is None
    assert interval(PRECISION, [[0, 0], [0, 0]]) is None
    assert difference(CORRECT, [], []) is None
    assert difference(PRECISION, [[0, 0]], [[1, 1]]) is None


def test_both_classes_and_ranks_are_as_scikit_learn_has_them() -> None:
    dice = np.random.default_rng(7)
    labels = dice.random(80) < 0.4
    scores = np.round(dice.random(80) * 0.6 + labels * 0.3, 1)
    verdicts = scores > 0.5
    balanced = [
        [r, 1.0, 0.0, 0.0] if label else [0.0, 0.0, r, 1.0]
        for label, r in zip(labels, (labels == verdicts).astype(float), strict=True)
    ]
    auroc = np.column_stack([labels, scores]).tolist()
    worse = [[label, 1 - score] for label, score in auroc]
    for metric, rows, truth in (
        ("balanced_accuracy", balanced, balanced_accuracy_score(labels, verdicts)),
        ("auroc", auroc, roc_auc_score(labels, scores)),
    ):
        found = difference(METRICS[metric], rows, worse if metric == "auroc" else rows)
        assert found.before == pytest.approx(truth, abs=1e-9)
        around = interval(METRICS[metric], rows)
        assert around.low < truth < around.high
    assert difference(METRICS["auroc"], auroc, worse).p < 0.001
