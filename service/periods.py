"""The days that a question names, in words or in numbers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name: number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["Sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(rf"\b{_YEAR}-(?P<number>\d\d)-{_DAY}\b"),
    re.compile(rf"\b(?P<month>{_MONTH})\.? {_DAY},? {_YEAR}\b"),
    re.compile(rf"\b{_DAY} (?:of )?(?P<month>{_MONTH})\.?,? {_YEAR}\b"),
    re.compile(rf"\b(?P<month>{_MONTH})\.?,? (?:of )?{_YEAR}\b"),
)
_RELATIVE = re.compile(r"\b(today|yesterday|(?:this|last) (?:week|month|year))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def holds(self, day: date | None) -> bool:
        """Whether `day` is known and lies in the period."""
        return day is not None and self.since <= day <= self.until


def periods(question: str, today: date | None) -> tuple[Period, ...]:
    """The days and months that `question` names, in its order.

    Years alone are left out: they say more often what is told than when it was written.

    Args:
        question: What was asked, in English.
        today: What "yesterday" and "last week" are counted from; they name no day without it.
    """
    relative = _relative(question, today) if today else ()
    return tuple(dict.fromkeys((*_dated(question), *relative)))


def _dated(question: str) -> Iterator[Period]:
    for form in _DATES:
        for found in form.finditer(question):
            if (period := _period(found.groupdict())) is not None:
                yield period
        question = form.sub(" ", question)


def _period(parts: dict[str, str | None]) -> Period | None:
    """A day or a month; None for a day that no month has."""
    month = int(parts.get("number") or 0) or _MONTHS.get(parts.get("month") or "", 0)
    year, day = int(parts["year"] or 0), int(parts.get("day") or 0)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return None
    return Period(date(year, month, day or 1), date(year, month, day or last))


def _relative(question: str, today: date) -> Iterator[Period]:
    for found in _RELATIVE.findall(question):
        yield _counted_from(today, found.lower())


def _counted_from(today: date, words: str) -> Period:
    monday = today - timedelta(days=today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before_month, before_year = month - timedelta(days=1), year - timedelta(days=1)
    return {
        "today": Period(today, today),
        "yesterday": Period(today - timedelta(days=1), today - timedelta(days=1)),
        "this week": Period(monday, today),
        "last week": Period(monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": Period(month, today),
        "last month": Period(before_month.replace(day=1), before_month),
        "this year": Period(year, today),
        "last year": Period(before_year.replace(month=1, day=1), before_year),
    }[words]
