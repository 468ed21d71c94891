"""Dates in a sentence, resolved by the day on which the article was published."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from service.datewords import A_MONTH, WEEKDAYS, number_of
from service.disagreement.values import Value

# Unlike a month, "may" and "march" are mostly verbs in lower case.
_NAMED_MONTH = rf"(?:(?!may\b|march\b)(?i:{A_MONTH})|May|March)\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20)\d{2}"
_DATE = re.compile(
    rf"(?P<y1>{_YEAR})-(?P<n1>\d{{2}})-(?P<d1>\d{{2}})\b"
    rf"|\b(?P<d2>\d{{1,2}}){_ORDINAL}(?:\s+of)?\s+(?P<m2>{_NAMED_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?\b"
    rf"|\b(?P<m3>{_NAMED_MONTH})\s+(?P<d3>\d{{1,2}}){_ORDINAL}(?:,?\s+(?P<y3>{_YEAR}))?\b"
    rf"|\b(?P<m4>{_NAMED_MONTH}),?\s+(?:of\s+)?(?P<y4>{_YEAR})\b"
    rf"|\b(?P<decade>{_YEAR})s\b"
    rf"|(?<![\d.,$€£-])\b(?P<y5>{_YEAR})\b(?![\d,.]*\d|%|\s(?:people|miles|metres|feet))"
    rf"|\b(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    rf"|\b(?P<near>yesterday|today|tomorrow)\b"
)
_GREATEST = re.compile(
    r"\b(?!(?:protest|arrest|forest|west|midwest|interest|request|guest|test|contest|quest|conquest"
    r"|harvest|rest|unrest|suggest|invest|manifest|honest|modest|budapest|bucharest)\b)"
    r"(?:\w{2,}est|most|worst|best|first|only)\b",
    re.IGNORECASE,
)
# "By Thursday the attack had killed 1,200": the day of a count, and of nothing that happened.
_COUNTED_BY = re.compile(r"\b(?:by|as of|until|till)\s+(?:late |early )?$", re.IGNORECASE)
_COMING = re.compile(r"\b(?:will|would|to be|is set|are set|next|due|scheduled|plans?|expected)\b")


def moments(sentence: str, published: date | None) -> Iterator[Value]:
    """The dates of a sentence as ranges of days.

    A weekday, or a day without its year, is the one nearest to the article's
    publication: before it, or after it where the sentence speaks of what will be. Without a
    publication date a weekday says nothing, and a day of the year stays one of any year. A
    day since which nothing was as great is none of these, nor is one by which something stood so.
    """
    for match in _DATE.finditer(sentence):
        before = sentence[: match.start()]
        if _is_compared_with(before) or _is_counted_by(before, sentence):
            continue
        span = _span(match, sentence, published)
        if span is not None:
            unit, low, high = span
            yield Value(match.group(), match.start(), match.end(), unit, low, high)


def _is_compared_with(before: str) -> bool:
    """Whether a day is one since which nothing was as great: "the deadliest since 1999"."""
    said, since, between = before.rpartition("since ")
    if not since or any(mark.isdigit() or mark in ";," for mark in between):
        return False
    return _GREATEST.search(said.rpartition(";")[2]) is not None


def _is_counted_by(before: str, sentence: str) -> bool:
    """Whether a day only bounds what was so by then; a plan for it is a plan by that day."""
    return _COUNTED_BY.search(before) is not None and _COMING.search(sentence) is None


def _span(
    match: re.Match[str], sentence: str, published: date | None
) -> tuple[str, float, float] | None:
    found = match.groupdict()
    if found["weekday"] or found["near"]:
        return _relative(found, sentence, published) if published else None
    if found["y1"]:
        return _day(int(found["y1"]), int(found["n1"]), int(found["d1"]))
    for form in "23":
        if found[f"m{form}"]:
            month, day = number_of(found[f"m{form}"]), int(found[f"d{form}"])
            year = found[f"y{form}"]
            return _day(int(year), month, day) if year else _yearless(month, day, published)
    return _long(found)


def _long(found: dict[str, str | None]) -> tuple[str, float, float]:
    """A month, a year, a decade or a century."""
    if found["m4"]:
        year, month = int(found["y4"] or 0), number_of(found["m4"])
        return _days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    year = int(found["decade"] or found["y5"] or 0)
    last = year if found["y5"] else year + (99 if year % 100 == 0 else 9)
    return _days(date(year, 1, 1), date(last, 12, 31))


def _relative(
    found: dict[str, str | None], sentence: str, published: date
) -> tuple[str, float, float]:
    if found["near"]:
        ahead = {"yesterday": -1, "today": 0, "tomorrow": 1}[found["near"]]
        # Published and written may be a day apart.
        return _days(published + timedelta(ahead - 1), published + timedelta(ahead))
    return _weekday(found["weekday"] or "", sentence, published)


def _weekday(name: str, sentence: str, published: date) -> tuple[str, float, float]:
    wanted = next(place for place, day in enumerate(WEEKDAYS) if day.startswith(name))
    if _COMING.search(sentence):
        day = published + timedelta((wanted - published.weekday()) % 7)
    else:
        day = published - timedelta((published.weekday() - wanted) % 7)
    return _days(day, day)


def _yearless(month: int, day: int, published: date | None) -> tuple[str, float, float] | None:
    if not 1 <= day <= 31:
        return None
    if published is None:
        return "day of the year", float(100 * month + day), float(100 * month + day)
    years = (published.year - 1, published.year, published.year + 1)
    known = [each for year in years if (each := _day(year, month, day)) is not None]
    return min(known, key=lambda each: abs(each[1] - published.toordinal()), default=None)


def _day(year: int, month: int, day: int) -> tuple[str, float, float] | None:
    try:
        return _days(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def _days(first: date, last: date) -> tuple[str, float, float]:
    return "day", float(first.toordinal()), float(last.toordinal())
