"""The lines of the plots, from the scores and timings of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from service.evals.report.plots import (
    Line,
    Plot,
    calibration,
    cumulative,
    latencies,
    recall_by_depth,
    refusal_curve,
)
from service.evals.results import Results
from service.evals.scoring import RETRIEVAL_DEPTH

THRESHOLD = "refusal_threshold"
REFUSALS = ("false_refusals", "refusal_recall")
BINS = 10


def plots_of(runs: Sequence[Results]) -> list[Plot]:
    """Every plot that the runs have something to draw for."""
    drawn = (
        (recall_by_depth, list(_depths(runs))),
        (refusal_curve, list(_refusals(runs))),
        (calibration, list(_calibrations(runs))),
        (latencies, list(_latencies(runs))),
    )
    return [draw(lines) for draw, lines in drawn if lines]


def _trials(runs: Sequence[Results], measure: str) -> Iterator[tuple[str, Results, str]]:
    """Each trial of a measure, and what to call it: with its run's name where there are several."""
    for run in runs:
        for name, trial in run.trials.items():
            if trial["measure"] == measure:
                shown = f"{run.path.name}: {name}" if len(runs) > 1 else name
                yield shown, run, name


def _depths(runs: Sequence[Results]) -> Iterator[Line]:
    for shown, run, name in _trials(runs, "retrieval"):
        ranks = [
            row["shown"]["hit_by"]
            for row in run.scores[name].values()
            if "evidence_recall@4" in row["shares"]
        ]
        if ranks:
            depths = range(1, RETRIEVAL_DEPTH + 1)
            yield Line(shown, [*depths], [_recall(ranks, depth) for depth in depths])


def _recall(ranks: Sequence[Sequence[int | None]], depth: int) -> float:
    return fmean(
        sum(rank is not None and rank <= depth for rank in each) / len(each) for each in ranks
    )


def _refusals(runs: Sequence[Results]) -> Iterator[Line]:
    """A line for the trials that differ in their refusal threshold alone."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for shown, run, trial_name in _trials(runs, "answers"):
        trial = run.trials[trial_name]
        changes = dict(trial["changes"])
        if THRESHOLD not in changes:
            continue
        threshold = changes.pop(THRESHOLD)
        figures = {
            key: trial["figures"][key]["value"] for key in ("false_refusals", "refusal_recall")
        }
        if None not in figures.values():
            family = shown.replace(f"/{THRESHOLD}={threshold}", "")
            groups.setdefault((family, repr(changes)), []).append(
                {"threshold": threshold, **figures}
            )
    for (family, _), points in groups.items():
        ordered = sorted(points, key=lambda point: point["threshold"])
        yield Line(
            family,
            [point["false_refusals"] for point in ordered],
            [point["refusal_recall"] for point in ordered],
            [f"{point['threshold']:g}" for point in ordered],
        )


def _calibrations(runs: Sequence[Results]) -> Iterator[Line]:
    from sklearn.calibration import calibration_curve  # type: ignore[import-untyped]
    from sklearn.metrics import brier_score_loss  # type: ignore[import-untyped]

    for shown, run, name in _trials(runs, "support"):
        rows = [row["shown"] for row in run.scores[name].values()]
        labels = [row["label"] == "supported" for row in rows]
        scores = [row["score"] for row in rows]
        if len(set(labels)) < 2:
            continue
        supported, means = calibration_curve(labels, scores, n_bins=BINS)
        brier = brier_score_loss(labels, scores)
        yield Line(f"{shown} (Brier {brier:.3f})", means.tolist(), supported.tolist())


def _latencies(runs: Sequence[Results]) -> Iterator[Line]:
    for measure in ("retrieval", "answers"):
        for shown, run, name in _trials(runs, measure):
            if name in run.timings:
                yield cumulative(shown, run.timings[name]["ms"])
