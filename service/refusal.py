"""When the evidence is too weak to answer from: decided from evidence, not by a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from service.evidence import Strength


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """A logistic curve over the strength of the evidence.

    `confidence` estimates the chance that the archive holds the answer; under
    `threshold` the question is refused.
    """

    threshold: float
    bias: float = -3.0
    coverage: float = 2.0
    passage_coverage: float = 2.0
    likeness: float = 2.0
    names: float = 1.5

    def confidence(self, strength: Strength) -> float:
        """The chance, from 0 to 1, that evidence of this strength answers the question."""
        total = (
            self.bias
            + self.coverage * strength.coverage
            + self.passage_coverage * strength.passage_coverage
            + self.likeness * strength.likeness
            + self.names * strength.names
        )
        return 1.0 / (1.0 + math.exp(-total))

    def refuses(self, strength: Strength) -> bool:
        """Whether to say that the archive does not hold the answer."""
        return self.confidence(strength) < self.threshold
