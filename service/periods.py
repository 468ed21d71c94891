"""The days that a question names, in words or in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from service.days import WHEN, Period, period_of


def periods(question: str, today: date | None) -> tuple[Period, ...]:
    """The days and months that `question` names, in its order.

    Years alone are left out: they say more often what is told than when it was written.
    So are weekdays and days without their year, which may be any week's and year's, and
    months in small letters, which are other words (march, may).

    Args:
        question: What was asked, in English.
        today: What "yesterday" and "last week" are counted from; they name no day without it.
    """
    return tuple(dict.fromkeys(_named(question, today)))


def _named(question: str, today: date | None) -> Iterator[Period]:
    for when in WHEN.finditer(question):
        if not (_is_written_out(when) or (today and (when["near"] or when["span"]))):
            continue
        if period := period_of(when, today or date.max):
            yield period


def _is_written_out(when: re.Match[str]) -> bool:
    """Whether the year stands there, with more than the year."""
    month = when["m1"] or when["m2"] or when["m3"]
    year = when["y1"] or when["y2"] or when["y3"]
    return bool(when["iso"] or (year and month and month[0].isupper()))
