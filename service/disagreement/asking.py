"""What a question asks: the kind of value, its unit or noun, and the words that name the thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.terms import content_terms, terms
from service.disagreement.amounts import unit_named
from service.disagreement.wording import SYNONYMS, content_keys, content_words, key_of, words_of
from service.expectations import expectation_of, without_asking
from service.offices import AskedOffice, office_of
from service.relevance import Rarity

_COUNTED = re.compile(r"\bhow many\b|\b(?:what|which) (?:number|amount) of\b", re.IGNORECASE)
_LIGHT = frozenset(
    key_of(word)
    for word in """become go went take took place make made get got call name consider happen occur
    located find found set come use many exactly really ever""".split()
)
MOST_WEIGHT = 5.0
"""A word that the archive hardly knows weighs no more than this."""
SYNONYM_WEIGHT = 2.5
_ASKING = {"who": "person", "whom": "person", "where": "place", "when": "time"}
_TOLL = re.compile(r"\b(?:what|how)\b.*\b(?:toll|magnitude)\b", re.IGNORECASE)
_AMONG = {
    r"\bhow (?:long|soon)\b": frozenset({"duration", "length"}),
    r"\bhow old\b|\bwhat age\b": frozenset({"age"}),
    r"\bhow (?:far|tall|high|wide|deep)\b": frozenset({"length"}),
    r"\bhow fast\b": frozenset({"speed"}),
    r"\b(?:what|which) (?:percent|percentage|share|proportion|fraction)\b": frozenset({"percent"}),
    r"\bmagnitude\b": frozenset({"count"}),
}
_VERBS = frozenset(
    """is are was were do does did has have had will would can could been be there take took
    took in on of at from for by with to per that who which the a an""".split()
)
# Any number of people may have done these, so that two names are no disagreement.
_SHARED_DEEDS = frozenset(
    key_of(word)
    for word in """say said says tell told criticise criticize oppose opposed support supported
    attend call called urge accuse warn comment join joined meet met sign vote voted condemn praise
    ask help work worked believe visit visited speak spoke argue suggest claim use used participate
    compete include included belong member members live lived affect need know think thought agree
    welcome demand reject express describe described mention mentioned report reported influence
    influenced inspire inspired study studied benefit appear appeared feature featured discuss
    contribute interview quote quoted react respond""".split()
)
DEED_WORDS = 1
"""Words after `who` among which stands what was done."""
_SEVERAL = re.compile(
    r"\bwho (?:are|were|else)\b|\b(?:what|which) (?:are|were)\b|\bwho all\b|\bnames of\b"
    r"|\b(?:two|three|four|five|six|some|several|both|other|another|examples?|list|kinds?|types?)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:what|which)\b.*\b(?:name|named|called|title)\b|\b(?:what|which) (?:\w+ ){0,2}(?:team"
    r"|club|company|firm|bank|party|band|group|country|nation|city|town|state|river|coach|player|author"
    r"|university|outlet|newspaper|agency|ship|airline|festival|ocean|studio|network)\b",
    re.IGNORECASE,
)
_MUTUAL = re.compile(r"\b[A-Z][\w’'-]+ (?:and|with) (?:the )?[A-Z]")
NAMING = frozenset({"person", "place", "other"})
LEAST_KEYS = 3
"""A question of fewer words names its thing too loosely, unless with a name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a single value answers.

    `kind` is that of `service.expectations`. `weights` are the keys of its content words with
    their rarity in the archive; `heads` are the keys of what is counted; `units`, where it is
    not empty, are those that an answer can have; `figures` and `names` are the keys of its
    numbers and capitalised words, and `deed` those of the rest, which say what was done.
    `is_mutual` tells that two that it names did it together; `office` is there where the
    holder of one is asked for.
    """

    text: str
    kind: str
    weights: Mapping[str, float]
    heads: frozenset[str]
    units: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]
    is_mutual: bool
    office: AskedOffice | None = None

    @property
    def names_somebody(self) -> bool:
        """Whether a name is asked for: of a person, a place, or of anything else."""
        return self.kind in NAMING

    @property
    def deed(self) -> dict[str, float]:
        """The weights of what says neither when nor of whom."""
        return {
            key: weight
            for key, weight in self.weights.items()
            if key not in self.names and key not in self.figures
        }


def asked_of(question: str, rarity: Rarity) -> Asked | None:
    """Read a question; None where no single value would answer it."""
    kind = _kind(question)
    keys = content_keys(question)
    if kind == "cause" or not keys or _has_many_answers(question, kind):
        return None
    if kind == "other" and not _NAMED.search(question):
        return None
    weights = _weights(without_asking(question), rarity) or _weights(question, rarity)
    names = frozenset(w.key for w in content_words(question) if w.capital and w.start)
    if len(weights) < (LEAST_KEYS - bool(names)):
        return None
    asked = Asked(
        text=question,
        kind=kind,
        weights=weights,
        heads=_heads(question),
        units=_units(question, kind),
        figures=frozenset(key for key in keys if key[:1].isdigit()),
        names=names,
        is_mutual=_MUTUAL.search(question) is not None,
        office=office_of(question, rarity(dict.fromkeys(content_terms(question)))),
    )
    # "Where is Palmer from?" says nothing that two names could differ in.
    has_relation = bool(asked.deed or asked.office)
    return asked if has_relation or not asked.names_somebody else None


def _kind(question: str) -> str:
    """The kind of answer; a question's first word decides where it asks for one."""
    if _TOLL.search(question):
        return "number"
    first = words_of(question)[0].text.lower()
    return _ASKING.get(first) or expectation_of(question).kind


def _has_many_answers(question: str, kind: str) -> bool:
    if kind not in NAMING:
        return False
    deed = {word.key for word in content_words(question)[: DEED_WORDS + 1]}
    return bool(_SEVERAL.search(question)) or (kind == "person" and bool(deed & _SHARED_DEEDS))


def _weights(text: str, rarity: Rarity) -> dict[str, float]:
    """The rarity of each key, capped, and lower for what may be said in many ways."""
    spelled = {word.key: terms(word.text) for word in content_words(text)}
    rare = rarity(dict.fromkeys(term for each in spelled.values() for term in each))
    return {
        key: min(SYNONYM_WEIGHT if key in SYNONYMS else MOST_WEIGHT, *(rare[term] for term in each))
        for key, each in spelled.items()
        if key not in _LIGHT
    }


def _heads(question: str) -> frozenset[str]:
    """The keys of the words between `how many` and its verb."""
    counted = _COUNTED.search(question)
    if counted is None:
        return frozenset()
    heads: list[str] = []
    for word in words_of(question[counted.end() :]):
        if word.text.lower() in _VERBS:
            break
        heads.append(word.key)
    return frozenset(heads[:3])


def _units(question: str, kind: str) -> frozenset[str]:
    if kind == "rate":
        return frozenset({"rate"})
    if _COUNTED.search(question) or re.search(r"\btoll\b", question, re.IGNORECASE):
        return frozenset({"count"})
    for pattern, units in _AMONG.items():
        if re.search(pattern, question, re.IGNORECASE):
            return units
    return unit_named(question)
