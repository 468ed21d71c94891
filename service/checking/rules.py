"""The built-in checker: rules that nothing outweighs, then a score fitted on labelled pairs."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Literal

from index.sentences import split
from index.terms import folded
from service.answers import CheckerFigures, Support, Verdict
from service.checking.comparison import compare
from service.checking.coverage import Features
from service.checking.fitted import Fitted, Scorer, shipped

_Quoting = Literal["sentences", "part"]

NAME = "rules.v4"
BROKEN_RULE = 0.3
"""What is left of the score of a claim that states a fact its evidence does not."""


class RuleChecker:
    """Checks names, numbers, dates and negations by rule, and weighs the rest.

    A sentence that stands in its evidence word for word is supported. One that states
    a name, a number or a date that the evidence does not, or turns a negation round, or
    is torn from under a word that unsays it, never is. Of the others, the score decides:
    how much of the claim is covered, in what order, and whether its names sit among the
    same words.
    """

    def __init__(self, fitted: Fitted | None = None) -> None:
        """Make a checker that scores with `fitted`, by default the numbers of the package."""
        self._fitted = fitted or shipped()
        self._compared = lru_cache(8)(self._measured)

    @property
    def figures(self) -> CheckerFigures:
        """Its name with the digest of its fitted numbers, and its error rates."""
        name = f"{NAME}@sha256:{self._fitted.digest[:12]}"
        return CheckerFigures(name=name, **self._fitted.scorer.figures)

    def check(self, claim: str, evidence: str) -> Support:
        """See `Checker.check`."""
        return self.ruled(claim, evidence) or self.weighed(claim, evidence)

    def ruled(self, claim: str, evidence: str) -> Support | None:
        """The verdict where a rule decides, whatever any model says; None where none does."""
        quoting = _quoting(claim, evidence)
        if quoting == "sentences":
            return Support(verdict="supported", score=1.0)
        features = self._compared(claim, evidence)
        if not features["claim_words"] or not features["evidence_words"]:
            return Support(verdict="unsupported", score=0.0)
        if breaks_rule(features):
            score = BROKEN_RULE * self._fitted.scorer.score(features)
            return Support(verdict="unsupported", score=round(score, 3))
        return Support(verdict="supported", score=1.0) if quoting == "part" else None

    def weighed(self, claim: str, evidence: str) -> Support:
        """The verdict by the fitted score alone."""
        score = self._fitted.scorer.score(self._compared(claim, evidence))
        return Support(verdict=_verdict(score, self._fitted.scorer), score=round(score, 3))

    def _measured(self, claim: str, evidence: str) -> Features:
        return compare(claim, evidence, rarity=self._fitted.rarity, common=self._fitted.common)


def breaks_rule(features: Features) -> bool:
    """Whether a claim states what its evidence does not, or denies, supposes or only reports."""
    return any(features[name] > 0 for name in ("facts_missing", "turned", "exchanged", "torn"))


def _quoting(claim: str, evidence: str) -> _Quoting | None:
    """Whether the words of the claim are whole sentences of the evidence, or part of one.

    A run of words across the end of a sentence is neither: there they say nothing.
    """
    said, there = folded(claim), folded(evidence)
    if not said or f" {said} " not in f" {there} ":
        return None
    if said == there:
        return "sentences"
    pieces = [folded(evidence[start:end]) for start, end in split(evidence, "en")]
    runs = (pieces[first:last] for first, last in combinations(range(len(pieces) + 1), 2))
    if any(" ".join(run) == said for run in runs):
        return "sentences"
    return "part" if any(f" {said} " in f" {piece} " for piece in pieces) else None


def _verdict(score: float, scorer: Scorer) -> Verdict:
    if score >= scorer.supported:
        return "supported"
    return "partial" if score >= scorer.partial else "unsupported"
