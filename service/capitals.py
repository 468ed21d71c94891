"""Names that are words as well, and only their capital tells: Threads, Signal, Target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.names import names

# "The President" is "the president" elsewhere.
_THE = re.compile(r"\bthe\s*$", re.IGNORECASE)


def capitals_in(question: str) -> tuple[str, ...]:
    """The names of one word in a question."""
    return tuple(
        name.text
        for name in names(question)
        if name.text.isalpha() and not _THE.search(question[: name.start])
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
