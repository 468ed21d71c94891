"""What the outcomes of an evaluation come to, in figures between 0 and 1.

A figure that a set cannot give is None, never 0. No figure stands alone: an
answer that copies a passage has perfect citations, and a service that refuses
everything refuses all that it should, so callers show them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol, TypeVar

from service.answers import Support, Verdict

Figures = dict[str, float | None]

BINS = 10
SUPPORT_FIGURES = (
    "balanced_accuracy",
    "auroc",
    "calibration_error",
    "false_support",
    "missed_support",
)


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What one answer came to.

    `correct` is None where the set does not say what a right answer contains,
    and where the question is to be refused. `evidence` counts the items of a
    question that has an answer here, else 0; `evidence_hit` those that a
    citation hit. `words` and `sentences` are 0 for a refusal.
    """

    kind: str
    to_refuse: bool
    refused: bool
    correct: bool | None
    citations: int
    citations_hit: int
    evidence: int
    evidence_hit: int
    sentences: int
    supported: int
    words: int


@dataclass(frozen=True, slots=True)
class SupportOutcome:
    """What people and the checker say of one pair."""

    label: Verdict
    support: Support


def answer_figures(outcomes: Sequence[AnswerOutcome]) -> Figures:
    """All figures of a set of answers; see `correctness`, `citation_quality` and `refusals`.

    `supported_sentences` is the share of all delivered sentences that the
    service itself found supported; `answer_words` the mean words of the
    answers given, refusals left out.
    """
    given = [outcome for outcome in outcomes if not outcome.refused]
    return {
        **correctness(outcomes),
        **citation_quality(outcomes),
        **refusals(outcomes),
        "supported_sentences": share(
            sum(outcome.supported for outcome in given), sum(outcome.sentences for outcome in given)
        ),
        "answer_words": mean(float(outcome.words) for outcome in given),
    }


def correctness(outcomes: Sequence[AnswerOutcome]) -> Figures:
    """Shares of the questions for which the set says what a right answer contains.

    `correct`: the answer contains it. A refusal is wrong here and counts as 0.
    `correct_and_cited`: correct, and at least one citation hits evidence; None
    where the set names no evidence at all.
    """
    judged = [outcome for outcome in outcomes if outcome.correct is not None]
    cited = [outcome for outcome in judged if outcome.correct and outcome.citations_hit]
    names_evidence = any(outcome.evidence for outcome in judged)
    return {
        "correct": share(sum(outcome.correct is True for outcome in judged), len(judged)),
        "correct_and_cited": share(len(cited), len(judged)) if names_evidence else None,
    }


def citation_quality(outcomes: Sequence[AnswerOutcome]) -> Figures:
    """Citations over all questions that are not to be refused, pooled and not averaged.

    `citation_precision`: the citations that hit evidence among all citations;
    a refusal gives none, so it neither helps nor harms. `citation_recall`: the
    evidence items that a citation hits among all items; those of a question
    wrongly refused count as missed. Both None where the set names no evidence.
    """
    answerable = [outcome for outcome in outcomes if not outcome.to_refuse]
    items = sum(outcome.evidence for outcome in answerable)
    if not items:
        return {"citation_precision": None, "citation_recall": None}
    given = sum(outcome.citations for outcome in answerable)
    return {
        "citation_precision": share(sum(outcome.citations_hit for outcome in answerable), given),
        "citation_recall": share(sum(outcome.evidence_hit for outcome in answerable), items),
    }


def refusals(outcomes: Sequence[AnswerOutcome]) -> Figures:
    """Whether the right questions were refused.

    `refusal_recall`: refused among those to be refused. `refusal_precision`:
    to be refused among those refused; None where nothing was refused, and where
    the set holds nothing to refuse, since it could only be 0.
    `false_refusals`: refused among those that have an answer.
    """
    absent = [outcome for outcome in outcomes if outcome.to_refuse]
    present = [outcome for outcome in outcomes if not outcome.to_refuse]
    rightly = sum(outcome.refused for outcome in absent)
    wrongly = sum(outcome.refused for outcome in present)
    return {
        "refusal_recall": share(rightly, len(absent)),
        "refusal_precision": share(rightly, rightly + wrongly) if absent else None,
        "false_refusals": share(wrongly, len(present)),
    }


def support_figures(outcomes: Sequence[SupportOutcome]) -> Figures:
    """How well a checker tells supported claims from the rest (partial or unsupported).

    `balanced_accuracy`: the mean of the shares of both classes that the verdict
    puts right. `auroc`: the chance that a supported claim scores above another
    one, ties counting half. `calibration_error`: by how much scores and shares of
    supported claims differ, see `calibration_error`. `false_support`: the share of
    claims without support whose verdict says supported; `missed_support`: the reverse.
    All None where the set has one class only.
    """
    # Takes seconds to import, and no other figure needs it.
    from sklearn.metrics import (  # type: ignore[import-untyped]
        balanced_accuracy_score,
        roc_auc_score,
    )

    truth = [outcome.label == "supported" for outcome in outcomes]
    if len(set(truth)) < 2:
        return dict.fromkeys(SUPPORT_FIGURES)
    judged = [outcome.support.verdict == "supported" for outcome in outcomes]
    scores = [outcome.support.score for outcome in outcomes]
    return {
        "balanced_accuracy": float(balanced_accuracy_score(truth, judged)),
        "auroc": float(roc_auc_score(truth, scores)),
        "calibration_error": calibration_error(truth, scores),
        "false_support": share(sum(_only(judged, truth)), truth.count(False)),
        "missed_support": share(sum(_only(truth, judged)), truth.count(True)),
    }


def calibration_error(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """The expected calibration error over ten bins of equal width, both labels weighing alike.

    How many claims a set supports is the set's choice: so that its error says something
    of the scores, supported claims and the others count half each.
    """
    weight = {label: 0.5 / truth.count(label) for label in (True, False)}
    gaps = [0.0] * BINS
    for label, score in zip(truth, scores, strict=True):
        gaps[min(BINS - 1, int(score * BINS))] += weight[label] * (label - score)
    return sum(abs(gap) for gap in gaps)


def _only(one: Sequence[bool], other: Sequence[bool]) -> list[bool]:
    return [here and not there for here, there in zip(one, other, strict=True)]


def averages(figures: Sequence[Mapping[str, float | None]]) -> Figures:
    """The mean of each figure over the questions that give it."""
    names = dict.fromkeys(name for row in figures for name in row)
    return {name: mean(row[name] for row in figures) for name in names}


class HasKind(Protocol):
    """An outcome that knows the kind of its question."""

    @property
    def kind(self) -> str:
        """The kind of question, as the set names it."""
        ...


Outcome = TypeVar("Outcome", bound=HasKind)


def by_kind(
    outcomes: Sequence[Outcome], figures: Callable[[Sequence[Outcome]], Figures]
) -> dict[str, Figures]:
    """The `figures` of each kind of question, by name, with the count of its questions as `n`."""
    kinds = sorted({outcome.kind for outcome in outcomes})
    groups = {kind: [each for each in outcomes if each.kind == kind] for kind in kinds}
    return {kind: {"n": len(group), **figures(group)} for kind, group in groups.items()}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None where there is nothing to have a part of."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those values that are known; None where none is."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
