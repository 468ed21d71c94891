"""Values as articles state them, and when two of them differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a sentence.

    `text` is how the article writes it and stands from `start` to `end` of the
    sentence. Amounts and dates are ranges from `low` to `high` in `unit`: a round or
    hedged number is wider than an exact one, a month wider than a day. Names are the
    folded `words` of the name, in the unit `name`.
    """

    text: str
    start: int
    end: int
    unit: str
    low: float = 0.0
    high: float = 0.0
    words: frozenset[str] = frozenset()

    def is_like(self, other: Value) -> bool:
        """Whether the two can be compared at all."""
        return self.unit == other.unit

    def agrees(self, other: Value) -> bool:
        """Whether both can be true of one thing: ranges that meet, names that share a word."""
        if self.words or other.words:
            return bool(self.words & other.words)
        return self.low <= other.high and other.low <= self.high

    def differs(self, other: Value) -> bool:
        """Whether the two can be compared and cannot both be true of one thing."""
        return self.is_like(other) and not self.agrees(other)
