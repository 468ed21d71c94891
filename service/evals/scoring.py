"""What replies come to: figures, kinds, notes, and a row a case.

Nothing here asks anything, so that the replies of an earlier run can be scored again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np

from service.answers import Answer, Findings, Mode, Receipt, Support
from service.evals import answers, ranking
from service.evals.cases import CaseFile, Question, SupportPair
from service.evals.metrics import (
    Figures,
    SupportOutcome,
    answer_figures,
    averages,
    by_kind,
    support_figures,
)
from service.evals.receipt import run_receipt
from service.evals.replies import Reply
from service.evals.rows import answer_row, retrieval_row, support_row
from service.evals.shares import Shares, answer_shares, retrieval_shares, support_shares
from service.evals.thresholds import Decided, Point, refusal_curve

Found = Reply[Question, Findings]
Answered = Reply[Question, Answer]
Checked = Reply[SupportPair, Support]

RETRIEVAL_DEPTH = 50
"""Passages asked for: the 10 best articles can take many more than 10 passages."""


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation that is over.

    `notes` counts what weakens the figures and does not show in them. `rows`
    holds one entry a case, in the order of the file, and `shares` what each
    contributes to the figures. `thresholds` tells of answers what every refusal
    threshold would come to.
    """

    suite: str
    n: int
    metrics: Figures
    by_kind: Mapping[str, Figures]
    latency_ms: Mapping[str, float]
    notes: Mapping[str, int]
    receipt: Mapping[str, str | int | None]
    rows: tuple[Mapping[str, object], ...] = field(repr=False)
    shares: tuple[Shares, ...] = field(repr=False, default=())
    thresholds: tuple[Point, ...] = field(repr=False, default=())

    def to_json(self) -> dict[str, object]:
        """The run as a dictionary that `json.dumps` takes."""
        shown = {each.name: getattr(self, each.name) for each in fields(self)}
        del shown["shares"]
        curve = [asdict(point) for point in self.thresholds]
        return shown | {"rows": list(self.rows), "thresholds": curve}


def score_retrieval(questions: CaseFile[Question], replies: Sequence[Found], *, suite: str) -> Run:
    """What passages come to, by `ranking.retrieval_figures`.

    `notes["oversized_passages"]` counts passages over 256 tokens: they are
    found, and count as no hit. Questions without evidence, and those to be
    refused, are searched for and not averaged.
    """
    outcomes = [ranking.judge(each.case, each.result.passages) for each in replies]
    return Run(
        suite=suite,
        n=len(replies),
        metrics=_retrieval_averages(outcomes),
        by_kind=by_kind(outcomes, _retrieval_averages),
        latency_ms=_latencies(replies),
        notes={
            "oversized_passages": sum(
                passage.oversized for outcome in outcomes for passage in outcome.ranked
            ),
            "degraded": sum(each.result.degraded is not None for each in replies),
        },
        receipt=run_receipt(questions, replies[0].result.receipt, asked={"top_k": RETRIEVAL_DEPTH}),
        rows=tuple(
            retrieval_row(each.case, each.result, outcome, each.ms)
            for each, outcome in zip(replies, outcomes, strict=True)
        ),
        shares=tuple(retrieval_shares(outcome) for outcome in outcomes),
    )


def score_answers(
    questions: CaseFile[Question], replies: Sequence[Answered], *, suite: str, mode: Mode
) -> Run:
    """What answers come to, by `metrics.answer_figures`.

    `notes["degraded"]` counts answers that were weaker than configured, and
    `notes["unresolved_citations"]` citations with no paragraph behind them;
    these hit nothing.
    """
    judged = [answers.judge(each.case, each.result, paragraphs=each) for each in replies]
    outcomes = [each.outcome for each in judged]
    return Run(
        suite=suite,
        n=len(replies),
        metrics=answer_figures(outcomes),
        by_kind=by_kind(outcomes, answer_figures),
        latency_ms=_latencies(replies),
        notes={
            "degraded": sum(each.result.degraded is not None for each in replies),
            "unresolved_citations": sum(
                not citation.resolved for each in judged for citation in each.citations
            ),
        },
        receipt=run_receipt(questions, replies[0].result.receipt, asked={"mode": mode}),
        rows=tuple(
            answer_row(each.case, each.result, verdict, each.ms)
            for each, verdict in zip(replies, judged, strict=True)
        ),
        shares=tuple(answer_shares(outcome) for outcome in outcomes),
        thresholds=refusal_curve(
            [
                Decided(
                    to_refuse=outcome.to_refuse,
                    refused=outcome.refused,
                    correct=outcome.correct,
                    confidence=each.result.receipt.confidence,
                )
                for each, outcome in zip(replies, outcomes, strict=True)
            ]
        ),
    )


def score_support(
    pairs: CaseFile[SupportPair],
    replies: Sequence[Checked],
    *,
    suite: str,
    checker: str | None = None,
    made_by: Receipt | None = None,
) -> Run:
    """What verdicts of `checker` come to, by `metrics.support_figures`.

    Pairs have no kind, so `by_kind` is empty. `made_by` is the receipt of the
    service that the checker belongs to, where there is one.
    """
    outcomes = [SupportOutcome(each.case.label, each.result) for each in replies]
    return Run(
        suite=suite,
        n=len(replies),
        metrics=support_figures(outcomes),
        by_kind={},
        latency_ms=_latencies(replies),
        notes={"degraded": sum(each.result.degraded is not None for each in replies)},
        receipt=run_receipt(pairs, made_by, asked={"checker": checker} if checker else None),
        rows=tuple(support_row(each.case, each.result, each.ms) for each in replies),
        shares=tuple(support_shares(outcome) for outcome in outcomes),
    )


def _latencies(replies: Sequence[Reply[Any, Any]]) -> dict[str, float]:
    p50, p95 = np.percentile([each.ms for each in replies], [50, 95])
    return {"p50": float(p50), "p95": float(p95)}


def _retrieval_averages(outcomes: Sequence[ranking.RetrievalOutcome]) -> Figures:
    return averages([outcome.figures for outcome in outcomes])
