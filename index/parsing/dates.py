"""Publication dates, as metadata or as text states them. Nothing is guessed.

A date counts only with its day, month and year; `06/07/2019` does not say which
of its numbers is the month, so it is no date here.
"""

from __future__ import annotations

import re
from datetime import date

from dateutil.parser import parserinfo

_MONTHS = parserinfo()
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=$|[Tt\s])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|T\d)")
_WORD = r"[^\W\d_]{3,9}"
WEEKDAY = r"(?i:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?i:day)?\.?,?\s+"
SPOKEN = (
    rf"(?:(?P<month1>{_WORD})\.?\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month2>{_WORD})\.?,?[\s-]+"
    r"(?P<year2>\d{4})"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))"
)
_WITH_WEEKDAY = re.compile(rf"(?:{WEEKDAY})?{SPOKEN}")
_WIRE = re.compile(
    rf"[A-Z][A-Z.'’ -]+(?:, [A-Z][\w.' -]+)?, {SPOKEN}(?=\s*(?:\([^)]{{2,30}}\)|/[^/]{{2,30}}/)?"
    r"\s*[-–—:])"
)


def metadata_date(text: str) -> date | None:
    """Read the date of a metadata field: ISO 8601, RFC 2822, or words.

    The date is that of the field's own time zone; times, to the nanosecond, are
    cut off. None for anything else.
    """
    text = text.strip()
    numeric = _ISO.match(text) or _COMPACT.match(text)
    if numeric:
        year, month, day = (int(part) for part in numeric.groups())
        return _date(year, month, day)
    return spoken_date(text)


def spoken_date(text: str) -> date | None:
    """Read text that begins with a date in words, such as `Sunday, March 21, 2021`."""
    found = _WITH_WEEKDAY.match(text)
    return _spoken(found) if found else None


def wire_date(paragraph: str) -> date | None:
    """Read the dateline that opens a wire story, such as `ANKARA, March 3, 2020 (AP) —`."""
    found = _WIRE.match(paragraph)
    return _spoken(found) if found else None


def _spoken(found: re.Match[str]) -> date | None:
    for form in "12":
        if found[f"month{form}"]:
            month = _MONTHS.month(found[f"month{form}"])
            if month is None:
                return None
            return _date(int(found[f"year{form}"]), month, int(found[f"day{form}"]))
    return _date(int(found["year3"]), int(found["month3"]), int(found["day3"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
