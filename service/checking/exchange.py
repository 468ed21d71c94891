"""A name, number or date of the evidence put where the evidence has another.

"Volunteers raised 900 to save the site", of "Volunteers raised £200,000 to save the 900-year-old
site": every word stands in the evidence, and what is said does not. Laid beside the sentence that
it follows, the claim shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.checking.lexicon import CALENDAR, SAME_NAME, TITLES
from service.checking.words import Word, Words

LAID_BESIDE = 3
"""So many sentences of the evidence, those that share most words, are tried for the best fit."""
FOLLOWS = 0.6
"""The share of a claim's words that it has in the order of a sentence, at least, to follow it."""
LONGEST = 5
"""Words that stand for each other, at most; longer stretches are told in another way."""
ONE_SPELLING = 0.7
"""Names more alike than this are one name in two spellings: Aleksandr, Alexander."""
_HE = frozenset({"he", "his", "him", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A stretch of the claim, and what the evidence has in its place."""

    said: Sequence[Word]
    there: Sequence[Word]


def exchanged_facts(claim: Words, evidence: Words) -> int:
    """How many names, numbers or dates stand in the place of another, or "she" in that of "he".

    Counted is what follows a sentence of the evidence but for that place; who is called "the
    minister" in one and by name in the other is not exchanged.
    """
    return sum(
        _is_he_for_she(each) or _is_fact_for_fact(each, evidence.names)
        for places in claim.sentences
        for each in _exchanges([claim.words[place] for place in places], evidence)
    )


def _exchanges(said: Sequence[Word], evidence: Words) -> Iterator[_Exchange]:
    """What differs between a sentence of the claim and the one that it follows, if any."""
    laid = [_Laid(said, there) for there in _nearest(said, evidence)]
    best = max(laid, key=lambda each: each.kept, default=None)
    if best is not None and best.kept >= FOLLOWS * len(said):
        yield from best.exchanges()


def _nearest(said: Sequence[Word], evidence: Words) -> list[Sequence[Word]]:
    keys = {word.key for word in said}
    order = sorted(
        range(len(evidence.sentences)), key=lambda at: -len(keys & evidence.sentence_keys[at])
    )
    return [
        [evidence.words[place] for place in evidence.sentences[at]] for at in order[:LAID_BESIDE]
    ]


class _Laid:
    """Two sentences laid beside each other; `kept` words stand in both in one order."""

    def __init__(self, said: Sequence[Word], there: Sequence[Word]) -> None:
        keys = [word.key for word in said], [word.key for word in there]
        self._said, self._there = said, there
        self._steps = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
        self.kept = sum(end - start for what, start, end, *_ in self._steps if what == "equal")

    def exchanges(self) -> Iterator[_Exchange]:
        """The short stretches that stand for each other."""
        for what, start, end, at, to in self._steps:
            if what == "replace" and max(end - start, to - at) <= LONGEST:
                yield _Exchange(self._said[start:end], self._there[at:to])


def _is_he_for_she(change: _Exchange) -> bool:
    said, there = ({word.low for word in each} for each in (change.said, change.there))
    return (said <= _HE and there <= _SHE) or (said <= _SHE and there <= _HE)


def _is_fact_for_fact(change: _Exchange, names: frozenset[str]) -> bool:
    said, there = _without_titles(change.said), _without_titles(change.there)
    kinds = {_kind(word, names) for word in (*said, *there)}
    if not said or not there or "" in kinds or {w.key for w in said} & {w.key for w in there}:
        return False
    if kinds == {"name"}:
        return not _is_one_name(said, there)
    # "On Friday" may be "in 2019".
    return kinds != {"number", "date"}


def _without_titles(words: Sequence[Word]) -> list[Word]:
    """The words with a meaning of their own; "Mr Brekke" may be "Tomas Brekke"."""
    return [word for word in words if word.content and word.key not in TITLES]


def _is_one_name(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether two names are one: in two spellings, as initials, or as a country and its people."""
    if any(SAME_NAME.get(word.low, frozenset()) & {each.low for each in there} for word in said):
        return True
    one, other = ("".join(word.low for word in each) for each in (said, there))
    first, second = ("".join(word.low[0] for word in each) for each in (said, there))
    is_short = one == second or other == first
    return is_short or SequenceMatcher(None, one, other).ratio() > ONE_SPELLING


def _kind(word: Word, names: frozenset[str]) -> str:
    """What kind of fact a word is; nothing where it is none."""
    if word.key in CALENDAR:
        return "date"
    if word.value is not None:
        return "number"
    return "name" if word.named or word.key in names else ""
