from __future__ import annotations

import itertools

import numpy as np
import pytest

from service.evals.catalogue import METRICS
from service.evals.joint import Moved, worse

NAMES = ("mrr@10", "ndcg@10", "any@4", "any@10", "evidence_recall@4")


def moved(figures: dict[str, tuple[list[float], list[float]]]) -> dict[str, Moved]:
    """Figures that are means over cases, from their values before and after."""
    return {
        name: Moved(METRICS[name], *([[value, 1.0] for value in values] for values in pair))
        for name, pair in figures.items()
    }


def related(
    dice: np.random.Generator, cases: int, *, fall: float = 0.0, own: float = 0.3
) -> dict[str, Moved]:
    """Two runs whose figures move together, but for a part of their `own`."""
    hard, old, new = dice.normal(size=(3, cases))
    return moved(
        {
            name: (
                (hard + old + own * dice.normal(size=cases)).tolist(),
                (hard + new - fall + own * dice.normal(size=cases)).tolist(),
            )
            for name in NAMES
        }
    )


def test_a_trial_raises_no_more_false_alarms_than_it_claims() -> None:
    """Of two runs that do not differ, 5 in 100 are called worse in any of five figures."""
    dice = np.random.default_rng(11)
    alarms = sum(min(worse(related(dice, 11, own=3)).values()) < 0.05 for _ in range(200))
    # Three standard errors of .05 over so many trials are .046; five tests apart come to .2.
    assert alarms / 200 <= 0.096


def test_figures_that_fall_together_are_seen_where_each_alone_would_be() -> None:
    dice = np.random.default_rng(12)
    seen = sum(min(worse(related(dice, 30, fall=1.0)).values()) < 0.05 for _ in range(40))
    assert seen >= 36


def test_few_changes_are_tried_in_every_way() -> None:
    """Five cases that all got worse, in both figures: one of 32 ways is as bad."""
    before, after = [1.0] * 40, [0.0] * 5 + [1.0] * 35
    found = worse(moved({"any@4": (before, after), "any@10": (before, after)}))
    assert found == pytest.approx({"any@4": 1 / 32, "any@10": 1 / 32})


def test_p_values_are_those_worked_out_by_hand() -> None:
    """One figure falls on four cases, another rises on five others."""
    falls = ([1.0] * 10, [0.0] * 4 + [1.0] * 6)
    rises = ([0.0] * 10, [0.0] * 4 + [1.0] * 5 + [0.0])
    found = worse(moved({"any@4": falls, "any@10": rises}))
    ways = list(itertools.product((1, -1), repeat=9))
    fall = np.array([sum(way[:4]) for way in ways]) / 2.0
    rise = np.array([-sum(way[4:]) for way in ways]) / np.sqrt(5)
    largest = np.maximum(fall, rise)
    assert found["any@4"] == pytest.approx(np.mean(largest >= fall[0] - 1e-9))
    assert found["any@10"] == pytest.approx(np.mean(largest >= rise[0] - 1e-9))


def test_less_is_better_where_it_is_and_words_are_not_judged() -> None:
    before, after = [0.0] * 20, [1.0] * 8 + [0.0] * 12
    found = worse(moved({"false_refusals": (before, after), "answer_words": (before, after)}))
    assert found == {"false_refusals": pytest.approx(1 / 2**8)}
    assert worse(moved({"false_refusals": (after, before)}))["false_refusals"] == 1


def test_ranks_are_exchanged_too() -> None:
    dice = np.random.default_rng(13)
    labels = (dice.random(60) < 0.5).astype(float)
    good = (labels + 0.5 * dice.normal(size=60)).tolist()
    bad = dice.normal(size=60).tolist()
    rows = [list(zip(labels, scores, strict=True)) for scores in (good, bad)]
    assert worse({"auroc": Moved(METRICS["auroc"], *rows)})["auroc"] < 0.01


def test_nothing_moved_is_nothing_worse() -> None:
    same = [1.0, 0.0, 1.0]
    assert worse(moved({"any@4": (same, same)})) == {}
