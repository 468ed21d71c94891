"""What kind of answer a question asks for, and whether a sentence shows one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import terms
from service.datewords import A_MONTH

_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|(?:six|seven|eigh|nine)(?:ty|teen)|(?:thir|four|fif)teen|(?:hundred|thousand|million|billion"
    r"|trillion)s?|dozens?|half|quarter|twice|double|third)\b"
)
_NUMBER = rf"\d[\d.,]*|{_NUMBER_WORD}"
# GPT-4 counts nothing, and 2023 hardly ever does.
_COUNT = rf"(?<![\w-])(?!(?:1[5-9]|20)\d\d\b(?![.,]\d))\d[\d.,]*|{_NUMBER_WORD}"
_MONEY = (
    r"[$€£¥₹₺]\s?\d[\d.,]*|(?<![\d.,])\d[\d.,]*+\s?(?:billion|million|thousand|bn|[mk])?\s?(?:dollars|euros"
    r"|pounds|yen|rupees|cents|usd|eur|gbp)\b"
)
_DURATION = (
    r"(?:(?<![\d.,])\d[\d.,]*+|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few"
    r"|several|decades?)\b)[\w\s-]{0,14}\b(?:second|minute|hour|day|week|month|year|decade|centur)"
)
# A month has its capital: "may" and "march" are words as well.
_MONTH = rf"(?-i:\b(?:{A_MONTH})\b)"
_DATE = rf"{_MONTH}|\b(?:1\d|20)\d\ds?\b|\b\d{{1,3}}(?:st|nd|rd|th)\b"
_TIME = (
    r"\b\d{1,4}(?:s|th)?\b|\bcentur\w*|\b(?:spring|summer|autumn|winter|noon|midnight|decade)\b"
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
_UPPER = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x250)) if letter.isupper())
_NO_NAME = (
    rf"{A_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|The|An?|In|On|At|It|He|She|They|We|I|But"
    r"|And|For|This|That|These|Those|As|If|When|While|After|Before|With|From|To|Of|By|Mr|Mrs|Ms|Dr"
)
# Theresa May, Jan Vertonghen.
_NO_PART = rf"(?!(?:Jan|April|May|June|August)\b)(?:{_NO_NAME})"
_BODY = (
    r"Act|Agency|App|Arena|Association|Avenue|Awards?|Bank|Bowl|Center|Centre|Championship|City|Club"
    r"|College|Commission|Committee|Company|Conference|Congress|Corp|Council|County|Court|Cup"
    r"|Department|Festival|Fund|Games|Group|Inc|Institute|Islands?|Journal|League|Ministry|Museum"
    r"|News|Office|Open|Party|Post|Prize|River|Road|School|Season|Senate|Series|Show|Stadium"
    r"|States?|Store|Summit|Theat(?:er|re)|Times|Tournament|Union|United|University|War|Week|World"
    r"|Year"
)
# These are people's names as well, but not after another one.
_BODY_AFTER = rf"{_BODY}|Day|Hall|House|Park|Street"
_WORD = rf"(?!(?:{_NO_NAME})\b)[{_UPPER}](?:[\w’'-]+|\.[A-Z])"
_PART = rf"(?!(?:{_BODY}|{_NO_PART})\b)(?=[\w’'-]*[a-z])[{_UPPER}][\w’'-]*+"
_NAME = rf"(?<!^)(?<![.!?“\"] )(?<![\w’'-]){_WORD}"
_PERSON = (
    rf"(?<![\w’'-])(?<!\b[Tt]he ){_PART}(?:\s(?:[A-Z]\.\s)?(?:(?:de|van|von|bin) |[Aa]l-)?{_PART})+"
    rf"(?!\s(?:{_BODY_AFTER})\b)"
)
_PLACE = (
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Oo]utside|to|into|across|of)\s(?:the\s)?(?:[a-z]+\s)?"
    rf"{_WORD}"
)
_CAUSE = (
    r"\b(?:because|due to|since|as a result|so that|in order to|owing to|thanks to|caused|led to"
    r"|reason|therefore|thus|hence|after|amid|over|to\s+\w+)\b"
)
# Words about the answer, not in it. Of the answers to 85 questions of SQuAD and the news for a
# "type" two in a hundred hold that word, of those for what "happened" none; words of the
# subject stand in two answers of three. In lower case, since Said is a name.
_ASKING = re.compile(
    r"\b(?:types?|kinds?|sorts?|names?|happen(?:s|ed)?|percentage|describe[sd]?|means?|says?|said"
    r"|tells?|told|explain(?:s|ed)?|given|besides|according to|examples?|terms?|known)\b"
)
# A sentence without any sign may answer all the same, such as "the day after the vote".
_LEAST = 0.03
# How often a strength that no sentence shows is taken to be shown.
_UNSEEN = 0.5


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sentence that answers may show.

    `share` is the share of answers that show it and no stronger one, as counted on squad1,
    squad2 and clapnq; `is_new` says that what the question holds already is no sign.
    """

    pattern: re.Pattern[str]
    share: float
    is_new: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """A kind of answer that a question asks for, and its signs, the strongest first.

    `known` are the terms of the question.
    """

    kind: str
    signs: tuple[Sign, ...]
    known: frozenset[str]

    def strength(self, sentence: str) -> int:
        """How strong a sign `sentence` shows: from 0 for none to the number of the signs."""
        shown = (place for place, sign in enumerate(self.signs) if self._shows(sign, sentence))
        return len(self.signs) - next(shown, len(self.signs))

    def is_met(self, sentence: str) -> bool:
        """Whether `sentence` shows what is expected; always so where nothing is."""
        return not self.signs or self.strength(sentence) > 0

    def surprises(self, sentences: Sequence[str]) -> list[float]:
        """How much it speaks for each of `sentences` that it shows a sign as strong as it does.

        The logarithm of how much likelier that is for an answer than for any of them: a sign
        says the more, the fewer show it.
        """
        if not self.signs:
            return [0.0] * len(sentences)
        strengths = [self.strength(each) for each in sentences]
        counts = Counter(strengths)
        of_answers = [sign.share for sign in reversed(self.signs)]
        expected = [max(_LEAST, 1.0 - sum(of_answers)), *of_answers]
        total = len(sentences) + _UNSEEN * len(expected)
        return [
            math.log(expected[strength] * total / (counts[strength] + _UNSEEN))
            for strength in strengths
        ]

    def _shows(self, sign: Sign, sentence: str) -> bool:
        found = (match[0] for match in sign.pattern.finditer(sentence))
        return any(not sign.is_new or not self.known.issuperset(terms(each)) for each in found)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which questions ask for a kind of answer, and its signs."""

    name: str
    asked: re.Pattern[str]
    signs: tuple[Sign, ...]


def _kind(name: str, asked: str, *signs: Sign) -> _Kind:
    return _Kind(name, re.compile(asked, re.IGNORECASE), signs)


def _sign(pattern: str, share: float, *, is_new: bool = True, cased: bool = False) -> Sign:
    return Sign(re.compile(pattern, 0 if cased else re.IGNORECASE), share, is_new)


_NAMED = _sign(_NAME, 0.9, cased=True)
# The first that fits is taken, so the narrow ones come first.
_KINDS = (
    _kind(
        "rate",
        r"\bhow (?:often|frequently|regularly)\b",
        _sign(_RATE, 0.95, is_new=False),
    ),
    _kind(
        "number",
        r"\bhow much\b(?=.{0,60}\b(?:cost|pay|paid|fined|valued|raised?|earn|earned|spend|spent"
        r"|money)\b)"
        r"|\bwhat (?=(?:price|salary|fees?|fine|valuation)\b"
        r"|(?:is|was|are|were) (?:[\w’'-]+ ){0,3}(?:prices?|cost|salary|fees?|fine|valuation)\b"
        r"|(?:did|does|do|will) (?:(?!about\b|say\b|tell\b).){0,60}\b(?:cost|pay|earn|spend)\b)",
        _sign(_MONEY, 0.75),
        _sign(_NUMBER, 0.2),
    ),
    _kind("number", r"\bhow long\b", _sign(_DURATION, 0.75), _sign(_NUMBER, 0.2)),
    _kind(
        "number",
        r"\bhow (?:many|much|old|far|tall|high|big|large|deep|fast|hot|cold|wide)\b"
        r"|\bwhat (?:percent|number|amount|share|level|age|proportion|fraction|size)\b"
        r"|\bby how much\b|\bto what level\b",
        _sign(_COUNT, 0.96),
    ),
    _kind(
        "time",
        r"\b(?:since )?when\b|\b(?:on |in )?(?:what|which) (?:year|date|day|month|time|century"
        r"|decade)\b",
        _sign(_DATE, 0.7),
        _sign(_TIME, 0.12),
    ),
    _kind(
        "person",
        r"\bwho(?:m|se)?\b|\bwhich (?:person|individual|figure)\b",
        _sign(_PERSON, 0.75, cased=True),
        _sign(_NAME, 0.19, cased=True),
    ),
    _kind(
        "place",
        r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|town|region)\b",
        _sign(_PLACE, 0.8, cased=True),
        _sign(_NAME, 0.12, cased=True),
    ),
    _kind(
        "cause",
        r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led to)\b",
        _sign(_CAUSE, 0.94, is_new=False),
    ),
    _kind(
        "other",
        r"\b(?:what|which)(?= (?:[a-z-]+ ){0,2}(?:company|companies|team|club|band|group|player"
        r"|actor|actress|singer|author|party|organi[sz]ation|agency|firm|university|school|river"
        r"|language|ship|film|movie|show|song|album|book|game|newspaper|website|app|king|queen"
        r"|president|director|brand|airline|island|ocean|continent|war|battle|treaty)\b)",
        _NAMED,
    ),
)
_QUESTIONS = re.compile(r"(?<=\?)\s+")
_ANYTHING = _Kind("other", re.compile(r"(?!)"), ())


def expectation_of(question: str) -> Expectation:
    """The kind of answer that `question` asks for; `other`, without signs, if it cannot be told.

    Of several questions the last that tells it counts: a follow-up comes with what it follows.
    """
    kind = _kind_of(question)
    return Expectation(kind.name, kind.signs, frozenset(terms(question)))


def without_asking(question: str) -> str:
    """`question` without the words that say what kind of answer is asked for."""
    without = (_kind_of(each).asked.sub(" ", each) for each in _QUESTIONS.split(question))
    return _ASKING.sub(" ", " ".join(without))


def _kind_of(question: str) -> _Kind:
    asked = reversed(_QUESTIONS.split(question))
    kinds = (kind for each in asked for kind in _KINDS if kind.asked.search(each))
    return next(kinds, _ANYTHING)
