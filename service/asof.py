"""The day a question looks back to: `as of 5 June 2023` asks for what was known by then.

Only a day that can be told counts: `before the coup attempt` names none. A question such as
`how many had died by Monday` asks what was true by then, which later articles know better, and
is no such question either.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}"
_WHEN = re.compile(
    rf"(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|(?:the\s+)?(?P<d1>{_DAY})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR})\b)?"
    rf"|(?P<m2>{_MONTH})\s+(?:the\s+)?(?P<d2>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|(?:the\s+end\s+of\s+)?(?P<m3>{_MONTH}),?\s+(?P<y3>{_YEAR})\b"
    rf"|(?:the\s+end\s+of\s+)?(?P<y4>{_YEAR})\b"
    rf"|(?:last\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|(?P<yesterday>yesterday)\b|(?:the\s+end\s+of\s+)?last\s+(?P<last>week|month|year)\b",
    re.IGNORECASE,
)
_KNOWN = r"(?:known|believed|confirmed|understood|thought)"
_LEADS = re.compile(
    rf"\bas\s+(?:of|at)\s+"
    rf"|\b{_KNOWN}\b[^?.]*?\b(?:(?P<before>before|prior\s+to)|on|by|until|up\s+to)\s+"
    rf"|^\W*(?:on|by|until)\s+(?=[^?.]*\b{_KNOWN}\b)"
    rf"|\b(?:articles|reports|reporting|news|coverage|sources)\b[^?.]*?"
    r"\b(?:(?P<before_>before|prior\s+to)|until|up\s+to|through)\s+",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\s+(?:as|for)\b", re.IGNORECASE)


def as_of(question: str, today: date) -> date | None:
    """The last day whose articles may answer `question`, or None where it does not look back.

    A month or a year stands for its last day, `before` a day for the day before it; a day
    without its year, a weekday and `last month` are the latest that are not after `today`. A
    day that has not come limits nothing.

    Args:
        question: as it was asked.
        today: the day on which it was asked.
    """
    for lead in _LEADS.finditer(question):
        when = _WHEN.match(question, lead.end())
        # "known until 1924 as Petrograd" is a name, not knowledge.
        if when is None or _NAMED.match(question, when.end()):
            continue
        span = _span(when, today)
        if span is None:
            continue
        first, last = span
        day = first - timedelta(1) if lead["before"] or lead["before_"] else last
        return day if day < today else None
    return None


def _span(when: re.Match[str], today: date) -> tuple[date, date] | None:
    """The first and the last day that is named; None where there is no such day."""
    return next((span for span in _spans(when, today) if span is not None), None)


def _spans(when: re.Match[str], today: date) -> Iterator[tuple[date, date] | None]:
    if when["iso"]:
        yield _day(*(int(part) for part in when["iso"].split("-")))
    for form in "12":
        if when[f"m{form}"]:
            yield _dated(when[f"y{form}"], when[f"m{form}"], int(when[f"d{form}"]), today)
    if when["m3"]:
        yield _month(int(when["y3"]), _number(when["m3"]))
    if when["y4"]:
        yield date(int(when["y4"]), 1, 1), date(int(when["y4"]), 12, 31)
    if when["weekday"]:
        ago = (today.weekday() - _WEEKDAYS.index(when["weekday"].lower())) % 7 or 7
        yield today - timedelta(ago), today - timedelta(ago)
    if when["yesterday"]:
        yield today - timedelta(1), today - timedelta(1)
    if when["last"]:
        yield _last(when["last"].lower(), today)


def _dated(year: str | None, month: str, day: int, today: date) -> tuple[date, date] | None:
    number = _number(month)
    if year:
        return _day(int(year), number, day)
    this = _day(today.year, number, day)
    return this if this and this[1] <= today else _day(today.year - 1, number, day)


def _last(unit: str, today: date) -> tuple[date, date]:
    if unit == "week":
        sunday = today - timedelta(today.weekday() + 1)
        return sunday - timedelta(6), sunday
    if unit == "month":
        end = today.replace(day=1) - timedelta(1)
        return end.replace(day=1), end
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def _number(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None
