"""Does the evidence support the sentence? Decided outside the model, whatever the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from index.terms import content_terms, folded, terms
from service.answers import Support

SUPPORTED_COVERAGE = 0.7
PARTIAL_COVERAGE = 0.5
NEGATIONS = frozenset(terms("not no never none nobody nothing neither nor without cannot denied"))
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {
    word: str(10 * value)
    for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w[\w'\u2019.-]*")


class Checker(Protocol):
    """Judges one sentence against the evidence that it cites."""

    @property
    def name(self) -> str:
        """What the receipt calls this checker."""
        ...

    def check(self, claim: str, evidence: str) -> Support:
        """The verdict on `claim`, with the confidence that it is supported."""
        ...


@dataclass(frozen=True, slots=True)
class RuleChecker:
    """Names and numbers must stand in the evidence, and so must most other words.

    A sentence that stands in its evidence word for word is supported; one that
    states a name or a number that the evidence does not, or turns a negation
    round, is not, however alike the two are otherwise.
    """

    name: str = "rules.v1"

    def check(self, claim: str, evidence: str) -> Support:
        """See `Checker.check`. The score is the share of the claim's words in the evidence."""
        if folded(claim) in folded(evidence):
            return Support(verdict="supported", score=1.0)
        share = _coverage(claim, evidence)
        if numbers(claim) - numbers(evidence) or names(claim) - words(evidence):
            return Support(verdict="unsupported", score=round(share / 4, 3))
        if _negated(claim) != _negated(evidence):
            return Support(verdict="unsupported", score=round(share / 3, 3))
        if share >= SUPPORTED_COVERAGE:
            return Support(verdict="supported", score=round(share, 3))
        verdict = "partial" if share >= PARTIAL_COVERAGE else "unsupported"
        return Support(verdict=verdict, score=round(share / 2, 3))


def numbers(text: str) -> set[str]:
    """The numbers of a text: `1,000` is `1000`, `six` is `6`."""
    digits = {match.replace(",", "").rstrip(".") for match in _NUMBER.findall(text)}
    return digits | {NUMBER_WORDS[word] for word in folded(text).split() if word in NUMBER_WORDS}


def names(text: str) -> set[str]:
    """The capitalised words of a text, folded; one that opens a sentence is left out."""
    found: set[str] = set()
    opens = True
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and not opens:
            found.update(folded(word.removesuffix("'s").removesuffix("\u2019s")).split())
        opens = text[match.end() : match.end() + 2].strip() in {".", "!", "?"} or word.endswith(".")
    return found


def words(text: str) -> set[str]:
    """Every word of a text, folded."""
    return set(folded(text).split())


def _coverage(claim: str, evidence: str) -> float:
    wanted = set(content_terms(claim))
    return len(wanted & set(content_terms(evidence))) / len(wanted) if wanted else 0.0


def _negated(text: str) -> bool:
    return bool(NEGATIONS & set(terms(text)))
