"""What a question asks for, read without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.terms import content_terms
from service.answers import Turn

FOLLOW_UP_TERMS = 4


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the indexes are asked it: text to embed, and words to look up."""

    text: str
    words: str


class Analyser(Protocol):
    """Reads a question, with the turns before it, into a query."""

    def read(self, question: str, conversation: Sequence[Turn]) -> Query:
        """The query that finds what the question is about."""
        ...


class PlainAnalyser:
    """Takes a question as it stands; a short follow-up takes the question before it along."""

    def read(self, question: str, conversation: Sequence[Turn]) -> Query:
        """See `Analyser.read`."""
        asked = [turn.content for turn in conversation if turn.role == "user"]
        if asked and len(content_terms(question)) <= FOLLOW_UP_TERMS:
            question = f"{asked[-1]} {question}"
        return Query(text=question, words=question)
