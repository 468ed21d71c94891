"""Two runs of the same cases, pair by pair: which figures moved, how surely, and on which cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import InvalidRequest
from service.evals.catalogue import METRICS, Metric
from service.evals.folder import Row
from service.evals.joint import Moved, worse
from service.evals.results import Results
from service.evals.statistics import Difference, difference

Differences = dict[str, Difference]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that contributes otherwise than before: `worse` and `better` name the figures."""

    id: str
    kind: str | None
    worse: tuple[str, ...]
    better: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One trial in both runs, over the cases that both have.

    `figures` and `kinds` hold what is known in both; each `p` is of that figure alone.
    `worse` has the chance of a fall as large as each figure's, all figures looked at.
    """

    trial: str
    n: int
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    figures: Differences
    kinds: Mapping[str, Differences]
    changed: tuple[ChangedCase, ...]
    worse: Mapping[str, float]


def compare(before: Results, after: Results) -> list[Comparison]:
    """Compare every trial that both runs have.

    Raises:
        InvalidRequest: they have none in common.
    """
    names = [name for name in before.scores if name in after.scores]
    if not names:
        raise InvalidRequest(
            f"the runs have no trial in common: {sorted(before.scores)!r} and "
            f"{sorted(after.scores)!r}"
        )
    return [_comparison(before, after, name) for name in names]


def _comparison(before: Results, after: Results, trial: str) -> Comparison:
    figures = _figures(before, after, trial)
    old, new = before.scores[trial], after.scores[trial]
    pairs = _pairs(old, new)
    kinds = sorted({str(row["kind"]) for row, _ in pairs if row["kind"] is not None})
    of_kind = {
        kind: _differences([pair for pair in pairs if pair[0]["kind"] == kind], figures)
        for kind in (kinds if len(kinds) > 1 else ())
    }
    changed = (_changed(row, other) for row, other in pairs)
    return Comparison(
        trial=trial,
        n=len(pairs),
        lost=tuple(each for each in old if each not in new),
        gained=tuple(each for each in new if each not in old),
        figures=figures,
        kinds=of_kind,
        changed=tuple(each for each in changed if each),
        worse=worse({name: _moved(METRICS[name], pairs) for name in figures}),
    )


def _figures(before: Results, after: Results, trial: str) -> Differences:
    known = [
        name
        for name, figure in before.trials[trial]["figures"].items()
        if figure["value"] is not None
        and after.trials[trial]["figures"].get(name, {}).get("value") is not None
    ]
    return _differences(_pairs(before.scores[trial], after.scores[trial]), known)


def _pairs(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[tuple[Row, Row]]:
    return [(row, new[case]) for case, row in old.items() if case in new]


def _differences(pairs: Sequence[tuple[Row, Row]], names: Iterable[str]) -> Differences:
    found = {name: _difference(METRICS[name], pairs) for name in names}
    return {name: each for name, each in found.items() if each is not None}


def _difference(metric: Metric, pairs: Sequence[tuple[Row, Row]]) -> Difference | None:
    """Over the cases that contribute in either run; nothing is a contribution of 0 of 0."""
    both = [(old["shares"].get(metric.name), new["shares"].get(metric.name)) for old, new in pairs]
    kept = [(old, new) for old, new in both if old or new]
    before = [old or _nothing(new) for old, new in kept]
    after = [new or _nothing(old) for old, new in kept]
    return difference(metric, before, after)


def _moved(metric: Metric, pairs: Sequence[tuple[Row, Row]]) -> Moved:
    """Over all cases; one that says nothing of a figure contributes nothing to it."""
    both = [(old["shares"].get(metric.name), new["shares"].get(metric.name)) for old, new in pairs]
    width = _nothing(next(share for shares in both for share in shares if share))
    return Moved(metric, [old or width for old, _ in both], [new or width for _, new in both])


def _nothing(like: Sequence[float] | None) -> list[float]:
    return [0.0] * len(like or ())


def _changed(old: Row, new: Row) -> ChangedCase | None:
    directions = {
        name: _direction(METRICS[name], old["shares"].get(name), new["shares"].get(name))
        for name in {**old["shares"], **new["shares"]}
        if name in METRICS
    }
    worse = tuple(name for name, way in directions.items() if way < 0)
    better = tuple(name for name, way in directions.items() if way > 0)
    if not worse and not better:
        return None
    return ChangedCase(old["id"], old["kind"], worse, better, old["shown"], new["shown"])


def _direction(metric: Metric, old: Sequence[float] | None, new: Sequence[float] | None) -> int:
    """1 where the case got better, -1 where it got worse, 0 where that cannot be said."""
    was, is_now = _rate(metric, old), _rate(metric, new)
    if was is None or is_now is None or was == is_now:
        return 0
    return metric.better if is_now > was else -metric.better


def _rate(metric: Metric, share: Sequence[float] | None) -> float | None:
    if share is None or metric.shape == "auroc":
        return None
    whole = sum(share[1::2])
    return sum(share[0::2]) / whole if whole else None
