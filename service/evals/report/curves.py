"""The lines of the plots, from the scores and timings of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from service.evals.folder import Row
from service.evals.report.plots import (
    Line,
    Plot,
    calibration,
    cumulative,
    latencies,
    recall_by_depth,
    refusals,
    selection,
)
from service.evals.results import Results
from service.evals.scoring import RETRIEVAL_DEPTH
from service.evals.thresholds import Decided, Point, refusal_curve

THRESHOLD = "refusal_threshold"
BINS = 10


def plots_of(runs: Sequence[Results]) -> list[Plot]:
    """Every plot that the runs have something to draw for."""
    drawn = (
        (recall_by_depth, list(_depths(runs))),
        (refusals, list(_refusals(runs))),
        (selection, list(_selections(runs))),
        (calibration, list(_calibrations(runs))),
        (latencies, list(_latencies(runs))),
    )
    return [draw(lines) for draw, lines in drawn if lines]


def _trials(runs: Sequence[Results], measure: str) -> Iterator[tuple[str, Results, str]]:
    """Each trial of a measure, and what to call it.

    The measure goes without saying; the run is named where another has a trial of that name.
    """
    named = Counter(name for run in runs for name in run.trials)
    for run in runs:
        for name, trial in run.trials.items():
            if trial["measure"] == measure:
                shown = name.replace(f"/{measure}", "", 1)
                yield f"{run.path.name}: {shown}" if named[name] > 1 else shown, run, name


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


def _curves(runs: Sequence[Results]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """What every threshold comes to, for each trial of answers.

    Of trials that differ in their threshold alone, the one that answered most knows most.
    """
    families: dict[str, list[list[Row]]] = {}
    for shown, run, name in _trials(runs, "answers"):
        changes = run.trials[name]["changes"]
        swept = f"/{THRESHOLD}={changes[THRESHOLD]}" if THRESHOLD in changes else ""
        family = shown.removesuffix(swept) if swept else shown
        families.setdefault(family, []).append(list(run.scores[name].values()))
    for family, trials in families.items():
        rows = max(trials, key=lambda rows: sum(not _is_refused(row) for row in rows))
        yield family, refusal_curve([_decided(row) for row in rows])


def _is_refused(row: Row) -> bool:
    return bool(row["shown"]["status"] == "refused")


def _decided(row: Row) -> Decided:
    shown = row["shown"]
    return Decided(
        to_refuse=shown["refuse"],
        refused=_is_refused(row),
        correct=shown["correct"],
        confidence=shown.get("confidence"),
    )


def _refusals(runs: Sequence[Results]) -> Iterator[Line]:
    for name, curve in _curves(runs):
        known = [
            (each.false_refusals, each.refusal_recall, each.threshold)
            for each in curve
            if each.false_refusals is not None and each.refusal_recall is not None
        ]
        if known:
            yield _threshold_line(name, known)


def _selections(runs: Sequence[Results]) -> Iterator[Line]:
    for name, curve in _curves(runs):
        known = [
            (each.answered, each.right, each.threshold)
            for each in curve
            if each.answered is not None and each.right is not None
        ]
        if known:
            yield _threshold_line(name, known)


def _threshold_line(name: str, points: Sequence[tuple[float, float, float]]) -> Line:
    """A line with a dot and the threshold at every tenth."""
    labels = [
        f"{threshold:.1f}" if round(10 * threshold, 6).is_integer() else ""
        for _, _, threshold in points
    ]
    return Line(name, [x for x, _, _ in points], [y for _, y, _ in points], labels)


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
                yield cumulative(f"{shown}, {measure}", run.timings[name]["ms"])
