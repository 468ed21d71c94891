"""What the rows of a run come to: a summary, a score a case, and how long it took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from service.errors import InvalidRequest
from service.evals.catalogue import METRICS
from service.evals.folder import RunFolder
from service.evals.plan import Trial
from service.evals.replies import RESULTS, Reply, reply_of
from service.evals.scoring import Run, score_answers, score_retrieval, score_support
from service.evals.statistics import interval
from service.evals.suite import Suite

QUANTILES = (5, 25, 50, 75, 90, 95, 99)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """A trial with what its rows came to; `run` is None where it has no row yet."""

    trial: Trial
    run: Run | None


def scored(folder: RunFolder, trial: Trial) -> Scored:
    """Score the rows that a trial has, by the questions as they are labelled now.

    Raises:
        InvalidRequest: a question is not the one that was asked.
    """
    has_row = folder.ids(trial.name)
    replies = [_reply(folder, trial, each) for each in trial.cases.cases if each.id in has_row]
    return Scored(trial, _run(trial, replies) if replies else None)


def conclude(folder: RunFolder, suite: Suite, trials: Sequence[Scored]) -> Json:
    """Write summary, scores and timings into the folder, and give the summary."""
    summary: Json = {
        "suite": suite.name,
        "complete": all(_is_complete(each) for each in trials),
        "trials": [_summary(each.trial, each.run) for each in trials if each.run],
        "thresholds": [line for each in trials if each.run for line in _thresholds(each)],
    }
    scores = [line for each in trials if each.run for line in _scores(each.trial, each.run)]
    timings = {each.trial.name: _timings(each.run) for each in trials if each.run}
    folder.finish(scores=scores, summary=summary, timings=timings)
    return summary


def _reply(folder: RunFolder, trial: Trial, case: Any) -> Reply[Any, Any]:
    row = folder.row(trial.name, case.id)
    asked = type(case).model_validate_json(json.dumps(row["case"]))
    same = ("text", "conversation") if trial.measure != "support" else ("claim", "evidence")
    if any(getattr(asked, name) != getattr(case, name) for name in same):
        raise InvalidRequest(
            f"{trial.name}: case {case.id!r} was asked in other words than the file has now; "
            "run it again into another folder"
        )
    return reply_of(row, case, RESULTS[trial.measure], folder.fetch)


def _run(trial: Trial, replies: Sequence[Reply[Any, Any]]) -> Run:
    if trial.measure == "support":
        return score_support(trial.cases, replies, suite=trial.name)
    if trial.mode is None:
        return score_retrieval(trial.cases, replies, suite=trial.name)
    return score_answers(trial.cases, replies, suite=trial.name, mode=trial.mode)


def _is_complete(each: Scored) -> bool:
    return each.run is not None and each.run.n == len(each.trial.cases.cases)


def _summary(trial: Trial, run: Run) -> Json:
    return {
        **trial.described(),
        "n": run.n,
        "figures": {name: _figure(run, name) for name in run.metrics},
        "by_kind": run.by_kind,
        "notes": run.notes,
        "receipt": run.receipt,
    }


def _figure(run: Run, name: str) -> Json:
    """A figure with its interval, and over how many cases it is."""
    value = run.metrics[name]
    rows = [shares[name] for shares in run.shares if name in shares]
    found = interval(METRICS[name], rows) if rows and value is not None else None
    bounds = {"low": None, "high": None} if found is None else asdict(found)
    return {"value": value, **bounds, "n": len(rows)}


def _thresholds(each: Scored) -> list[Json]:
    """One line for each bound of the set that this trial's measure gives."""
    assert each.run is not None
    lines = []
    for side, bounds in (("min", each.trial.of.min), ("max", each.trial.of.max)):
        for name, bound in bounds.items():
            if name not in each.run.metrics:
                continue
            value = each.run.metrics[name]
            met = value is not None and (value >= bound if side == "min" else value <= bound)
            lines.append(
                {"trial": each.trial.name, "metric": name, side: bound, "value": value, "met": met}
            )
    return lines


def _scores(trial: Trial, run: Run) -> list[Json]:
    trial_name = trial.name
    return [
        {
            "trial": trial_name,
            "id": row["id"],
            "kind": row.get("kind"),
            "shares": {name: list(share) for name, share in shares.items()},
            "shown": _shown(row),
        }
        for row, shares in zip(run.rows, run.shares, strict=True)
    ]


def _shown(row: Mapping[str, Any]) -> Json:
    """What a person wants to see of a case beside its figures."""
    if "claim" in row:
        return {name: row[name] for name in ("claim", "label", "verdict", "score")}
    hits = [item["hit_by"] for item in row["evidence"]]
    if "passages" in row:
        return {"question": row["question"], "hit_by": hits}
    names = ("question", "refuse", "status", "text", "correct", "confidence")
    return {**{name: row[name] for name in names}, "hit_by": hits}


def _timings(run: Run) -> Json:
    latencies = [float(str(row["latency_ms"])) for row in run.rows]
    cuts = np.percentile(latencies, QUANTILES)
    return {
        "n": run.n,
        "mean_ms": round(float(np.mean(latencies)), 3),
        **{f"p{q}_ms": round(float(cut), 3) for q, cut in zip(QUANTILES, cuts, strict=True)},
        "total_s": round(sum(latencies) / 1000, 3),
        "ms": latencies,
    }
