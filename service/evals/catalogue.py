"""Every figure by its name: what measures it, how it is made of rows, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from service.errors import InvalidRequest

Measure = Literal["retrieval", "answers", "support"]
Shape = Literal["ratio", "balanced", "auroc", "kappa"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of one measure.

    `shape` says what a row gives of it: a sum and a count (`ratio`), the same for
    two classes (`balanced`), a label and a score (`auroc`), or what two judges say
    (`kappa`). `better` is 1 where more is better, -1 where less is, 0 where neither can
    be said, so that a gate leaves it alone.
    """

    name: str
    measure: Measure
    better: int = 1
    shape: Shape = "ratio"


METRICS = {
    metric.name: metric
    for metric in (
        *(Metric(f"evidence_recall@{k}", "retrieval") for k in (4, 10, 20)),
        Metric("article_recall@10", "retrieval"),
        Metric("mrr@10", "retrieval"),
        Metric("ndcg@10", "retrieval"),
        *(Metric(f"any@{k}", "retrieval") for k in (4, 10)),
        Metric("correct", "answers"),
        Metric("correct_and_cited", "answers"),
        Metric("citation_precision", "answers"),
        Metric("citation_recall", "answers"),
        Metric("refusal_recall", "answers"),
        Metric("refusal_precision", "answers"),
        Metric("false_refusals", "answers", better=-1),
        Metric("supported_sentences", "answers"),
        Metric("answer_words", "answers", better=0),
        Metric("balanced_accuracy", "support", shape="balanced"),
        Metric("auroc", "support", shape="auroc"),
        Metric("calibration_error", "support", better=-1),
        Metric("false_support", "support", better=-1),
        Metric("missed_support", "support", better=-1),
    )
}


def metric(name: str) -> Metric:
    """The metric of this name.

    Raises:
        InvalidRequest: there is none; the message names the nearest.
    """
    if name in METRICS:
        return METRICS[name]
    near = get_close_matches(name, METRICS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"choose of {', '.join(METRICS)}"
    raise InvalidRequest(f"unknown metric {name!r}: {hint}")
