"""What articles state, side by side: the best statement of each, and who can be held to differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.copies import Runs, are_copies
from service.disagreement.asking import Asked
from service.disagreement.values import Value
from service.drafting import Evidence

CLEARLY_BETTER = 0.2
"""How much better a sentence of an article has to fit for one that differs to be ignored."""
MOST_DAYS_APART = 300
"""Days after which another number or name may be another year's."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, the sentence that states it, and near-copies of that in other articles."""

    value: str
    evidence: Evidence
    copies: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that gives one value for what is asked.

    `also` are the other values of that kind which the passage speaks of; `fit` is how
    much of the question stands in the sentence and near it.
    """

    value: Value
    also: tuple[Value, ...]
    evidence: Evidence
    runs: Runs
    fit: float

    @property
    def published(self) -> date | None:
        """When its article appeared, if that is known."""
        return self.evidence.article.published

    def differs(self, other: Statement) -> bool:
        """Whether the two cannot both be true, and neither passage knows the other's value."""
        return (
            self.value.differs(other.value)
            and not any(other.value.agrees(each) for each in self.also if each.is_like(other.value))
            and not any(self.value.agrees(each) for each in other.also if each.is_like(self.value))
        )


def one_an_article(statements: Iterator[Statement]) -> list[Statement]:
    """The best statement of each article; an article that differs with itself has none."""
    by_article: dict[str, list[Statement]] = {}
    for each in statements:
        by_article.setdefault(each.evidence.article.id, []).append(each)
    best = (max(group, key=lambda each: each.fit) for group in by_article.values())
    return [
        each for each in best if not _is_contradicted(each, by_article[each.evidence.article.id])
    ]


def _is_contradicted(best: Statement, others: Sequence[Statement]) -> bool:
    return any(
        best.value.differs(each.value) and each.fit > best.fit - CLEARLY_BETTER for each in others
    )


def positions_around(
    anchor: Statement, statements: Sequence[Statement], asked: Asked
) -> tuple[Stated, ...]:
    """The anchor and all that can be held against it; nothing where none differs."""
    comparable = [
        each
        for each in statements
        if each is anchor or (each.value.is_like(anchor.value) and _is_same(anchor, each, asked))
    ]
    held = [
        each
        for each in comparable
        if each is anchor or each.value.agrees(anchor.value) or each.differs(anchor)
    ]
    if not any(each.differs(anchor) for each in held):
        return ()
    ordered = sorted(held, key=lambda each: (each.published or date.max, each.evidence.article.id))
    return tuple(_merged(ordered))


def _is_same(one: Statement, other: Statement, asked: Asked) -> bool:
    """Whether the two may speak of one thing at all."""
    if asked.kind == "time" or one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= MOST_DAYS_APART


def _merged(statements: Sequence[Statement]) -> Iterator[Stated]:
    """Statements with near-copies of the same value under the first of them."""
    taken: set[int] = set()
    for place, first in enumerate(statements):
        if place in taken:
            continue
        copies = [
            later
            for later in range(place + 1, len(statements))
            if later not in taken
            and statements[later].value.agrees(first.value)
            and are_copies(first.runs, statements[later].runs)
        ]
        taken.update(copies)
        yield Stated(
            first.value.text,
            first.evidence,
            tuple(statements[copy].evidence for copy in copies),
        )
