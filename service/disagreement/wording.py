"""Words as two outlets' sentences are compared: stems, with what news writes in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.terms import STOPWORDS, folded, terms

# Each line is one thing that is said in several ways; the first stem stands for all.
_SAME = """
    die death dead kill killed fatality toll perish slain deceased
    injure injury injured wound wounded hurt
    arrest detain detained detention custody
    displace displaced homeless evacuate evacuated evacuees
    write wrote written author pen penned compose composed composer crafted songwriter lyrics
    play portray portrayed star starring cast role actor actress character performance performed
    sing sang sung singer vocal vocalist perform record recorded rendition recording
    win won winner victory victorious champion triumph triumphed seized prevail
    release released premiere premiered debut debuted launch launched hit unveil unveiled shelves
    found founded establish established founder create created creator
    begin began begun start started
    lead led leader leading head headed
    magnitude richter
    cost price worth
    child children kid girl daughter boy son
    big large size
    people person
    centre center epicentre epicenter
    first inaugural
""".split("\n")
_FIRST = {
    stem: group.split()[0]
    for group in _SAME
    for word in group.split()
    for stem in terms(word)
}  # fmt: skip
SYNONYMS = frozenset(_FIRST.values())
"""The keys of what is said in several ways."""
_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen twenty""".split()
_ORDINALS = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh
    twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
    twentieth""".split()
_FIGURES = {word: str(n) for names in (_NUMBERS, _ORDINALS) for n, word in enumerate(names)}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?\b|[^\W_]+(?:[’'][^\W_]+)*")
_RELEASED = re.compile(r"\b(?:come|comes|came|coming) out\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, its place in it and its key, which is how words are compared."""

    text: str
    start: int
    end: int
    key: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_stop(self) -> bool:
        """Whether it carries no meaning of its own."""
        return self.text.lower() in STOPWORDS


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(
        Word(each.group(), each.start(), each.end(), key_of(each.group()))
        for each in _WORD.finditer(text)
    )


@lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """How a word is compared: `killed` and `dead` are one key, `fourth` and `4` another."""
    small = folded(word.removesuffix("'s").removesuffix("’s"))
    figure = _FIGURES.get(small) or _ORDINAL.sub(r"\1", small)
    if figure[:1].isdigit():
        return figure.replace(" ", "")
    stem = next(iter(terms(small)), small)
    return _FIRST.get(stem, stem)


def content_keys(text: str) -> frozenset[str]:
    """The keys of the words of a text that carry meaning, as `content_words` has them."""
    found = _WORD.findall(_RELEASED.sub("released", text))
    return frozenset(key_of(word) for word in found if word.lower() not in STOPWORDS)


def content_words(text: str) -> tuple[Word, ...]:
    """The words of a text that carry meaning; `came out` is one of them, `released`."""
    return tuple(word for word in words_of(_RELEASED.sub("released", text)) if not word.is_stop)


def share(present: Iterable[str], weights: Mapping[str, float]) -> float:
    """The weighted share of the keys that are present, from 0 to 1."""
    total = sum(weights.values())
    return sum(weights[key] for key in weights.keys() & set(present)) / total if total else 0.0


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where each clause of a sentence starts and ends, cut at commas and conjunctions."""
    start = 0
    for cut in _CUT.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


# A comma within a number is no cut.
_CUT = re.compile(
    r",(?!\d{3}\b)\s*|[;:–—]\s*|\s+(?:and|while|but|whereas|although|after|before)\s+"
)
