"""The refusal curve that one run gives, against runs at other thresholds."""

from __future__ import annotations

import json

import pytest

from service.evals.thresholds import Decided, Point, refusal_curve
from support.cli import Cli

from .suites import measured, settings_in, write_suite

ASKED = [0.3, 0.6, 0.75]


def decided(
    confidence: float | None, *, refuse: bool = False, right: bool | None = None
) -> Decided:
    refused = confidence is None or confidence < 0.4
    return Decided(to_refuse=refuse, refused=refused, correct=right, confidence=confidence)


def test_a_run_knows_what_another_threshold_would_have_refused(tmp_path):
    """One run that refuses nothing tells the figures of three that were asked for."""
    settings = settings_in(tmp_path / "cache", refusal_threshold=0)
    open_ended = measured(write_suite(tmp_path), tmp_path / "run", settings=settings)
    curve = {each.threshold: each for each in open_ended.trials[1].run.thresholds}
    suite = write_suite(
        tmp_path, f'measure = ["answers"]\nsweep = {{ refusal_threshold = {ASKED} }}'
    )
    swept = measured(suite, tmp_path / "swept", settings=settings_in(tmp_path / "cache"))
    for threshold, each in zip(ASKED, swept.trials, strict=True):
        figures, told = each.run.metrics, curve[threshold]
        assert told.refusal_recall == figures["refusal_recall"]
        assert told.false_refusals == figures["false_refusals"]
        given = [row for row in each.run.rows if row["status"] == "answered"]
        assert told.answered == len(given) / 50
        assert told.right == sum(row["correct"] is True for row in given) / len(given)
        own = next(point for point in each.run.thresholds if point.threshold == threshold)
        assert own == told


def test_what_nobody_has_seen_is_not_told() -> None:
    cases = [
        decided(0.9, right=True),
        decided(0.5, right=False),
        decided(0.2, right=False),
        decided(0.8, refuse=True),
        decided(None, refuse=True),
    ]
    low, own, high, all_refused = refusal_curve(cases, thresholds=(0.1, 0.4, 0.85, 1.0))
    assert low == Point(0.1, 1 / 2, 0, 4 / 5, None)
    assert own == Point(0.4, 1 / 2, 1 / 3, 3 / 5, 1 / 3)
    assert high == Point(0.85, 1, 2 / 3, 1 / 5, 1)
    assert all_refused == Point(1.0, 1, 1, 0, None)


def test_what_was_refused_with_strong_evidence_is_refused_everywhere() -> None:
    unheld = Decided(to_refuse=False, refused=True, correct=False, confidence=0.95)
    (point,) = refusal_curve([decided(0.5, right=True), unheld], thresholds=(0.0,))
    assert (point.false_refusals, point.answered, point.right) == (1 / 2, 1 / 2, 1)


def test_answers_without_their_confidence_give_no_curve() -> None:
    old = Decided(to_refuse=False, refused=False, correct=True, confidence=None)
    assert refusal_curve([old]) == ()


def test_the_commands_print_the_curve(tmp_path):
    cli = Cli(tmp_path, NUTGRAF_EMBEDDING="hash", NUTGRAF_CACHE_DIR=str(tmp_path / "cache"))
    suite = write_suite(tmp_path, 'kinds = ["absent", "number"]\nmeasure = ["answers"]')
    done = cli("eval", "run", suite, "--out", "run")
    assert done.returncode == 0, done.stderr
    (head,) = [line for line in done.stdout.splitlines() if line.startswith("refusal_threshold")]
    assert head.split() == [
        "refusal_threshold",
        "refusal_recall",
        "false_refusals",
        "answered",
        "right",
    ]
    assert "              1.0           1.000           1.000     0.000" in done.stdout
    assert json.loads((tmp_path / "run" / "scores.jsonl").read_text().splitlines()[-1])["shown"][
        "confidence"
    ] == pytest.approx(0.5, abs=0.5)
