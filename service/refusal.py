"""When the evidence is too weak to answer from: decided from evidence, not by a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from service.strength import Strength


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over the strength of the evidence, by the names of its measures."""

    bias: float
    coverage: float
    together: float
    likeness: float
    nearest: float
    missing: float
    length: float
    read: float = 0.0

    def chance(self, strength: Strength) -> float:
        """The chance, from 0 to 1, that evidence of this strength answers the question."""
        total = (
            self.bias
            + self.coverage * strength.coverage
            + self.together * strength.together
            + self.likeness * strength.likeness
            + self.nearest * strength.nearest
            + self.missing * strength.missing
            + self.length * strength.length
            + self.read * (strength.read or 0.0)
        )
        return 1.0 / (1.0 + math.exp(-total))


UNREAD = Curve(
    bias=-11.45,
    coverage=2.31,
    together=1.77,
    likeness=-0.22,
    nearest=10.27,
    missing=-3.10,
    length=1.92,
)
READ = Curve(
    bias=-9.10,
    coverage=1.56,
    together=1.24,
    likeness=-1.73,
    nearest=11.55,
    missing=-2.49,
    length=1.48,
    read=0.37,
)


MOST_SHOWN = {0.0: 0.1, 0.5: 0.45, 1.0: 1.0}
"""The most that is hoped for by how surely what is asked for is shown (`Strength.shown`).

Of 29 answers without the number asked for to questions of eleven sets 3 were right, and 25 of the
questions have no answer there; what is half shown is answered with a doubt."""
NAMED = 0.6
"""What is hoped for at least where a sentence has all words of a topic: that tells of it, if not
what a question would ask of it, which the curves were fitted on. A guess, above `DOUBTED`; of 64
topics of CLAP NQ, 49 of them without an answer, it lets none through that was refused."""
DOUBTED = 0.5
"""An answer that is less likely than this to be in the archive is given with a doubt."""


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """Refuses a question where the archive's chance to hold its answer is under `threshold`.

    The two curves, for evidence that a selector has read and for evidence that none has, were
    fitted by `service.evals.fit_refusal` (`make refusal`) on questions with and without an
    answer. What each threshold refuses of questions that were held out stands in
    docs/figures.md.
    """

    threshold: float

    def confidence(self, strength: Strength) -> float | None:
        """The chance, from 0 to 1, that evidence of this strength answers; None if it is untold."""
        if not strength.is_told:
            return None
        chance = (UNREAD if strength.read is None else READ).chance(strength)
        if strength.is_topic and strength.coverage == 1.0:
            chance = max(chance, NAMED)
        return min(chance, MOST_SHOWN[strength.shown])

    def doubts(self, strength: Strength) -> bool:
        """Whether to say of an answer that the archive may not hold it."""
        chance = self.confidence(strength)
        return chance is None or chance < DOUBTED

    def refuses(self, strength: Strength) -> bool:
        """Whether to say that the archive does not hold the answer; never where nobody can tell."""
        chance = self.confidence(strength)
        return chance is not None and chance < self.threshold
