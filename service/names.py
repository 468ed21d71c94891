"""Names in a sentence: runs of capitalised words, and titles in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.terms import STOPWORDS, folded
from service.datewords import MONTHS, SHORT_MONTHS, WEEKDAYS
from service.nations import NATIONS

_PART = r"[^\W\d_a-z](?:[^\W\d_]|[’'.-](?=[^\W\d_]))*\.?"
_LINK = r"(?:of|the|de|del|della|da|di|du|la|le|van|von|der|den|bin|ibn|al|el|y)"
_RUN = re.compile(rf"\b{_PART}(?:\s(?:{_LINK}\s){{0,2}}{_PART})*")
_POSSESSIVE = re.compile(r"[’']s?$")
_QUOTED = re.compile(r"[“\"‘]([^“”\"]{2,80})[”\"’]|(?<!\w)'([^']{2,60})'(?!\w)")
_OPENERS = (
    STOPWORDS
    | frozenset(each.lower() for each in (*MONTHS, *SHORT_MONTHS, *WEEKDAYS))
    | frozenset(
        """mr mrs ms dr sir dame lord lady president chancellor minister senator governor mayor
        professor captain general king queen prince princess pope saint chief former late
        ceo cfo cto
        according since although despite once since however yet officials police authorities
        many several today yesterday english british american french german""".split()
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands from `start` to `end` of a text, and its `words`, folded."""

    text: str
    start: int
    end: int
    words: frozenset[str]


def names(sentence: str) -> Iterator[Name]:
    """The names of a sentence, without titles and other words that only introduce them.

    A single capitalised word that opens a sentence is none, since any word would be.
    """
    for run in _RUN.finditer(sentence):
        found = _trimmed(run.group(), run.start())
        if found is None:
            continue
        text, start = found
        words = frozenset(word for word in folded(text).split() if word not in STOPWORDS)
        opens = not sentence[:start].strip("“\"'‘( ")
        if not words or (
            opens and len(text.split()) == 1 and not _is_apposed(sentence, start, text)
        ):
            continue
        if not words <= NATIONS:
            yield Name(text, start, start + len(text), words)


def quoted(sentence: str) -> Iterator[tuple[int, int]]:
    """Where the quotations and quoted titles of a sentence stand."""
    for match in _QUOTED.finditer(sentence):
        yield match.start(), match.end()


def _is_apposed(sentence: str, start: int, text: str) -> bool:
    """Whether what follows tells who or what is named: `Thespis, a singer`."""
    if text.endswith("ly"):
        return False
    return re.match(r",\s(?:an?|the|who|whose|which)\b", sentence[start + len(text) :]) is not None


def _opens(word: str) -> bool:
    return word in _OPENERS or word.endswith(("n’t", "n't"))


def _trimmed(run: str, start: int) -> tuple[str, int] | None:
    """A run without the words that only introduce a name, nor a possessive ending."""
    parts = list(re.finditer(r"\S+", run))
    while parts and _opens(parts[0].group().lower().rstrip(".,")):
        parts.pop(0)
    while len(parts) > 1 and parts[-1].group().strip(".,").title() in WEEKDAYS:
        parts.pop()
    if not parts:
        return None
    first, last = parts[0].start(), parts[-1].end()
    text = _POSSESSIVE.sub("", run[first:last]).rstrip(".")
    return (text, start + first) if len(text) > 1 else None
