"""The outlets that a question names, and what it asks of each.

Questions put an outlet before what it wrote ("the Verge article on smart rings") or
after it ("who is accused of fraud, as reported by The Age"). With several outlets in one
question, each is asked for its own part as well as for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.terms import content_terms

# What follows these is a section: "CNBC | World Business News", "BBC News - Business".
SECTION_MARKS = (" | ", " - ")
# A shorter part says too little to be looked for alone.
PART_TERMS = 4
_PART_FOLLOWS = re.compile(
    r"[’'”\"]*(?:s\b)?\s*(?:\w+\s+){0,2}?"
    r"(?:articles?|reports?|reporting|piece|story|coverage|published|discussing|on|about"
    r"|suggest|describ|cover)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedOf:
    """One naming of an outlet; a short name may stand for several, such as a paper's sections.

    `part` is where the words stand in the question that speak of this outlet's article;
    None where hardly any do.
    """

    outlets: frozenset[str]
    part: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Naming:
    outlets: frozenset[str]
    start: int
    end: int


def asked_of_outlets(question: str, outlets: Sequence[str]) -> tuple[AskedOf, ...]:
    """The namings of outlets in `question`, in its order; of those without a part, the first.

    Names are matched with their capitals, since many are ordinary words (Fortune, Time,
    The Age), and a name within a longer one that was found is not another.
    """
    namings = sorted(_namings(question, outlets), key=lambda each: each.start)
    found: list[AskedOf] = []
    for place, each in enumerate(namings):
        before = namings[place - 1].end if place else 0
        after = namings[place + 1].start if place + 1 < len(namings) else len(question)
        part = _part(question, each, before, after) if len(namings) > 1 else None
        if part or all(each.outlets != other.outlets for other in found):
            found.append(AskedOf(each.outlets, part))
    return tuple(found)


def _part(question: str, naming: _Naming, before: int, after: int) -> tuple[int, int] | None:
    follows = _PART_FOLLOWS.match(question, naming.end, after)
    start, end = (naming.end, after) if follows else (before, naming.start)
    tells = len(content_terms(question[start:end])) >= PART_TERMS
    return (start, end) if tells else None


def _namings(question: str, outlets: Sequence[str]) -> Iterator[_Naming]:
    by_name = _by_name(outlets)
    for name in sorted(by_name, key=lambda each: (-len(each), each)):
        if name not in question:
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", question):
            yield _Naming(by_name[name], found.start(), found.end())
        question = re.sub(
            rf"(?<!\w){re.escape(name)}(?!\w)", lambda found: " " * len(found.group()), question
        )


def _by_name(outlets: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Outlets by their names, short ones included."""
    by_name: dict[str, set[str]] = {}
    for outlet in outlets:
        for name in (outlet, *(outlet.split(mark)[0] for mark in SECTION_MARKS)):
            by_name.setdefault(name, set()).add(outlet)
    return {name: frozenset(meant) for name, meant in by_name.items()}
