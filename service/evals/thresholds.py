"""What every refusal threshold comes to, told from one run: the curve behind one setting.

An answer's receipt carries the confidence that `refusal_threshold` is held against, so
that no threshold but the run's own needs to be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.evals.metrics import share

STEPS = tuple(step / 100 for step in range(101))


@dataclass(frozen=True, slots=True)
class Decided:
    """One question: whether it was refused, and how confident the service was.

    `correct` is None where the set does not say what is right, and where the question
    is to be refused; `confidence` is None where there was no evidence at all.
    """

    to_refuse: bool
    refused: bool
    correct: bool | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold. Each figure is a share, None where the set cannot give it.

    `refusal_recall` and `false_refusals` are the figures of those names. `answered` is
    the share of the questions that get an answer, and `right` that of these answers that
    are right: an answer to a question that has none is wrong. `right` is None too under
    the threshold of the run, where answers would be given that nobody has seen.
    """

    threshold: float
    refusal_recall: float | None
    false_refusals: float | None
    answered: float | None
    right: float | None


def refusal_curve(
    decided: Sequence[Decided], *, thresholds: Sequence[float] = STEPS
) -> tuple[Point, ...]:
    """A point for each threshold; none where answers came without their confidence.

    A question that was refused although its evidence was strong enough, since no
    sentence of the draft held, is refused at every threshold.
    """
    if any(each.confidence is None for each in decided if not each.refused):
        return ()
    own = min((each.confidence or 0.0 for each in decided if not each.refused), default=2.0)
    levels = list(_levels(decided, own))
    return tuple(_point(decided, levels, threshold) for threshold in thresholds)


def _levels(decided: Sequence[Decided], own: float) -> Iterator[float]:
    """The highest threshold at which each question is answered; below 0 for those never."""
    for each in decided:
        never = each.confidence is None or (each.refused and each.confidence >= own)
        yield -1.0 if never or each.confidence is None else each.confidence


def _point(decided: Sequence[Decided], levels: Sequence[float], threshold: float) -> Point:
    refused = [level < threshold or level < 0 for level in levels]
    absent = [no for each, no in zip(decided, refused, strict=True) if each.to_refuse]
    present = [no for each, no in zip(decided, refused, strict=True) if not each.to_refuse]
    given = [each for each, no in zip(decided, refused, strict=True) if not no]
    judged = [each for each in given if each.to_refuse or each.correct is not None]
    unseen = any(each.refused for each in given)
    known = any(each.correct is not None for each in decided) and not unseen
    return Point(
        threshold=threshold,
        refusal_recall=share(sum(absent), len(absent)),
        false_refusals=share(sum(present), len(present)),
        answered=share(len(given), len(decided)),
        right=share(sum(each.correct is True for each in judged), len(judged)) if known else None,
    )
