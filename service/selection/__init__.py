"""Which of a few likely sentences answers, behind one Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Selector(Protocol):
    """Reads sentences together with a question, which tells more than what the two share."""

    @property
    def name(self) -> str:
        """For receipts: which numbers select."""
        ...

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """How much speaks for each sentence as an answer; without a unit, compared in one call."""
        ...
