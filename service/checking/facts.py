"""Facts that a claim states and its evidence does not: numbers, dates, names, a turned negation.

These are not weighed against anything: a claim that states one is never supported.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from service.checking.lexicon import (
    CALENDAR,
    NEGATIVE_VERBS,
    SAME_NAME,
    TITLES,
)
from service.checking.words import Word, Words

SCOPE = 6
"""Words after a negation, among which stands what it denies."""
_MONTH_TO_DAY = 3
LAST_DAY = 31
UNKNOWN_WORD = "unk"
"""What summarisers of a closed vocabulary write for a word outside it."""
_ARTICLES = frozenset({"a", "an", "single", "one"})


def missing_facts(claim: Words, evidence: Words, common: frozenset[str]) -> list[str]:
    """The numbers, dates and names of `claim` that `evidence` does not state.

    Args:
        claim: the sentence that is judged.
        evidence: what it has to rest on.
        common: words that are mostly written small: a sentence may open with one
            without naming anything.
    """
    return [
        *_missing_numbers(claim, evidence),
        *_missing_dates(claim, evidence),
        *_missing_names(claim, evidence, common),
    ]


def turned_negations(claim: Words, evidence: Words) -> int:
    """Statements that one of the two texts denies and the other makes."""
    extra = _denials(claim) - _denials(evidence, verbs=True)
    return max(0, extra) + _unlicensed(claim, evidence) + _unlicensed(evidence, claim, within=claim)


def _denials(text: Words, *, verbs: bool = False) -> int:
    """How many words deny; with `verbs`, those that say so by themselves count, too."""
    return sum(word.negates or (verbs and word.key in NEGATIVE_VERBS) for word in text.words)


def _missing_numbers(claim: Words, evidence: Words) -> Iterator[str]:
    for place, word in enumerate(claim.words):
        if word.low == "one" and not _counts(claim, place):
            continue
        if word.key.startswith("#"):
            if word.key not in evidence.places and word.key[1:] not in evidence.places:
                yield word.low
        elif word.value is not None and (
            not _has_number(word, evidence) or _counts_by_a_day(claim, place, evidence)
        ):
            yield word.low


def _counts(claim: Words, place: int) -> bool:
    """Whether `one` counts something; it does not in `one another`, `one of them`, `the one`."""
    following = claim.words[place + 1 : place + 2]
    return bool(following) and following[0].content and following[0].low != "another"


def _counts_by_a_day(claim: Words, place: int, evidence: Words) -> bool:
    """Whether a number counts something that is but the day of a date: "15 calls" of "July 15"."""
    there = evidence.places.get(claim.keys[place], ())
    return (
        bool(there)
        and (claim.words[place].value or 0) <= LAST_DAY
        and _counts(claim, place)
        and not _is_beside_a_month(claim, place)
        and all(_is_beside_a_month(evidence, each) for each in there)
    )


def _is_beside_a_month(text: Words, place: int) -> bool:
    return any(key in CALENDAR for key in text.keys[max(0, place - 1) : place + 2])


def _has_number(word: Word, evidence: Words) -> bool:
    if word.low == "one" and _ARTICLES & evidence.lows:
        return True
    if word.key.isdigit() and f"#{word.key}" in evidence.places:
        return True
    units = evidence.numbers.get(word.value or 0.0, frozenset())
    return bool(units) and (not word.unit or word.unit in units or "" in units)


def _missing_dates(claim: Words, evidence: Words) -> Iterator[str]:
    for place, word in enumerate(claim.words):
        if word.key not in CALENDAR:
            continue
        if word.key not in evidence.places:
            yield word.low
        for beside in claim.words[max(0, place - 1) : place + 2]:
            day = beside.key.lstrip("#")
            if day.isdigit() and int(day) <= LAST_DAY and not _dated(word.key, day, evidence):
                yield f"{word.low} {day}"


def _dated(month: str, day: str, evidence: Words) -> bool:
    """Whether a month stands near this day of it; a month without any day says nothing."""
    return any(
        evidence.keys[near].lstrip("#") == day
        for place in evidence.places.get(month, ())
        for near in range(
            max(0, place - _MONTH_TO_DAY), min(len(evidence.keys), place + _MONTH_TO_DAY + 1)
        )
    )


def _missing_names(claim: Words, evidence: Words, common: frozenset[str]) -> Iterator[str]:
    short = _short_forms(evidence)
    known = evidence.lows
    spelled_out = _spelled_out(
        claim, frozenset(word.low for word in evidence.words if word.initials)
    )
    for place, word in enumerate(claim.words):
        if not word.capital or not word.content or len(word.low) < 2 or word.key in CALENDAR:
            continue
        if word.opens and not _name_follows(claim, place) and _plain(word, evidence, common):
            continue
        if word.initials and word.low in short:
            continue
        if word.key in TITLES or place in spelled_out or word.low == UNKNOWN_WORD:
            continue
        if word.low not in known and not SAME_NAME.get(word.low, frozenset()) & known:
            yield word.low


def _plain(word: Word, evidence: Words, common: frozenset[str]) -> bool:
    """Whether a word that opens a sentence may be there for any reason but a name."""
    return word.low in common or word.low.endswith("ly") or word.key in evidence.places


def _name_follows(claim: Words, place: int) -> bool:
    return place + 1 < len(claim.words) and claim.words[place + 1].named


def _runs(text: Words) -> Iterator[list[int]]:
    """The places of neighbouring capitalised words, as in a name of several words."""
    run: list[int] = []
    for place, word in enumerate(text.words):
        if word.capital:
            run.append(place)
        elif word.low not in {"of", "and", "the", "for"} or not run:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _short_forms(text: Words) -> frozenset[str]:
    """The initials of its names of several words: `un` for United Nations."""
    return frozenset(
        "".join(text.words[place].low[0] for place in run[start:])
        for run in _runs(text)
        for start in range(len(run) - 1)
    )


def _spelled_out(claim: Words, short: frozenset[str]) -> frozenset[int]:
    """The places of names whose initials the evidence gives."""
    return frozenset(
        place
        for run in _runs(claim)
        for start, end in combinations(range(len(run) + 1), 2)
        if end - start > 1 and "".join(claim.words[each].low[0] for each in run[start:end]) in short
        for place in run[start:end]
    )


def _unlicensed(text: Words, other: Words, *, within: Words | None = None) -> int:
    """Negations of `text` whose statement `other` makes without one.

    With `within`, only those count whose denied words that text holds side by side, so
    that a denial in the evidence of what the claim does not speak of is no matter.
    """
    denials = [place for place, word in enumerate(text.words) if word.negates]
    return sum(_turned(text, place, other, strictly=within is not None) for place in denials)


def _turned(text: Words, place: int, other: Words, *, strictly: bool) -> bool:
    denied = [word.key for word in _after(text, place) if word.content and not word.negates][:2]
    if strictly and (not denied or not set(denied) <= other.places.keys()):
        return False
    if strictly and _stated_plainly(text, denied):
        return False
    shared = next((key for key in denied if key in other.places), "")
    return not any(_denied_at(other, found) for found in other.places.get(shared, ()))


def _after(text: Words, place: int) -> list[Word]:
    here = text.words[place].sentence
    return [word for word in text.words[place + 1 : place + 1 + SCOPE] if word.sentence == here]


def _stated_plainly(text: Words, denied: list[str]) -> bool:
    """Whether the text says the first of the denied words also without denying it."""
    return any(not _denied_at(text, found) for found in text.places.get(denied[0], ()))


def _denied_at(text: Words, place: int) -> bool:
    here = text.words[place].sentence
    before = [word for word in text.words[max(0, place - SCOPE) : place] if word.sentence == here]
    return any(word.negates for word in before) or any(
        word.key in NEGATIVE_VERBS for word in before[-2:]
    )
