"""A service whose answers are told beforehand, over an archive that is real."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

from index.archive import Archive
from service.answering import Answerer
from service.answers import Answer, AnswerEvent, Ask, CheckedSentence, Meta
from service.cancellation import Cancellation
from service.door import LocalDoor

PATIENCE_S = 30.0
BASE = Ask(question="Who met Javad Zarif in Isfahan?", mode="extractive")


class Scripted:
    """Answers each question with what `answer` makes of a real answer to another.

    While `gate` is cleared, a stream waits before each sentence but the first.
    `asked` has the requests, `name` the id of the last answer; `left` is set when a
    stream was closed before its end.
    """

    def __init__(self, real: Answerer) -> None:
        self.ask = real.ask
        self._base = real.ask(BASE)
        self.answer: Callable[[Answer], Answer] = lambda base: base
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.left = threading.Event()
        self.asked: list[Ask] = []
        self.name = ""
        self.reset()

    def reset(self) -> None:
        """Answer as the real one did, at once."""
        self.answer = lambda base: base
        self.fault = None
        self.gate.set()
        self.left.clear()
        self.asked.clear()

    def stream(
        self, ask: Ask, *, cancellation: Cancellation | None = None
    ) -> Iterator[AnswerEvent]:
        """The told answer as events."""
        self.asked.append(ask)
        self.name = f"ans_{secrets.token_hex(12)}"
        told = {"question": ask.question, "id": self.name}
        answer = self.answer(self._base.model_copy(update=told))
        yield Meta(id=answer.id, question=answer.question, passages=answer.passages)
        try:
            for place, sentence in enumerate(answer.sentences):
                if place:
                    self.gate.wait(PATIENCE_S)
                known = {n for each in answer.sentences[:place] for n in each.citations}
                fresh = [n for n in sentence.citations if n not in known]
                cited = tuple(each for each in answer.citations if each.number in fresh)
                yield CheckedSentence(sentence=sentence, citations=cited)
            self.gate.wait(PATIENCE_S)
        except GeneratorExit:
            self.left.set()
            raise
        if self.fault:
            raise self.fault
        yield answer


class ScriptedDoor(LocalDoor):
    """An archive that belongs to somebody else, with a scripted answerer."""

    def __init__(self, archive: Archive, answerer: Any) -> None:
        self.archive = archive
        self.answerer = answerer

    def close(self) -> None:
        """Leave the archive to its owner."""
