"""Puts a file of cases to the service, one at a time, and gives back figures and rows.

One at a time, because the latencies are part of the result. Every run takes

- `suite`, the name that it carries;
- `progress`, called after each case with how many are done, and of how many;
- `clock`, seconds that only grow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Generic, TypeVar

import numpy as np

from service.answers import Answer, Ask, Findings, Mode, Receipt, Search, Support
from service.evals import answers, ranking
from service.evals.cases import Case, CaseFile, Question, SupportPair
from service.evals.metrics import (
    Figures,
    SupportOutcome,
    answer_figures,
    averages,
    by_kind,
    support_figures,
)
from service.evals.receipt import run_receipt
from service.evals.rows import answer_row, retrieval_row, support_row
from service.evals.targets import Answerer, Checker, Paragraphs, Searcher

Progress = Callable[[int, int], None]
Clock = Callable[[], float]

RETRIEVAL_DEPTH = 50
"""Passages asked for: the 10 best articles can take many more than 10 passages."""


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation that is over.

    `notes` counts what weakens the figures and does not show in them. `rows`
    holds one entry a case, in the order of the file.
    """

    suite: str
    n: int
    metrics: Figures
    by_kind: Mapping[str, Figures]
    latency_ms: Mapping[str, float]
    notes: Mapping[str, int]
    receipt: Mapping[str, str | int | None]
    rows: tuple[Mapping[str, object], ...] = field(repr=False)

    def to_json(self) -> dict[str, object]:
        """The run as a dictionary that `json.dumps` takes."""
        return asdict(self) | {"rows": list(self.rows)}


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Timed(Generic[Case, Result]):
    """A case, what the service made of it, and how long that took."""

    case: Case
    result: Result
    ms: float


def silent(done: int, total: int) -> None:
    """Report no progress."""


def run_retrieval(
    target: Searcher,
    questions: CaseFile[Question],
    *,
    suite: str,
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Search for every question and score what was found, by `ranking.retrieval_figures`.

    `notes["oversized_passages"]` counts passages over 256 tokens: they are
    found, and count as no hit. Questions without evidence, and those to be
    refused, are searched for and not averaged.
    """
    timed = _timed(questions, partial(_search, target), progress, clock)
    outcomes = [ranking.judge(each.case, each.result.passages) for each in timed]
    return Run(
        suite=suite,
        n=len(timed),
        metrics=_retrieval_averages(outcomes),
        by_kind=by_kind(outcomes, _retrieval_averages),
        latency_ms=_latencies(timed),
        notes={
            "oversized_passages": sum(
                passage.oversized for outcome in outcomes for passage in outcome.ranked
            ),
            "degraded": sum(each.result.degraded is not None for each in timed),
        },
        receipt=run_receipt(questions, timed[0].result.receipt, asked={"top_k": RETRIEVAL_DEPTH}),
        rows=tuple(
            retrieval_row(each.case, each.result, outcome, each.ms)
            for each, outcome in zip(timed, outcomes, strict=True)
        ),
    )


def run_answers(
    target: Answerer,
    paragraphs: Paragraphs,
    questions: CaseFile[Question],
    *,
    suite: str,
    mode: Mode = "auto",
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Ask every question and score the answers, by `metrics.answer_figures`.

    `notes["degraded"]` counts answers that were weaker than configured, and
    `notes["unresolved_citations"]` citations with no paragraph behind them;
    these hit nothing. `paragraphs` looks up what was cited, so that a citation
    is judged by the record and not by what it says of itself; `mode` says which
    drafter answers.
    """
    timed = _timed(questions, partial(_ask, target, mode), progress, clock)
    judged = [answers.judge(each.case, each.result, paragraphs=paragraphs) for each in timed]
    outcomes = [each.outcome for each in judged]
    return Run(
        suite=suite,
        n=len(timed),
        metrics=answer_figures(outcomes),
        by_kind=by_kind(outcomes, answer_figures),
        latency_ms=_latencies(timed),
        notes={
            "degraded": sum(each.result.degraded is not None for each in timed),
            "unresolved_citations": sum(
                not citation.resolved for each in judged for citation in each.citations
            ),
        },
        receipt=run_receipt(questions, timed[0].result.receipt, asked={"mode": mode}),
        rows=tuple(
            answer_row(each.case, each.result, verdict, each.ms)
            for each, verdict in zip(timed, judged, strict=True)
        ),
    )


def run_support(
    checker: Checker,
    pairs: CaseFile[SupportPair],
    *,
    suite: str,
    made_by: Receipt | None = None,
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Check every pair and score the verdicts, by `metrics.support_figures`.

    Pairs have no kind, so `by_kind` is empty. `made_by` is the receipt of the
    service that the checker belongs to, where there is one.
    """
    timed = _timed(pairs, partial(_check, checker), progress, clock)
    return Run(
        suite=suite,
        n=len(timed),
        metrics=support_figures([SupportOutcome(each.case.label, each.result) for each in timed]),
        by_kind={},
        latency_ms=_latencies(timed),
        notes={"degraded": sum(each.result.degraded is not None for each in timed)},
        receipt=run_receipt(pairs, made_by, asked={"checker": checker.figures.name}),
        rows=tuple(support_row(each.case, each.result, each.ms) for each in timed),
    )


def _search(target: Searcher, question: Question) -> Findings:
    return target.search(
        Search(question=question.text, conversation=question.conversation, top_k=RETRIEVAL_DEPTH)
    )


def _ask(target: Answerer, mode: Mode, question: Question) -> Answer:
    return target.ask(Ask(question=question.text, conversation=question.conversation, mode=mode))


def _check(checker: Checker, pair: SupportPair) -> Support:
    return checker.check(pair.claim, pair.evidence)


def _timed(
    cases: CaseFile[Case],
    work: Callable[[Case], Result],
    progress: Progress,
    clock: Clock,
) -> list[Timed[Case, Result]]:
    timed: list[Timed[Case, Result]] = []
    for case in cases.cases:
        started = clock()
        result = work(case)
        timed.append(Timed(case, result, (clock() - started) * 1000))
        progress(len(timed), len(cases.cases))
    return timed


def _latencies(timed: list[Timed[Case, Result]]) -> dict[str, float]:
    p50, p95 = np.percentile([each.ms for each in timed], [50, 95])
    return {"p50": float(p50), "p95": float(p95)}


def _retrieval_averages(outcomes: Sequence[ranking.RetrievalOutcome]) -> Figures:
    return averages([outcome.figures for outcome in outcomes])
