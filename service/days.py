"""Days as questions write them, in English: `5 June 2023`, `June 2023`, `last week`, `Friday`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.datewords import A_MONTH, A_WEEKDAY, WEEKDAYS, number_of

_MONTH = rf"(?:{A_MONTH})\b\.?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}"
_END_OF = r"(?:the\s+end\s+of\s+)?"
WHEN = re.compile(
    rf"\b(?:(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|(?:the\s+)?(?P<d1>{_DAY})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR})\b)?"
    rf"|(?P<m2>{_MONTH})\s+(?:the\s+)?(?P<d2>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|{_END_OF}(?P<m3>{_MONTH}),?\s+(?:of\s+)?(?P<y3>{_YEAR})\b"
    rf"|{_END_OF}(?P<y4>{_YEAR})\b"
    rf"|(?:last\s+)?(?P<weekday>{A_WEEKDAY})\b"
    rf"|(?P<near>today|yesterday)\b|{_END_OF}(?P<span>(?:this|last)\s+(?:week|month|year))\b)",
    re.IGNORECASE,
)
"""Finds one naming of a day, a month, a year or a time near today; `period_of` reads it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def holds(self, day: date | None) -> bool:
        """Whether `day` is known and lies in the period."""
        return day is not None and self.since <= day <= self.until


def period_of(when: re.Match[str], today: date) -> Period | None:
    """The days that are named; None where there is no such day.

    A day without its year and a weekday are the latest that are not after `today`.
    """
    return next(_periods(when, today), None)


def _periods(when: re.Match[str], today: date) -> Iterator[Period | None]:
    if when["iso"]:
        yield _day(*(int(part) for part in when["iso"].split("-")))
    for form in "12":
        if when[f"m{form}"]:
            yield _dated(when[f"y{form}"], when[f"m{form}"], int(when[f"d{form}"]), today)
    if when["m3"]:
        year, month = int(when["y3"]), number_of(when["m3"])
        yield Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    if when["y4"]:
        yield Period(date(int(when["y4"]), 1, 1), date(int(when["y4"]), 12, 31))
    if when["weekday"]:
        ago = timedelta((today.weekday() - WEEKDAYS.index(when["weekday"].title())) % 7 or 7)
        yield Period(today - ago, today - ago)
    if near := when["near"] or when["span"]:
        yield _near(today, " ".join(near.lower().split()))


def _dated(year: str | None, month: str, day: int, today: date) -> Period | None:
    number = number_of(month)
    if year:
        return _day(int(year), number, day)
    this = _day(today.year, number, day)
    return this if this and this.until <= today else _day(today.year - 1, number, day)


def _near(today: date, words: str) -> Period:
    monday = today - timedelta(today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before_month, before_year = month - timedelta(1), year - timedelta(1)
    return {
        "today": Period(today, today),
        "yesterday": Period(today - timedelta(1), today - timedelta(1)),
        "this week": Period(monday, today),
        "last week": Period(monday - timedelta(7), monday - timedelta(1)),
        "this month": Period(month, today),
        "last month": Period(before_month.replace(day=1), before_month),
        "this year": Period(year, today),
        "last year": Period(before_year.replace(month=1, day=1), before_year),
    }[words]


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        named = date(year, month, day)
    except ValueError:
        return None
    return Period(named, named)
