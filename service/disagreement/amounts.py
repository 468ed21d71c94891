"""Amounts in a sentence: numbers with their units, as ranges that allow for rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from service.datewords import A_MONTH
from service.disagreement.values import Value

_ONES = {
    word: float(value)
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10.0 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_MAGNITUDES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6,
    "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
# Each unit in the one that its kind is compared in.
_UNITS = {
    "second": ("duration", 1.0), "minute": ("duration", 60.0), "hour": ("duration", 3600.0),
    "day": ("duration", 86_400.0), "week": ("duration", 604_800.0),
    "month": ("duration", 2_629_800.0), "year": ("duration", 31_557_600.0),
    "decade": ("duration", 315_576_000.0),
    "mm": ("length", 0.001), "millimetre": ("length", 0.001), "millimeter": ("length", 0.001),
    "cm": ("length", 0.01), "centimetre": ("length", 0.01), "centimeter": ("length", 0.01),
    "inch": ("length", 0.0254), "inche": ("length", 0.0254), "foot": ("length", 0.3048),
    "feet": ("length", 0.3048), "ft": ("length", 0.3048), "yard": ("length", 0.9144),
    "metre": ("length", 1.0), "meter": ("length", 1.0), "km": ("length", 1000.0),
    "kilometre": ("length", 1000.0), "kilometer": ("length", 1000.0),
    "mile": ("length", 1609.344), "gram": ("mass", 0.001), "kg": ("mass", 1.0),
    "kilo": ("mass", 1.0), "kilogram": ("mass", 1.0), "lb": ("mass", 0.453592),
    "pound": ("mass", 0.453592), "tonne": ("mass", 1000.0), "ton": ("mass", 1000.0),
    "acre": ("area", 4046.86), "hectare": ("area", 10_000.0),
    "square feet": ("area", 0.092903), "square foot": ("area", 0.092903),
    "sq ft": ("area", 0.092903), "square metre": ("area", 1.0), "square meter": ("area", 1.0),
    "square kilometre": ("area", 1e6), "square kilometer": ("area", 1e6),
    "square mile": ("area", 2_589_988.0), "mph": ("speed", 1.609344), "km/h": ("speed", 1.0),
    "percent": ("percent", 1.0), "per cent": ("percent", 1.0), "%": ("percent", 1.0),
    "percentage point": ("percent", 1.0), "barrel": ("barrels", 1.0), "mw": ("power", 1.0),
    "megawatt": ("power", 1.0), "gw": ("power", 1000.0), "gigawatt": ("power", 1000.0),
    "dollar": ("money $", 1.0), "euro": ("money €", 1.0), "yen": ("money ¥", 1.0),
    "rupee": ("money ₹", 1.0), "yuan": ("money yuan", 1.0), "rouble": ("money rouble", 1.0),
}  # fmt: skip
_AT_LEAST = "at least|more than|over|above|no fewer than|not less than|upwards of|exceeding"
_AT_MOST = "up to|as many as|fewer than|less than|under|nearly|almost|close to|at most"
_ABOUT = "about|around|roughly|approximately|some|an estimated|estimated|circa|more or less"
_WORDS = "|".join((*_ONES, *_TENS))
_NUMBER = (
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>\b(?:{_WORDS}|half a|a|an)(?:(?:[ -]|\s+and\s+)(?:{_WORDS}|hundred|thousand)\b)*)"
)
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?:\b(?P<hedge>{_AT_LEAST}|{_AT_MOST}|{_ABOUT})\s+)?"
    rf"(?P<currency>(?:US|A|C|NZ)?[$€£¥₹]\s?)?"
    rf"(?<![\w.,:/-])(?<!\d[–-])(?:{_NUMBER})"
    rf"(?:(?:\s?[–-]\s?|\s+to\s+)(?P<top>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?![\w:/-]))?"
    rf"(?:[\s-]?(?P<magnitude>hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|m|k)\b)?"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?P<plural>s|es)?(?![\w]))?",
    re.IGNORECASE,
)
_NAMED_UNIT = re.compile(rf"\bhow (?:much|many)\s+({_UNIT})", re.IGNORECASE)
_BROKEN = re.compile(r"(?:st|nd|rd|th)\b|[:/]\d|[A-Za-z]|[–-]\d|[–-][A-Z]")
_AFTER_MONTH = re.compile(rf"\b(?:{A_MONTH})\.?\s+$", re.IGNORECASE)
_BEFORE_MONTH = re.compile(rf"\s+(?:of\s+)?(?:{A_MONTH})\b", re.IGNORECASE)
_AFTER_NAME = re.compile(r"(?:\b(?:No\.|number|#)\s?|[a-z]\s[A-Z][\w’'-]*\s)$|#$")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_DAY = 86_400.0


class Number(NamedTuple):
    """A number with how far off the thing that it stands for may be."""

    value: float
    slack: float


def amounts(sentence: str) -> Iterator[Value]:
    """The amounts of a sentence; years, dates, scores, clock times and numbered names are none."""
    for match in _AMOUNT.finditer(sentence):
        number = _number(match)
        if number is None or _is_no_amount(match, sentence):
            continue
        unit, factor = _unit(match)
        low, high = _range(match, number)
        start = match.start()
        text = match.group().rstrip()
        yield Value(text, start, start + len(text), unit, low * factor, high * factor)


def unit_named(text: str) -> frozenset[str]:
    """The kind of unit that a question names: `area` for one that asks how many square feet."""
    named = _NAMED_UNIT.search(text)
    return frozenset({_UNITS[named.group(1).lower()][0]}) if named else frozenset()


def _number(match: re.Match[str]) -> Number | None:
    magnitude = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    if match["digits"]:
        digits = match["digits"].replace(",", "")
        decimals = len(digits.partition(".")[2])
        value = float(digits) * magnitude
        return Number(value, _rounding(value, decimals, magnitude))
    words = match["words"].lower()
    if words in {"a", "an", "half a"} and magnitude == 1.0:
        return None
    value = _spelled(words) * magnitude
    return Number(value, _rounding(value, 0, magnitude))


def _rounding(value: float, decimals: int, magnitude: float) -> float:
    """Half of the last digit that is stated, where the number looks rounded."""
    if decimals or magnitude > 1.0:
        return 0.5 * magnitude / 10.0**decimals
    return 0.05 * value if value >= 100 and value % 100 == 0 else 0.0


def _spelled(words: str) -> float:
    """`two hundred and fifty` is 250, `half a` is a half."""
    if words == "half a":
        return 0.5
    total = part = 0.0
    for word in re.split(r"[\s-]+", words):
        if word in {"hundred", "thousand"}:
            part = max(part, 1.0) * _MAGNITUDES[word]
            if word == "thousand":
                total, part = total + part, 0.0
        else:
            part += _ONES.get(word, _TENS.get(word, 1.0 if word in {"a", "an"} else 0.0))
    return total + part


def _unit(match: re.Match[str]) -> tuple[str, float]:
    currency = (match["currency"] or "").strip()
    if currency:
        return f"money {currency.removeprefix('US')}", 1.0
    if match["unit"]:
        return _UNITS[match["unit"].lower()]
    return "count", 1.0


def _range(match: re.Match[str], number: Number) -> tuple[float, float]:
    """What the number may stand for: hedged ones reach further to the side of their hedge."""
    value, slack = number
    hedge = (match["hedge"] or "").lower()
    if match["unit"] and match["unit"].lower() in {"percent", "per cent", "%"}:
        slack = max(slack, 0.5)
    if match["top"]:
        top = float(match["top"].replace(",", "")) * max(1.0, _magnitude(match))
        return (value, top) if value < top else (value, value)
    if hedge in _AT_LEAST.split("|"):
        return value - slack, 1.15 * value + slack
    if hedge in _AT_MOST.split("|"):
        return 0.85 * value - slack, value + slack
    if hedge:
        slack = max(slack, 0.1 * value)
    return value - slack, value + slack


def _magnitude(match: re.Match[str]) -> float:
    return _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)


def _is_no_amount(match: re.Match[str], sentence: str) -> bool:
    """Whether the number is part of a date, a score, a clock time or a name."""
    start = match.start("digits") if match["digits"] else match.start("words")
    before, after = sentence[:start], sentence[match.end() :]
    if _AFTER_MONTH.search(before) or _BEFORE_MONTH.match(after):
        return True
    plain = match["digits"] and not (match["unit"] or match["currency"] or match["magnitude"])
    if not plain:
        return False
    if _BROKEN.match(after) or _AFTER_NAME.search(before):
        return True
    return _YEAR.fullmatch(match["digits"]) is not None and "," not in match["digits"]
