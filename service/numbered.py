"""Things that differ by their number alone: Quest 2 and Quest 3, World War I and World War II."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.terms import terms

_ROMAN = {
    numeral: str(value)
    for value, numeral in enumerate("i ii iii iv v vi vii viii ix x".split(), start=1)
}
# Larger numbers are years or counts.
_NUMBER = rf"(?:\d{{1,3}}[a-z]?|{'|'.join(_ROMAN)})"
_IS_NUMBER = re.compile(_NUMBER)
# An opening capital makes no name.
_NUMBERED = re.compile(rf"(?<=\s)((?=\S*(?-i:[A-Z]))[\w’'.]+)[\s-]({_NUMBER})\b", re.IGNORECASE)

# "Weeks 13 and 14".
_FURTHER = ("and", "or", "to")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The last word of a thing's name as a term, and its number in digits."""

    name: str
    number: str


def numbered_in(question: str) -> tuple[Numbered, ...]:
    """The things of a question whose name has a capital, and a number behind it."""
    found = (terms(f"{match[1]} {match[2]}") for match in _NUMBERED.finditer(question))
    return tuple(Numbered(each[0], _in_digits(each[1])) for each in found if len(each) == 2)


def names_another(words: Sequence[str], asked: Sequence[Numbered]) -> bool:
    """Whether the terms of a sentence name one of the things, but with other numbers only."""
    return any(_names_another(words, each) for each in asked)


def _names_another(words: Sequence[str], asked: Numbered) -> bool:
    numbers = [(word, number) for word, number in pairwise(words) if _IS_NUMBER.fullmatch(number)]
    theirs = {_in_digits(number) for word, number in numbers if word in (asked.name, *_FURTHER)}
    return asked.number not in theirs and any(word == asked.name for word, _ in numbers)


def _in_digits(number: str) -> str:
    return _ROMAN.get(number, number)
