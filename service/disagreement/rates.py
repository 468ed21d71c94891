"""How often something happens, as times a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.disagreement.values import Value
from service.disagreement.wording import key_of

_PER_YEAR = {
    "minute": 525_960.0, "hour": 8766.0, "hourly": 8766.0, "day": 365.25, "daily": 365.25,
    "night": 365.25, "week": 52.18, "weekly": 52.18, "month": 12.0, "monthly": 12.0,
    "quarter": 4.0, "quarterly": 4.0, "year": 1.0, "yearly": 1.0, "annually": 1.0, "annual": 1.0,
    "decade": 0.1,
}  # fmt: skip
_SMALL = {"once": 1.0, "twice": 2.0, "thrice": 3.0, "other": 2.0, "second": 2.0}
_N = r"(?P<{}>\d+|\w+)"
_SPAN = r"(?P<{}>minute|hour|day|night|week|month|quarter|year|decade)s?\b"
_RATE = re.compile(
    rf"\bevery\s+(?:{_N.format('gap')}\s+)?{_SPAN.format('every')}"
    rf"|\b(?P<times>once|twice|thrice|(?:\d+|\w+)\s+times)\s+(?:an?|per|every|each)\s+"
    rf"(?:{_N.format('within')}\s+)?{_SPAN.format('each')}"
    r"|\b(?P<adverb>hourly|daily|weekly|monthly|quarterly|yearly|annually)\b(?!\s[A-Z])",
    re.IGNORECASE,
)


def rates(sentence: str) -> Iterator[Value]:
    """`every six months`, `twice a year` and `monthly` as 2, 2 and 12 times a year."""
    for match in _RATE.finditer(sentence):
        found = {name: text.lower() for name, text in match.groupdict().items() if text}
        if "adverb" in found:
            rate: float | None = _PER_YEAR[found["adverb"]]
        elif "every" in found:
            rate = _divided(_PER_YEAR[found["every"]], found.get("gap"))
        else:
            times = _figure(found["times"].split()[0])
            per = _divided(_PER_YEAR[found["each"]], found.get("within"))
            rate = times * per if times and per else None
        if rate:
            yield Value(match.group(), match.start(), match.end(), "rate", 0.99 * rate, 1.01 * rate)


def _divided(rate: float, gap: str | None) -> float | None:
    if gap is None:
        return rate
    figure = _figure(gap)
    return rate / figure if figure else None


def _figure(word: str) -> float | None:
    if word in _SMALL:
        return _SMALL[word]
    key = key_of(word)
    return float(key) if key.isdigit() else None
