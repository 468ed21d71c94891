"""Answers that were given, and what readers thought of them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select

from index.errors import UnknownAnswer
from index.record.schema import answered_from, answers, articles, feedback


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was sent: `body` is its JSON, `recorded` when, in UTC."""

    id: str
    body: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """What one reader thought of an answer: `rating` is `up` or `down`."""

    answer: str
    rating: str
    reason: str | None
    recorded: datetime


class AnswerShelf:
    """Keeps answers for a while. What they say is the business of whoever made them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(
        self, answer_id: str, body: str, *, articles: Iterable[str], keep_for: timedelta
    ) -> None:
        """Keep an answer, and forget those that are older than `keep_for`.

        One that quotes an article which was removed meanwhile is not kept.

        Args:
            answer_id: Its id.
            body: Its JSON, given back as it is.
            articles: The ids of the articles whose text stands in it.
            keep_for: For how long answers are kept.

        Raises:
            StorageFull, StorageReadOnly: the answer was not kept.
        """
        owners = [{"answer": answer_id, "article": each} for each in sorted(set(articles))]
        with self._engine.begin() as connection:
            connection.execute(delete(answers).where(~_is_kept(keep_for)))
            if not _are_live(connection, {each["article"] for each in owners}):
                return
            connection.execute(insert(answers).values(id=answer_id, body=body, recorded=_now()))
            if owners:
                connection.execute(insert(answered_from), owners)

    def forget(self, *, keep_for: timedelta) -> None:
        """Forget the answers that are older than `keep_for`, and their ratings.

        Raises:
            StorageFull, StorageReadOnly: they are still there.
        """
        with self._engine.begin() as connection:
            connection.execute(delete(answers).where(~_is_kept(keep_for)))

    def get(self, answer_id: str, *, keep_for: timedelta) -> KeptAnswer:
        """An answer that was kept, and is not older than `keep_for`.

        Raises:
            UnknownAnswer: there is none of that id, or none any more.
        """
        query = select(answers).where(answers.c.id == answer_id, _is_kept(keep_for))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnknownAnswer(
                f"no answer {answer_id!r} is kept: its time is over, an article that it quotes "
                "was removed, or it was never given: ask again"
            )
        return KeptAnswer(row.id, row.body, row.recorded)

    def rate(self, answer_id: str, *, rating: str, reason: str | None, keep_for: timedelta) -> None:
        """Add what a reader thought of an answer that is not older than `keep_for`.

        Raises:
            UnknownAnswer: there is none of that id, or none any more.
            StorageFull, StorageReadOnly: it was not kept.
        """
        self.get(answer_id, keep_for=keep_for)
        with self._engine.begin() as connection:
            connection.execute(
                insert(feedback).values(
                    answer=answer_id, rating=rating, reason=reason, recorded=_now()
                )
            )

    def ratings(self, *, most: int, keep_for: timedelta) -> list[tuple[Rating, KeptAnswer]]:
        """The latest `most` ratings of answers not older than `keep_for`, newest first."""
        query = (
            select(feedback, answers.c.body, answers.c.recorded.label("answered"))
            .join(answers, answers.c.id == feedback.c.answer)
            .where(_is_kept(keep_for))
            .order_by(feedback.c.id.desc())
            .limit(most)
        )
        with self._engine.connect() as connection:
            return [_rating_of(row) for row in connection.execute(query)]


def forget_article(connection: Connection, article_id: str) -> None:
    """Forget the answers in which text of this article stands, and their ratings."""
    quoting = select(answered_from.c.answer).where(answered_from.c.article == article_id)
    connection.execute(delete(answers).where(answers.c.id.in_(quoting)))


def _are_live(connection: Connection, ids: Set[str]) -> bool:
    """Whether none of the articles was removed: none is between a write and its commit."""
    live = select(func.count()).where(articles.c.id.in_(ids), articles.c.revision.is_not(None))
    return connection.execute(live).scalar_one() == len(ids)


def _is_kept(keep_for: timedelta) -> ColumnElement[bool]:
    return answers.c.recorded >= _now() - keep_for


def _rating_of(row: Row[*tuple[Any, ...]]) -> tuple[Rating, KeptAnswer]:
    rating = Rating(row.answer, row.rating, row.reason, row.recorded)
    return rating, KeptAnswer(row.answer, row.body, row.answered)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
