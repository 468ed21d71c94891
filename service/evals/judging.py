"""A model as a judge of support, and how far it agrees with people before it is believed."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prompts import load
from service.answers import CheckerFigures, Support, Verdict
from service.evals.cases import SupportPair
from service.evals.chat import ChatModel

PROMPT = "check.v1"
ANSWER_PROMPT = "judge_answer.v1"
VERDICTS: tuple[Verdict, ...] = ("supported", "partial", "unsupported")
SCORES = {"supported": 1.0, "partial": 0.5, "unsupported": 0.0}
BELIEVED_KAPPA = 0.4
"""From here agreement is called moderate (Landis and Koch, 1977)."""


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
    """How far a judge agrees with people on supported against the rest, beyond chance."""

    n: int
    kappa: float

    @property
    def believed(self) -> bool:
        """Whether its other judgements are worth showing."""
        return self.kappa >= BELIEVED_KAPPA


def agreement(pairs: Sequence[SupportPair], verdicts: Sequence[Support]) -> Agreement:
    """Cohen's kappa between the labels of `pairs` and a judge's verdicts on them."""
    from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

    labels = [pair.label == "supported" for pair in pairs]
    judged = [each.verdict == "supported" for each in verdicts]
    if len({*labels, *judged}) < 2:
        return Agreement(len(pairs), 0.0)
    return Agreement(len(pairs), float(cohen_kappa_score(labels, judged)))


def _score(given: object, otherwise: float) -> float:
    if isinstance(given, int | float) and math.isfinite(given):
        return min(1.0, max(0.0, float(given)))
    return otherwise
