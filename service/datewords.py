"""The English names of months and weekdays."""

from __future__ import annotations

MONTHS = tuple(
    """January February March April May June July August September October November
    December""".split()
)
SHORT_MONTHS = tuple("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())

A_MONTH = "|".join((*MONTHS, *SHORT_MONTHS))
"""Pattern of any of them, long ones first; without bounds, and with its capital."""
A_WEEKDAY = "|".join(WEEKDAYS)


def number_of(month: str) -> int:
    """1 for January, "jan" or "Jan."."""
    opening = month[:3].title()
    return 1 + next(place for place, name in enumerate(MONTHS) if name.startswith(opening))
