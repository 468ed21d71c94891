"""The day a question looks back to: `as of 5 June 2023` asks for what was known by then.

Only a day that can be told counts: `before the coup attempt` names none. A question such as
`how many had died by Monday` asks what was true by then, which later articles know better, and
is no such question either.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from service.days import WHEN, period_of

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
        when = WHEN.match(question, lead.end())
        # "known until 1924 as Petrograd" is a name, not knowledge.
        if when is None or _NAMED.match(question, when.end()):
            continue
        period = period_of(when, today)
        if period is None:
            continue
        is_before = lead["before"] or lead["before_"]
        day = period.since - timedelta(1) if is_before else period.until
        return day if day < today else None
    return None
