"""A model as a judge of support, and how far it agrees with people before it is believed."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prompts import load
from service.answers import CheckerFigures, Support, Verdict
from service.evals.cases import SupportPair
from service.evals.catalogue import Metric
from service.evals.chat import ChatModel
from service.evals.statistics import interval, value

PROMPT = "check.v1"
ANSWER_PROMPT = "judge_answer.v1"
VERDICTS: tuple[Verdict, ...] = ("supported", "partial", "unsupported")
SCORES = {"supported": 1.0, "partial": 0.5, "unsupported": 0.0}
BELIEVED_KAPPA = 0.4
"""From here agreement is called moderate (Landis and Koch, 1977)."""
KAPPA = Metric("kappa", "support", shape="kappa")


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """Judges as the checkers do, so that it is measured on the same pairs.

    An answer that is no verdict counts as unsupported, with a score of 0.
    """

    chat: ChatModel
    nonce: Callable[[], str] = lambda: secrets.token_hex(4)

    @property
    def figures(self) -> CheckerFigures:
        """Its name; how often it errs is what it is measured for."""
        return CheckerFigures(name=self.name)

    @property
    def name(self) -> str:
        """Model and prompt, with the prompt's digest."""
        return f"{self.chat.model} by {load(PROMPT).identity}"

    def check(self, claim: str, evidence: str) -> Support:
        """See `service.checking.Checker.check`.

        Raises:
            RunStopped: the endpoint cannot be reached or refuses.
        """
        prompt = load(PROMPT)
        answer = self.chat.ask(prompt.render(claim=claim, evidence=evidence, nonce=self.nonce()))
        verdict = next((each for each in VERDICTS if each == answer.get("verdict")), None)
        if verdict is None:
            return Support(verdict="unsupported", score=0.0)
        return Support(verdict=verdict, score=_score(answer.get("score"), SCORES[verdict]))

    def is_right(self, question: str, wanted: str, answer: str) -> bool:
        """Whether an answer states what is wanted, in any words.

        Raises:
            RunStopped: the endpoint cannot be reached or refuses.
        """
        fields = {"question": question, "wanted": wanted, "answer": answer}
        said = self.chat.ask(load(ANSWER_PROMPT).render(nonce=self.nonce(), **fields))
        return said.get("correct") is True


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a judge agrees with people on yes or no, beyond chance, by Cohen's kappa.

    `low` and `high` bound it in 95 of 100 such samples; None where there are too few.
    """

    n: int
    kappa: float
    low: float | None = None
    high: float | None = None

    @property
    def believed(self) -> bool:
        """Whether its other judgements are worth showing."""
        return self.kappa >= BELIEVED_KAPPA

    def shown(self) -> str:
        """One line for a person."""
        sure = "" if self.low is None else f" ({self.low:.3f} to {self.high:.3f})"
        verdict = "to be believed" if self.believed else f"not to be believed: {BELIEVED_KAPPA:g}"
        least = "" if self.believed else " is the least"
        return f"kappa {self.kappa:.3f}{sure} on {self.n}, {verdict}{least}"


def agreement(pairs: Sequence[SupportPair], verdicts: Sequence[Support]) -> Agreement:
    """How far a judge's verdicts agree with the labels of `pairs`: supported against the rest."""
    return agreed(
        [pair.label == "supported" for pair in pairs],
        [each.verdict == "supported" for each in verdicts],
    )


def agreed(labels: Sequence[bool], judged: Sequence[bool]) -> Agreement:
    """How far two agree; one who always says the same agrees with nobody beyond chance."""
    rows = [(float(one), float(other)) for one, other in zip(labels, judged, strict=True)]
    found = interval(KAPPA, rows)
    return Agreement(
        n=len(rows),
        kappa=value(KAPPA, rows) or 0.0,
        low=found.low if found else None,
        high=found.high if found else None,
    )


def _score(given: object, otherwise: float) -> float:
    if isinstance(given, int | float) and math.isfinite(given):
        return min(1.0, max(0.0, float(given)))
    return otherwise
