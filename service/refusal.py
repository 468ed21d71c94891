"""When the evidence is too weak to answer from: decided from evidence, not by a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from service.evidence import Strength


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """A logistic curve over the strength of the evidence.

    `confidence` estimates the chance that the archive holds the answer; under
    `threshold` the question is refused. The weights were fitted by
    `service.evals.fit_refusal` (`make refusal`) on questions with and without an answer
    of five sets: multihop, clapnq, squad1, squad2, seeds. What each threshold refuses of
    questions that were held out stands in docs/figures.md.
    """

    threshold: float
    bias: float = -11.23
    coverage: float = 2.04
    together: float = 1.88
    likeness: float = 1.93
    nearest: float = 8.22
    missing: float = -3.25
    length: float = 1.89

    def confidence(self, strength: Strength) -> float:
        """The chance, from 0 to 1, that evidence of this strength answers the question."""
        total = (
            self.bias
            + self.coverage * strength.coverage
            + self.together * strength.together
            + self.likeness * strength.likeness
            + self.nearest * strength.nearest
            + self.missing * strength.missing
            + self.length * strength.length
        )
        return 1.0 / (1.0 + math.exp(-total))

    def refuses(self, strength: Strength) -> bool:
        """Whether to say that the archive does not hold the answer."""
        return self.confidence(strength) < self.threshold
