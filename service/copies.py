"""Near-copies: one wire story in several outlets is one source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from service.candidates import Candidate

RUN = 3
ALIKE = 0.6
# Of a passage's runs, how many the one that it is folded under has to hold.
SAID = 0.8
# Names and numbers: what tells a copy from a story that says otherwise.
_TELLING = re.compile(r"\b(?:[^\W\d_]*[A-ZÀ-Þ]|\d)[\w.,’'-]*")

_WORD = re.compile(r"\w+")

Runs = Set[tuple[str, ...]]


def runs_of(words: Sequence[str]) -> Runs:
    """Every run of `RUN` words."""
    return frozenset(zip(*(words[place:] for place in range(RUN)), strict=False))


def are_copies(one: Runs, other: Runs) -> bool:
    """Whether most runs of the shorter text stand in the other."""
    shorter = min(len(one), len(other))
    return bool(shorter) and len(one & other) >= ALIKE * shorter


class Folding:
    """Takes candidates, best first, and puts each near-copy under the one that says it already.

    A candidate is folded when one of another outlet that stands before it holds nearly
    all its runs of words, and all its names and numbers: what says something else, or
    more, stands for itself. So does what is from an outlet that the question names, from
    the same outlet, or from none: that is an edition, and no wire story.
    """

    def __init__(self, *, apart: Iterable[str]) -> None:
        """Begin; nothing from the outlets `apart` is folded."""
        self._apart = frozenset(apart)
        self._heads: list[_Head] = []

    def __len__(self) -> int:
        """How many candidates stand for themselves."""
        return len(self._heads)

    def take(self, candidate: Candidate) -> None:
        """Take the next best candidate."""
        words = _words(candidate.passage.text)
        runs = runs_of(words)
        if candidate.article.outlet not in self._apart:
            for head in self._heads:
                if head.says(candidate, runs):
                    head.copies.append(candidate)
                    return
        self._heads.append(_Head(candidate, runs, frozenset(words)))

    def folded(self) -> list[Candidate]:
        """The candidates that stand for themselves, each with its copies."""
        return [replace(each.candidate, copies=tuple(each.copies)) for each in self._heads]


class _Head:
    """A candidate that stands for itself."""

    def __init__(self, candidate: Candidate, runs: Runs, words: frozenset[str]) -> None:
        self.candidate = candidate
        self.copies: list[Candidate] = []
        self._runs = runs
        self._words = words

    def says(self, candidate: Candidate, runs: Runs) -> bool:
        """Whether this passage of another outlet holds what `candidate` says."""
        outlets = {candidate.article.outlet, self.candidate.article.outlet}
        if len(outlets - {None}) < 2 or not runs:
            return False
        if len(runs & self._runs) < SAID * len(runs):
            return False
        telling = " ".join(_TELLING.findall(candidate.passage.text))
        return self._words.issuperset(_words(telling))


def _words(text: str) -> list[str]:
    """Words as they are written: a copy has them so, and stems take ten times as long."""
    return _WORD.findall(text.casefold())
