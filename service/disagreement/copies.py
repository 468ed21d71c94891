"""Near-copies: one wire story in several outlets is one source."""

from __future__ import annotations

from collections.abc import Set

from service.disagreement.wording import words_of

RUN = 3
ALIKE = 0.6

Runs = Set[tuple[str, ...]]


def runs_of(text: str) -> Runs:
    """Every run of `RUN` words of a text, as they are compared."""
    keys = [word.key for word in words_of(text)]
    return frozenset(zip(*(keys[place:] for place in range(RUN)), strict=False))


def are_copies(one: Runs, other: Runs) -> bool:
    """Whether most runs of the shorter text stand in the other."""
    shorter = min(len(one), len(other))
    return bool(shorter) and len(one & other) >= ALIKE * shorter
