"""How well a sentence meets a question: a weighted sum of what the two share.

The weights were fitted as a softmax over the sentences of each question (squad1,
clapnq, multihop and seeds), so that the sum is a log-odds of being the sentence that
answers; that of what is expected is 1, since it is a logarithm of odds already, and
that of lines is a guess, since of 3,689 lines among multihop's candidates three
answer. The best sentence stands in a paragraph that answers for .86 of squad1, .98
of clapnq, .66 of news and .52 of multihop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.parsing.paragraphs import ends_sentence
from index.terms import content_terms, terms
from service.capitals import capitals_in
from service.expectations import Expectation, expectation_of, without_asking
from service.names import names
from service.nations import NATIONS
from service.numbered import Numbered, numbered_in
from service.offices import AskedOffice, office_of
from service.reading import Reading, Sentence

COVERAGE = 3.5
CONTEXT_COVERAGE = 4.5
PASSAGE_COVERAGE = 1.5
PAIRS = 2.5
COSINE = 5.0
RANK = 1.0
FUSED = 0.5
EXPECTED = 1.0
LINE = -1.5
OFFICE = 3.0
REPEATED = -2.0
ABSENT = -4.0
ANOTHER = -4.0

LINE_WORDS = 12
"""A longer line without a full stop is a sentence that lacks it."""

# An answer has its marks before what ends a sentence.
_ENDS = '.!?"”’ '

_NATIONS = frozenset(term for word in NATIONS for term in terms(word))

Pairs = frozenset[tuple[str, str]]
Rarity = Callable[[Iterable[str]], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Need:
    """What a question asks for, as sentences are compared with it.

    `weights` are its terms with their rarity in the archive, `named` those of its
    names and numbers alone; `pairs` are its neighbouring words, stop words included.
    `office` is there where the holder of one is asked for; `replied` is what was answered
    before in the conversation; `called` are the last terms of its names in several words, and
    `numbered` its things that have others beside them, told apart by number, and `capitals` its
    names of one word.
    """

    weights: Mapping[str, float]
    named: Mapping[str, float]
    pairs: Pairs
    expectation: Expectation
    office: AskedOffice | None = None
    replied: str = ""
    called: frozenset[str] = frozenset()
    numbered: tuple[Numbered, ...] = ()
    capitals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one sentence shares with a need, each from 0 to 1 but for `fused` and `expected`.

    The coverages are weighted shares of the question's terms: in the sentence, in it
    and what is near, in the passage. `pairs` is the share of the question's word
    pairs, `cosine` that with the question's vector, `rank` 1 over the place of the passage,
    `fused` its score in standard deviations, and `expected` how much it speaks for the
    sentence that it shows the kind of answer asked for, or against it that it does not;
    `line` is 1 for a heading or an item of a list, which is no sentence, and `office` says
    how surely the sentence states the office asked for and whose it is; `repeated` is 1 for
    one that was quoted before in the conversation, `absent` the share of the question's
    names and numbers, by rarity, that the whole article lacks, and `another` 1 for a sentence
    about the thing with another number, or with a word where the question has a name.
    """

    coverage: float
    context_coverage: float
    passage_coverage: float
    pairs: float
    cosine: float
    rank: float
    fused: float
    expected: float
    line: float
    office: float = 0.0
    repeated: float = 0.0
    absent: float = 0.0
    another: float = 0.0

    @property
    def shared(self) -> float:
        """How much speaks for this sentence by what it and its passage share with the question."""
        return (
            COVERAGE * self.coverage
            + CONTEXT_COVERAGE * self.context_coverage
            + PASSAGE_COVERAGE * self.passage_coverage
            + PAIRS * self.pairs
            + COSINE * self.cosine
            + RANK * self.rank
            + FUSED * self.fused
        )

    @property
    def shown(self) -> float:
        """How much speaks for it besides: signs of an answer, being a sentence, its article."""
        return (
            EXPECTED * self.expected
            + LINE * self.line
            + OFFICE * self.office
            + REPEATED * self.repeated
            + ABSENT * self.absent
            + ANOTHER * self.another
        )

    @property
    def log_odds(self) -> float:
        """The weighted sum: how much speaks for this sentence being the one that answers."""
        return self.shared + self.shown


def need_of(question: str, rarity: Rarity, *, replied: str = "") -> Need:
    """Read a question; words that only say what kind of answer is asked for are left out.

    `replied` is what was answered before it in the conversation.
    """
    asked = content_terms(without_asking(question)) or content_terms(question)
    weights = rarity(dict.fromkeys(asked))
    return Need(
        weights=weights,
        named=_named(question, weights),
        pairs=_pairs(terms(question)),
        expectation=expectation_of(question),
        office=office_of(question, weights),
        replied=replied,
        called=frozenset(_called(question)),
        numbered=numbered_in(question),
        capitals=capitals_in(question),
    )


def likeness(
    need: Need,
    sentence: Sentence,
    reading: Reading,
    *,
    expected: float,
    absent: float,
    another: bool,
) -> Likeness:
    """Compare a sentence of a passage with a need.

    `expected` says how much its signs of an answer speak for it: `Expectation.surprises`;
    `absent` is what its article lacks, and `another` whether it is of another thing, as in
    `Likeness`.
    """
    near = sentence.content | sentence.before | reading.context
    return Likeness(
        coverage=coverage(sentence.content, need.weights),
        context_coverage=coverage(near, need.weights),
        passage_coverage=coverage(reading.content, need.weights),
        pairs=len(need.pairs & _pairs(sentence.words)) / max(1, len(need.pairs)),
        cosine=sentence.cosine,
        rank=1.0 / (1 + reading.place),
        fused=reading.candidate.score,
        expected=expected,
        line=float(_is_line(sentence.text)),
        office=need.office.stated_in(sentence.text, near) if need.office else 0.0,
        repeated=float(sentence.text.rstrip(_ENDS) in need.replied),
        absent=absent,
        another=float(another),
    )


def coverage(present: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the weighted terms that are present; 0 where there are none."""
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum([weight for term, weight in weights.items() if term in present]) / total


def _is_line(text: str) -> bool:
    return not ends_sentence(text) and len(text.split()) <= LINE_WORDS


def _pairs(words: Sequence[str]) -> Pairs:
    return frozenset(pairwise(words))


def _called(question: str) -> Iterator[str]:
    for name in names(question):
        if " " in name.text:
            yield from content_terms(name.text)[-1:]


def _named(question: str, weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of a question's names and numbers; "Turkish" is no name."""
    found = {
        term
        for word in question.split()[1:]
        if word.strip("\"'“‘(")[:1].isupper() or any(mark.isdigit() for mark in word)
        for term in content_terms(word)
    } - _NATIONS
    return {term: weight for term, weight in weights.items() if term in found}
