"""A follow-up question made to stand alone by a model; by the rules where that fails."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from index.terms import folded
from prompts import Message, Prompt
from service.analysis import Analyser, Query
from service.answers import MAX_QUESTION_CHARACTERS, Turn
from service.errors import ModelUnavailable

TURNS = 6
TURN_CHARACTERS = 600
LONGER = 400
"""By how many characters a question may grow when it stands alone."""
_NAME_OR_NUMBER = re.compile(r"(?<!^)\b(?:[^\W\d_a-z]|\d)[\w’'.,-]*")


class TextWriter(Protocol):
    """Writes a short text."""

    def write(self, messages: list[Message]) -> str:
        """The whole text; raises `ModelUnavailable` where there is none."""
        ...


class StandaloneAnalyser:
    """Has follow-ups rewritten, then reads them as another analyser does.

    A rewritten question that brings a name or a number which neither the conversation
    nor the question holds is not used.
    """

    def __init__(
        self,
        analyser: Analyser,
        *,
        writer: TextWriter,
        prompt: Prompt,
        nonce: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._analyser = analyser
        self._writer = writer
        self._prompt = prompt
        self._nonce = nonce

    def read(self, question: str, conversation: Sequence[Turn]) -> Query:
        """See `Analyser.read`; a failing model is no error."""
        if conversation and (alone := self._alone(question, conversation)):
            return self._analyser.read(alone, ())
        return self._analyser.read(question, conversation)

    def _alone(self, question: str, conversation: Sequence[Turn]) -> str | None:
        turns = [
            f"{turn.role}: {_line(turn.content)[:TURN_CHARACTERS]}"
            for turn in conversation[-TURNS:]
        ]
        messages = self._prompt.render(
            nonce=self._nonce(), turns="\n".join(turns), question=_line(question)
        )
        try:
            written = _line(self._writer.write(messages)).strip("\"“”' ")
        except ModelUnavailable:
            return None
        room = min(MAX_QUESTION_CHARACTERS, len(question) + LONGER)
        is_question = any(char.isalnum() for char in written) and len(written) <= room
        return written if is_question and _adds_nothing(written, [question, *turns]) else None


def _adds_nothing(written: str, given: Iterable[str]) -> bool:
    """Whether each name and number of `written` stands in what was given."""
    known = set(folded(" ".join(given)).split())
    named = " ".join(_NAME_OR_NUMBER.findall(written))
    return set(folded(named.replace("’s", "").replace("'s", "")).split()) <= known


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
