"""What kind of answer a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|hundred|thousand|million|billion|trillion|dozens?|half|quarter|twice|double|third)\b"
)
_MONTH = (
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_TIME = (
    rf"{_MONTH}|\b\d{{1,4}}(?:st|nd|rd|th|s)?\b|\bcentur"
    r"|\b(?:spring|summer|autumn|winter|noon|midnight|decade)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday|\btoday|\btomorrow"
    r"|\b(?:last|next|this|early|late)"
    r"\s+(?:week|month|year|summer|spring|autumn|winter|night)"
)
_RATE = (
    r"\b(?:every|each|once|twice|thrice|per|times a)\b.{0,24}\b(?:second|minute|hour|day|week|month"
    r"|quarter|year|decade|time)s?\b"
    # "The daily Hurriyet" is a newspaper.
    r"|(?-i:\b(?:hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?)\b(?! [A-Z]))"
)
_NAME = r"(?<!^)(?<![.!?“\"] )\b[A-Z][\w’'-]+"
_CAUSE = (
    r"\b(?:because|due to|since|as a result|so that|in order to|owing to|thanks to|caused|led to"
    r"|reason|therefore|thus|hence|after|amid|over|to\s+\w+)\b"
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A kind of answer: which questions ask for it, and what a sentence that holds one shows.

    `reliability` is the share of answers of this kind that do show it, as counted on
    squad1 and clapnq.
    """

    kind: str
    asked: re.Pattern[str]
    shown: re.Pattern[str] | None
    reliability: float = 1.0


def _expectation(
    kind: str, asked: str, shown: str, *, reliability: float, cased: bool = False
) -> Expectation:
    return Expectation(
        kind,
        re.compile(asked, re.IGNORECASE),
        re.compile(shown, 0 if cased else re.IGNORECASE),
        reliability,
    )


# The first that fits is taken, so the narrow ones come first.
EXPECTATIONS = (
    _expectation("rate", r"\bhow (?:often|frequently|regularly)\b", _RATE, reliability=0.95),
    _expectation(
        "number",
        r"\bhow (?:many|much|old|far|long|tall|high|big|large|deep|fast|hot|cold|wide)\b"
        r"|\bwhat (?:percent|number|amount|share|level|age|proportion|fraction|size)\b"
        r"|\bby how much\b|\bto what level\b",
        _NUMBER,
        reliability=0.97,
    ),
    _expectation(
        "time",
        r"\b(?:since )?when\b|\b(?:on |in )?(?:what|which) (?:year|date|day|month|time|century"
        r"|decade)\b",
        _TIME,
        reliability=0.85,
    ),
    _expectation(
        "person",
        r"\bwho(?:m|se)?\b|\bwhich (?:person|individual|figure)\b",
        _NAME,
        reliability=0.92,
        cased=True,
    ),
    _expectation(
        "place",
        r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|town|region)\b",
        _NAME,
        reliability=0.92,
        cased=True,
    ),
    _expectation(
        "cause",
        r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led to)\b",
        _CAUSE,
        reliability=0.8,
    ),
)
ANYTHING = Expectation("other", re.compile(r"(?!)"), None)


def expectation_of(question: str) -> Expectation:
    """The kind of answer that `question` asks for; `other` where it cannot be told."""
    return next((each for each in EXPECTATIONS if each.asked.search(question)), ANYTHING)


def meets(expectation: Expectation, sentence: str) -> bool:
    """Whether `sentence` shows what is expected; always so where nothing is."""
    return expectation.shown is None or expectation.shown.search(sentence) is not None


def surprise(expectation: Expectation, *, shows: bool, share: float) -> float:
    """How much it speaks for a sentence that it shows what is expected, or does not.

    The logarithm of how much likelier that is for an answer than for any other
    sentence; `share` is the share of all candidate sentences that show it.
    """
    if expectation.shown is None:
        return 0.0
    of_answers = expectation.reliability if shows else 1.0 - expectation.reliability
    return math.log(of_answers / (share if shows else 1.0 - share))


def without_asking(question: str) -> str:
    """`question` without the words that say what kind of answer is asked for."""
    return expectation_of(question).asked.sub(" ", question)
