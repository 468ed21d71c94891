"""Names that are words as well, and only their capital tells: Threads, Signal, Target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.names import names

# "The President" and "my Library card" are written small elsewhere, and so are "Week 14" and "a 2%
# Card": what these mean is told by the words beside them.
_BEFORE = re.compile(
    r"(?:\b(?:the|an?|this|that|my|your|our|his|her|its|their)|[\d%])\s*$", re.IGNORECASE
)
_BEHIND = re.compile(r"[\s-]*\d")


def capitals_in(question: str) -> tuple[str, ...]:
    """The names of one word in a question, which nothing beside them makes part of another."""
    return tuple(
        name.text
        for name in names(question)
        if name.text.isalpha()
        and not _BEFORE.search(question[: name.start])
        and not _BEHIND.match(question, name.end)
    )


def told_apart(capitals: Sequence[str], sentences: Sequence[str]) -> tuple[str, ...]:
    """Those that some sentence has as a name, so that a word in small letters is another."""
    return tuple(
        name
        for name in capitals
        if any(re.search(rf"\w[,;]? {name}\b", sentence) for sentence in sentences)
    )


def has_as_word(sentence: str, names: Sequence[str]) -> bool:
    """Whether a sentence has one of the names as a word only."""
    return any(_has_as_word(sentence, name) for name in names)


def _has_as_word(sentence: str, name: str) -> bool:
    is_named = re.search(rf"\b(?:{name}|{name.upper()})", sentence)
    return is_named is None and re.search(rf"\b{name.lower()}s?\b", sentence) is not None
