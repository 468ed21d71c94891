"""Whether a claim is a clause torn out of a sentence that does not state it.

"The minister denied that he had resigned" holds every word of "he had resigned", in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.checking.lexicon import GROUNDS, STOP_STEMS, UNSAYING
from service.checking.words import Word, Words

_COVERED = 0.9
"""The share of a claim's words that a sentence has to hold to be the one that it is torn from."""
_AROUND = 12
"""Words before and after a clause, among which stands what unsays it."""
_BEFORE_IT = 6


def is_torn(claim: Words, evidence: Words) -> bool:
    """Whether what the claim says stands in the evidence under a word that unsays it.

    Such words deny ("a myth that"), suppose ("if") or lay it on somebody ("allegedly"). A claim
    that has the word itself is not torn, nor one that another sentence states plainly.
    """
    return any(_is_torn(part, claim, evidence) for part in claim.sentences)


def _is_torn(part: Sequence[int], claim: Words, evidence: Words) -> bool:
    said = [claim.words[place] for place in part]
    wanted = {word.key for word in said if word.content}
    own = {word.low for word in said} | {word.key for word in said}
    origins = [
        sentence
        for sentence, keys in zip(evidence.sentences, evidence.sentence_keys, strict=True)
        if wanted and len(wanted & keys) >= _COVERED * len(wanted)
    ]
    return bool(origins) and all(_is_unsaid(origin, wanted, own, evidence) for origin in origins)


def _is_unsaid(origin: Sequence[int], wanted: set[str], own: set[str], evidence: Words) -> bool:
    words = [evidence.words[place] for place in origin]
    start, end = _clause(words, wanted)
    near = words[max(0, start - _AROUND) : end + _AROUND]
    unsaying = {word.key for word in near} & UNSAYING - own
    return bool(unsaying) or _is_denied(words[:start], own)


def _clause(words: Sequence[Word], wanted: set[str]) -> tuple[int, int]:
    """The shortest stretch of a sentence that holds all that it has of the wanted words."""
    needed = wanted & {word.key for word in words}
    return min(_stretches(words, needed), key=lambda each: each[1] - each[0])


def _stretches(words: Sequence[Word], needed: set[str]) -> Iterator[tuple[int, int]]:
    """For each wanted word the stretch from it, or from later, to where all have been seen."""
    last: dict[str, int] = {}
    for place, word in enumerate(words):
        if word.key in needed:
            last[word.key] = place
            if len(last) == len(needed):
                yield min(last.values()), place + 1


def _is_denied(before: Sequence[Word], own: set[str]) -> bool:
    """Whether a negation stands before what the clause hangs on: `not say that`, `no evidence`."""
    last = len(before)
    while last and before[last - 1].key in STOP_STEMS and before[last - 1].low != "that":
        last -= 1
    hangs = before[max(0, last - 1) : last]
    return any(word.low == "that" or word.key in GROUNDS for word in hangs) and any(
        word.negates and word.low not in own for word in before[max(0, last - _BEFORE_IT) : last]
    )
