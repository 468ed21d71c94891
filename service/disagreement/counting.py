"""Counts and ages: which number of a sentence counts what the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.disagreement.amounts import amounts
from service.disagreement.asking import Asked
from service.disagreement.values import Value
from service.disagreement.wording import Word, clauses, content_keys, key_of, words_of

REACH = 4
"""Words after a number, among which stands what it counts."""
EVENT_REACH = 9
"""Words between a number of people and what happened to them."""
_EVENTS = frozenset({"die", "injure", "arrest", "displace", key_of("missing"), key_of("rescued")})
_PEOPLE = frozenset(
    key_of(word)
    for word in """people passengers civilians victims residents workers soldiers men women
    children others bodies villagers migrants protesters students tourists police officers
    troops refugees survivors crew pilgrims worshippers fans miners""".split()
)
_AGED = re.compile(r"\b(?:aged|age of|age|turned)\s+$|,\s+$", re.IGNORECASE)
_YEAR = 31_557_600.0


def counted(asked: Asked, sentence: str) -> Iterator[Value]:
    """The numbers that count what is asked for: by their noun, or by what befell whom."""
    words = words_of(sentence)
    events = _EVENTS & asked.weights.keys()
    for amount in amounts(sentence):
        after = [word for word in words if word.start >= amount.end][:REACH]
        noun = next((w for w in after[:2] if not w.is_stop), None) if after else None
        if events:
            fits = _befell(amount, words) in events and _is_of_people(amount, noun, asked)
        else:
            fits = _counts_head(asked, sentence, amount, after, words)
        if fits:
            yield _with_noun(asked, amount, after, sentence)


def ages(sentence: str) -> Iterator[Value]:
    """The ages in years: `42-year-old`, `aged 42`, `Smith, 42,`."""
    for amount in amounts(sentence):
        rest = sentence[amount.end :]
        if amount.unit == "duration" and re.match(r"[\s-]old\b|\sof age\b", rest):
            low, high = amount.low / _YEAR, amount.high / _YEAR
            yield replace(amount, unit="age", low=round(low), high=round(high))
        elif (
            amount.unit == "count"
            and _AGED.search(sentence[: amount.start])
            and re.match(r"[,.]|$", rest)
        ):
            yield replace(amount, unit="age")


def _befell(amount: Value, words: Sequence[Word]) -> str | None:
    """The event word nearest to a number; one that follows wins over one as near before it."""
    nearest: tuple[float, str] | None = None
    place = sum(word.end <= amount.start for word in words)
    first_after = sum(word.start < amount.end for word in words)
    for at, word in enumerate(words):
        if word.key not in _EVENTS:
            continue
        distance = at - first_after + 1.0 if at >= first_after else place - at + 0.5
        if 0 < distance <= EVENT_REACH and (nearest is None or distance < nearest[0]):
            nearest = (distance, word.key)
    return nearest[1] if nearest else None


def _is_of_people(amount: Value, noun: Word | None, asked: Asked) -> bool:
    """Whether a number stands before a word for people, an event, or nothing that it counts."""
    if amount.unit != "count":
        return False
    return noun is None or noun.key[:1].isdigit() or noun.key in _PEOPLE | _EVENTS | asked.heads


def _counts_head(
    asked: Asked, sentence: str, amount: Value, after: Sequence[Word], words: Sequence[Word]
) -> bool:
    if amount.unit != "count":
        return bool(asked.heads & content_keys(amount.text))
    for word in after:
        if word.key[:1].isdigit():
            break
        if word.key in asked.heads and _same_clause(sentence, amount.end, word.start):
            return True
    return _is_number_of(asked, sentence, amount, words)


def _is_number_of(asked: Asked, sentence: str, amount: Value, words: Sequence[Word]) -> bool:
    """Whether it reads `the number of episodes … is 24`."""
    rest = sentence[amount.end :].strip()
    before = [word for word in words if word.end <= amount.start]
    told = re.search(r"\b(?:number|total|count) of\b", sentence[: amount.start], re.IGNORECASE)
    return bool(
        told
        and re.search(r"\b(?:is|was|are|were|to|at|of)\s*$", sentence[: amount.start])
        and (not rest or not rest[0].isalnum())
        and asked.heads & {word.key for word in before}
    )


def _same_clause(sentence: str, start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in clauses(sentence)) or (
        "," not in sentence[start:end]
    )


def _with_noun(asked: Asked, amount: Value, after: Sequence[Word], sentence: str) -> Value:
    """The number with the noun that it counts, as the article writes it."""
    nouns = asked.heads | _PEOPLE | _EVENTS
    noun = next((word for word in after if word.key in nouns), None)
    if noun is None or not re.fullmatch(r"[\s\w-]*", sentence[amount.end : noun.start]):
        return amount
    return replace(amount, text=sentence[amount.start : noun.end], end=noun.end)
