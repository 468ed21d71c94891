"""A model as the checker: the rules still decide first, and step in when it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from service.answers import CheckerFigures, Support
from service.checking.rules import RuleChecker
from service.errors import DraftRefused, ModelUnavailable

PAUSE_S = 20.0
"""Seconds for which a model that failed is not asked again."""


class Judge(Protocol):
    """A model that judges whether evidence supports a claim."""

    @property
    def name(self) -> str:
        """What the receipt calls it."""
        ...

    def judge(self, claim: str, evidence: str) -> Support:
        """The verdict of the model alone.

        Raises:
            DraftRefused: it is well, but gives no verdict on this claim.
            ModelUnavailable: it cannot be asked or is too slow.
        """
        ...


class JudgedChecker:
    """Asks a model where no rule decides.

    A quotation needs no model, and no model is believed when a claim states a name,
    number or date that the evidence does not. While the model fails, the rules' own
    score decides, and the verdict says so in `degraded`; of a claim that it refuses, for
    that claim alone.
    """

    def __init__(
        self,
        *,
        judge: Judge,
        rules: RuleChecker,
        pause: float = PAUSE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a checker.

        Args:
            judge: the model.
            rules: what comes before it, and stands in for it.
            pause: seconds for which a judge that failed is left alone.
            clock: seconds that only grow.
        """
        self._judge = judge
        self._rules = rules
        self._pause = pause
        self._clock = clock
        self._fault: ModelUnavailable | None = None
        self._again = 0.0

    @property
    def figures(self) -> CheckerFigures:
        """The judge's name; its error rates are not known before `eval support` ran."""
        return CheckerFigures(name=self._judge.name)

    def check(self, claim: str, evidence: str) -> Support:
        """See `Checker.check`."""
        ruled = self._rules.ruled(claim, evidence)
        if ruled is not None:
            return ruled
        if self._fault is not None and self._clock() < self._again:
            return self._by_rules(claim, evidence, self._fault)
        try:
            return self._judge.judge(claim, evidence)
        except DraftRefused as refusal:
            return self._by_rules(claim, evidence, refusal)
        except ModelUnavailable as fault:
            self._fault, self._again = fault, self._clock() + self._pause
            return self._by_rules(claim, evidence, fault)

    def _by_rules(self, claim: str, evidence: str, fault: ModelUnavailable) -> Support:
        told = f"checked by the built-in rules: {fault}"
        return self._rules.weighed(claim, evidence).model_copy(update={"degraded": told})
