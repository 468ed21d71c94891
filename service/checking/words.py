"""A text as the checker reads it: words by stem, numbers by value, dates by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from index.sentences import split
from index.terms import folded
from service.checking.lexicon import (
    CARDINALS,
    DAYS,
    LONG_SCALES,
    MONTHS,
    NEGATIONS,
    ORDINALS,
    SCALES,
    STOP_STEMS,
    stem,
)

_TOKEN = re.compile(
    r"[$€£]|n['’]t\b|\d+(?:[.,:]\d+)*|(?:[A-Z]\.){2,}|[^\W\d_]+?(?=n['’]t\b)|[^\W\d_]+|[%.!?\"“”]"
)
_OPENERS = frozenset('.!?"“')
_PLACEHOLDERS = {"``": '"', "''": '"', "-lrb-": "(", "-rrb-": ")"}
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})


@dataclass(slots=True)
class Word:
    """One word or number.

    `key` is what is compared: a stem, a number's value, `#3` for an ordinal, `@may` for a
    month or weekday. `initials` says that it is written in capitals throughout. `value` and
    `unit` (a currency sign or `%`) belong to numbers.
    """

    low: str
    key: str
    sentence: int
    capital: bool = False
    initials: bool = False
    opens: bool = False
    value: float | None = None
    unit: str = ""
    spelled: bool = False

    @property
    def content(self) -> bool:
        """Whether it carries meaning of its own."""
        return self.key not in STOP_STEMS and self.low != "one"

    @property
    def negates(self) -> bool:
        """Whether it is a word of negation."""
        return self.low in NEGATIONS

    @property
    def named(self) -> bool:
        """Whether its capital marks it as a name, and not the start of a sentence."""
        return self.capital and not self.opens and self.content


@dataclass(frozen=True)
class Words:
    """The words of a text, with the views of them that comparing needs."""

    words: Sequence[Word]

    @cached_property
    def keys(self) -> list[str]:
        """The key of every word, in order."""
        return [word.key for word in self.words]

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """Where each key stands."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self.keys):
            found[key].append(place)
        return dict(found)

    @cached_property
    def content(self) -> list[Word]:
        """The words that carry meaning, in order."""
        return [word for word in self.words if word.content]

    @cached_property
    def wanted(self) -> list[str]:
        """The distinct keys of the content, in order."""
        return list(dict.fromkeys(word.key for word in self.content))

    @cached_property
    def sentences(self) -> list[list[int]]:
        """The places of the words of each sentence; none is empty."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            found[word.sentence].append(place)
        return list(found.values())

    @cached_property
    def sentence_keys(self) -> list[frozenset[str]]:
        """The distinct keys of each sentence."""
        return [frozenset(self.keys[place] for place in each) for each in self.sentences]

    @cached_property
    def lows(self) -> frozenset[str]:
        """The distinct words, folded and unstemmed."""
        return frozenset(word.low for word in self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        """The keys that stand as names somewhere."""
        return frozenset(word.key for word in self.words if word.named and word.value is None)

    @cached_property
    def numbers(self) -> Mapping[float, frozenset[str]]:
        """The units that each number stands with; the empty one where it has none."""
        found: defaultdict[float, set[str]] = defaultdict(set)
        for word in self.words:
            if word.value is not None:
                found[word.value].add(word.unit)
        return {value: frozenset(units) for value, units in found.items()}


@lru_cache(256)
def read(text: str) -> Words:
    """Read a text; the last ones read are kept, since evidence serves several sentences."""
    for written, meant in _PLACEHOLDERS.items():
        text = text.replace(written, meant)
    reader = _Reader(text)
    for match in _TOKEN.finditer(text):
        reader.take(match.group(), match.start())
    return Words(reader.words)


@dataclass(slots=True)
class _Reader:
    """A text while it is read, mark by mark."""

    text: str
    words: list[Word] = field(default_factory=list)
    currency: str = ""
    opens: bool = True
    sentence: int = 0
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.ends = [end for _, end in split(self.text, "en")]

    def take(self, mark: str, start: int) -> None:
        while self.sentence < len(self.ends) - 1 and start >= self.ends[self.sentence]:
            self.sentence += 1
            self.opens = True
        if mark in "$€£":
            self.currency = mark
        elif mark == "%":
            self._percent()
        elif mark in '.!?"“”':
            self.opens = self.opens or mark in _OPENERS
        elif mark[0].isdigit():
            self._number(mark)
        elif not self._amends_number(mark, start):
            self._word(mark)

    def _add(self, word: Word) -> None:
        word.sentence = self.sentence
        word.opens = self.opens
        self.words.append(word)
        self.opens = False
        self.currency = ""

    def _percent(self) -> None:
        if self.words and self.words[-1].value is not None:
            self.words[-1].unit = "%"

    def _number(self, mark: str) -> None:
        plain = mark.replace(",", "").rstrip(".")
        try:
            value = float(plain)
        except ValueError:
            self._add(Word(plain, plain, 0))
        else:
            self._add(Word(plain, f"{value:.12g}", 0, value=value, unit=self.currency))

    def _amends_number(self, mark: str, start: int) -> bool:
        """Whether the mark belongs to the number before it: `1.2 bn`, `3rd`, `25 per cent`."""
        last = self.words[-1] if self.words else None
        low = mark.lower()
        if low == "cent" and len(self.words) > 1 and last and last.low == "per":
            if self.words[-2].value is not None:
                self.words[-2].unit = "%"
            return False
        if last is None or last.value is None or self.text[start - 1] not in f" -{last.low[-1:]}":
            return False
        clings = self.text[start - 1].isdigit()
        if low in LONG_SCALES or (clings and low in SCALES):
            last.value *= SCALES[low]
            last.key = f"{last.value:.12g}"
            return True
        if clings and low in _SUFFIXES:
            last.key = f"#{last.key}"
            return True
        if low in {"percent", "pc"}:
            last.unit = "%"
        return False

    def _word(self, mark: str) -> None:
        low = "n't" if mark[:2].lower() in {"n'", "n’"} else _folded(mark)
        if low in CARDINALS:
            self._spelled(low)
        elif low in ORDINALS:
            self._add(Word(low, f"#{ORDINALS[low]}", 0))
        else:
            capital = mark[0].isupper()
            initials = len(low) > 1 and mark.isupper()
            self._add(Word(low, _key(low, capital=capital), 0, capital=capital, initials=initials))

    def _spelled(self, low: str) -> None:
        last = self.words[-1] if self.words else None
        value = CARDINALS[low]
        if last and last.spelled and last.value in _TENS and value < 10:
            last.value = (last.value or 0) + value
            last.key = f"{last.value:.12g}"
        else:
            self._add(Word(low, f"{value:.12g}", 0, value=value, spelled=True))


_TENS = frozenset(range(20, 100, 10))


@lru_cache(65_536)
def _folded(mark: str) -> str:
    return folded(mark.replace(".", "")).replace(" ", "") or mark.lower()


def _key(low: str, *, capital: bool) -> str:
    """`may` and `march` are months only where they are written so, as are abbreviations."""
    if low in MONTHS and (capital or (len(low) > 4 and low != "march")):
        return MONTHS[low]
    if low in DAYS and (capital or len(low) > 5):
        return DAYS[low]
    return stem(low)
