"""Whether a run may pass: complete, of the same questions, over its thresholds, and no worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.evals.catalogue import METRICS
from service.evals.compare import Comparison, compare
from service.evals.results import Results
from service.evals.statistics import Difference

ALPHA = 0.05
NAMED = 8
SAME = {"cases_sha256": "questions", "articles_sha256": "articles"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` say why the run does not pass; none where it does."""

    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def passed(self) -> bool:
        """Whether the run may pass."""
        return not self.reasons


def judge_run(
    run: Results, baseline: Results, *, alpha: float = ALPHA, tolerance: float = 0.0
) -> Verdict:
    """Hold a run against its baseline.

    Args:
        run: The run to judge.
        baseline: What it is compared with.
        alpha: A figure that got worse fails the run where that would happen by chance less
            often than this, allowing for how many figures are looked at.
        tolerance: How much worse a figure may get whatever the test says.

    Raises:
        InvalidRequest: the two have no trial in common.
    """
    comparisons = tuple(compare(baseline, run))
    reasons = (
        *_shortfalls(run, baseline),
        *_missed(run),
        *_regressions(comparisons, alpha=alpha, tolerance=tolerance),
    )
    return Verdict(reasons, comparisons)


def _shortfalls(run: Results, baseline: Results) -> Iterator[str]:
    """What makes the two no runs of the same."""
    if not run.summary["complete"]:
        yield "the run is not complete: go on with it"
    for name, kept in baseline.trials.items():
        if name not in run.trials:
            yield f"{name}: the run has no such trial"
            continue
        for digest, what in SAME.items():
            if run.trials[name][digest] != kept[digest]:
                yield f"{name}: its {what} are not the baseline's: make a new baseline"
        lost = [case for case in baseline.scores[name] if case not in run.scores[name]]
        if lost:
            yield f"{name}: {len(lost)} cases of the baseline are missing, such as {lost[0]!r}"


def _missed(run: Results) -> Iterator[str]:
    for line in run.summary["thresholds"]:
        if not line["met"]:
            side = "min" if "min" in line else "max"
            yield f"{line['trial']}: {line['metric']} is {line['value']}, {side} {line[side]:g}"


def _regressions(
    comparisons: Sequence[Comparison], *, alpha: float, tolerance: float
) -> Iterator[str]:
    """Figures that got worse beyond chance, all figures of all trials looked at.

    Within a trial they are tested together; a trial in which nothing moved can raise no
    alarm, so that only the others share the error.
    """
    moved = sum(bool(each.worse) for each in comparisons)
    for each in comparisons:
        for name, p in each.worse.items():
            found = each.figures[name]
            fall = -METRICS[name].better * found.change
            if fall > tolerance and p * moved < alpha:
                yield _reason(each, name, found, p * moved)


def _reason(each: Comparison, name: str, found: Difference, p: float) -> str:
    cases = [case.id for case in each.changed if name in case.worse]
    named = ", ".join(cases[:NAMED]) + (", …" if len(cases) > NAMED else "")
    return (
        f"{each.trial}: {name} {'fell' if found.change < 0 else 'rose'}"
        f" from {found.before:.3f} to {found.after:.3f}"
        f" (95 % of the change {found.interval.low:+.3f} to {found.interval.high:+.3f},"
        f" p {p:.2g}); worse on {len(cases)} of {found.n} cases: {named}"
    )
