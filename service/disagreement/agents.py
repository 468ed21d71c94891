"""Who did it: the name that stands as the doer of what a question asks about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.disagreement.values import Value
from service.disagreement.wording import Word, words_of

REACH = 4
"""Words between a verb, `by` and the name of the doer."""
_PRONOUNS = frozenset({"he", "she", "who", "they"})
_PASSIVE = re.compile(r"\b(?:by|than)\s+(?:[\w’'-]+\s+){0,4}[“\"'‘]?$")


def agents(found: Sequence[Value], sentence: str, weights: Mapping[str, float]) -> list[Value]:
    """The names among `found` that stand as doers: `written by A`, `A wrote`, `A …, but he wrote`.

    Empty where none does, so that the caller may choose in another way.
    """
    words = words_of(sentence)
    verbs = [word for word in words if word.key in weights and not word.capital]
    by = [name for name in found if _is_after_by(name, sentence, verbs)]
    if by:
        return by[:1]
    for verb in verbs:
        before = [name for name in found if name.end <= verb.start]
        if before and _has_pronoun(verb, words):
            return before[:1]
        if before and _is_subject(before[-1], sentence, verb, words):
            return before[-1:]
    return []


def _is_after_by(name: Value, sentence: str, verbs: Sequence[Word]) -> bool:
    """Whether `by` stands before the name, and before that a word of the question."""
    led = _PASSIVE.search(sentence[: name.start])
    return led is not None and any(0 <= led.start() - verb.end <= 20 for verb in verbs)


def _is_subject(name: Value, sentence: str, verb: Word, words: Sequence[Word]) -> bool:
    """Whether a verb follows the name closely, or after a comma that tells who is named."""
    between = sum(name.end <= word.start < verb.start for word in words)
    return between <= REACH or sentence[name.end : name.end + 1] == ","


def _has_pronoun(verb: Word, words: Sequence[Word]) -> bool:
    before = [word.text.lower() for word in words if word.end <= verb.start][-2:]
    return bool(_PRONOUNS & set(before))
