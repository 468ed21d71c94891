"""What a checker is."""

from __future__ import annotations

from typing import Protocol

from service.answers import CheckerFigures, Support


class Checker(Protocol):
    """Judges one sentence against the evidence that it cites."""

    @property
    def figures(self) -> CheckerFigures:
        """Its name with its version, and its own error rates."""
        ...

    def check(self, claim: str, evidence: str) -> Support:
        """The verdict on `claim`, with the confidence that it is supported."""
        ...
