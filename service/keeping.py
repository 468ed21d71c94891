"""Answers kept under their id, so that they can be shared, rated and audited."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from index.errors import OperatorError
from index.record.answers import AnswerShelf, KeptAnswer, Rating
from service.answers import Answer, AnswerEvent, Payload

MAX_REASON_CHARACTERS = 2_000

logger = logging.getLogger(__name__)


class Feedback(Payload):
    """What a reader thinks of an answer: the body of `POST /v1/answers/{id}/feedback`."""

    rating: Literal["up", "down"]
    reason: str | None = Field(default=None, max_length=MAX_REASON_CHARACTERS)


class RatedAnswer(Payload):
    """One reader's feedback beside the answer that it is about. Times are UTC."""

    feedback: Feedback
    recorded: datetime
    answered: datetime
    answer: Answer


class FeedbackList(Payload):
    """Feedback, newest first."""

    feedback: tuple[RatedAnswer, ...]


class AnswerBook:
    """Keeps what the service answered for so many days; 0 keeps nothing."""

    def __init__(self, shelf: AnswerShelf, *, days: int) -> None:
        self._shelf = shelf
        self._keep_for = timedelta(days=days)

    def expire(self) -> None:
        """Forget what is older than it may be, as also happens whenever an answer is kept."""
        try:
            self._shelf.forget(keep_for=self._keep_for)
        except OperatorError as fault:
            logger.warning("answers whose time is over were not forgotten: %s", fault)

    def kept(self, events: Iterable[AnswerEvent]) -> Iterator[AnswerEvent]:
        """The events of an answer; the whole answer is kept before it is handed on.

        An archive that cannot be written still answers: what was not kept is logged.
        """
        with closing(_given(events)) as given:
            for event in given:
                if isinstance(event, Answer) and self._keep_for:
                    self._keep(event)
                yield event

    def body(self, answer_id: str) -> str:
        """The JSON of an answer, as it was sent.

        Raises:
            UnknownAnswer: there is none of that id, or none any more.
        """
        return self._shelf.get(answer_id, keep_for=self._keep_for).body

    def rate(self, answer_id: str, feedback: Feedback) -> None:
        """Keep what a reader thinks of an answer; raises as `body` does."""
        self._shelf.rate(
            answer_id, rating=feedback.rating, reason=feedback.reason, keep_for=self._keep_for
        )

    def feedback(self, *, most: int) -> FeedbackList:
        """The latest feedback, newest first."""
        ratings = self._shelf.ratings(most=most, keep_for=self._keep_for)
        return FeedbackList(feedback=tuple(_rated(*each) for each in ratings))

    def _keep(self, answer: Answer) -> None:
        try:
            self._shelf.keep(
                answer.id,
                answer.model_dump_json(),
                articles=_articles_in(answer),
                keep_for=self._keep_for,
            )
        except OperatorError as fault:
            logger.warning("answer %s was not kept: %s", answer.id, fault)


def _given(events: Iterable[AnswerEvent]) -> Generator[AnswerEvent]:
    """The events, as a generator whose close is theirs: it cancels a model's call."""
    yield from events


def _articles_in(answer: Answer) -> set[str]:
    """The articles that an answer quotes or names, wherever in it."""
    positions = [each for about in answer.disagreements for each in about.positions]
    cited = [
        *answer.citations,
        *(answer.refusal.nearest if answer.refusal else ()),
        *(each.citation for each in positions),
    ]
    found = [copy for each in answer.passages for copy in (each, *each.also_in)]
    return {each.article.id for each in cited} | {each.article for each in found}


def _rated(rating: Rating, answer: KeptAnswer) -> RatedAnswer:
    return RatedAnswer(
        feedback=Feedback.model_validate({"rating": rating.rating, "reason": rating.reason}),
        recorded=rating.recorded,
        answered=answer.recorded,
        answer=Answer.model_validate_json(answer.body),
    )
