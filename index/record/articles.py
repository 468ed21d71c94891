"""Articles, their revisions and their paragraphs, as the record gives them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, func, select

from index.articles import Article, DateSource, Kind, Paragraph
from index.errors import DeletedArticle, UnknownArticle
from index.record.schema import articles, paragraphs, revisions
from index.terms import plain

ARTICLE_COLUMNS = (
    articles.c.id.label("article_id"),
    articles.c.source,
    revisions.c.id.label("revision_id"),
    revisions.c.title,
    revisions.c.outlet,
    revisions.c.author,
    revisions.c.published,
    revisions.c.date_source,
    revisions.c.url,
    revisions.c.language,
)
CURRENT = (revisions.c.article == articles.c.id) & (revisions.c.id == articles.c.revision)


class Order(StrEnum):
    """In which order articles are listed; what is unknown comes last."""

    TITLE = "title"
    OUTLET = "outlet"
    NEWEST = "newest"
    OLDEST = "oldest"


_BY_TITLE = (func.plain(revisions.c.title), articles.c.id)
_ORDERS = MappingProxyType(
    {
        Order.TITLE: _BY_TITLE,
        Order.OUTLET: (revisions.c.outlet.is_(None), func.plain(revisions.c.outlet), *_BY_TITLE),
        Order.NEWEST: (revisions.c.published.desc().nulls_last(), *_BY_TITLE),
        Order.OLDEST: (revisions.c.published.asc().nulls_last(), *_BY_TITLE),
    }
)
_SEARCHED = func.plain(
    revisions.c.title,
    revisions.c.outlet,
    revisions.c.author,
    articles.c.source,
    revisions.c.published,
)


@dataclass(frozen=True, slots=True)
class RevisionMark:
    """A revision of an article: when it was recorded, in UTC, and whether it is the current one."""

    id: str
    recorded: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class OutletArticles:
    """The articles of an outlet, how many have a date, and the first and the last of these."""

    outlet: str | None
    articles: int
    dated: int
    since: date | None
    until: date | None


def article_from(row: Row[*tuple[Any, ...]]) -> Article:
    """An article from a row that holds `ARTICLE_COLUMNS`."""
    return Article(
        id=row.article_id,
        source=row.source,
        title=row.title,
        outlet=row.outlet,
        author=row.author,
        published=row.published,
        date_source=DateSource(row.date_source),
        url=row.url,
        language=row.language,
        revision=row.revision_id,
    )


class ArticleShelf:
    """Reads articles. Nothing here writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(
        self,
        *,
        find: str = "",
        order: Order = Order.TITLE,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Article]:
        """The live articles at their current revisions, or a page of them.

        Args:
            find: only those that have each of these words, or its beginning or end, in their
                title, outlet, author, source or date; compared without case and diacritics.
            order: what they are sorted by.
            limit: how many at most.
            offset: how many of the first are left out.
        """
        query = select(*ARTICLE_COLUMNS).where(CURRENT, *_holds(find)).order_by(*_ORDERS[order])
        query = query.limit(limit).offset(offset)
        with self._engine.connect() as connection:
            return [article_from(row) for row in connection.execute(query)]

    def get(self, article_id: str, revision: str | None = None) -> Article:
        """One article at `revision`, or at its current one.

        Raises:
            UnknownArticle: no such id, or no such revision of it.
            DeletedArticle: the article was removed.
        """
        query = select(*ARTICLE_COLUMNS).where(articles.c.id == article_id)
        with self._engine.connect() as connection:
            row = connection.execute(_at(query, revision)).one_or_none()
        if row is None:
            raise self._absence(article_id, revision)
        return article_from(row)

    def by_source(self, source: str) -> Article | None:
        """The live article that was ingested from `source`, or None."""
        query = select(*ARTICLE_COLUMNS).where(articles.c.source == source, CURRENT)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return article_from(row) if row else None

    def sources(self) -> dict[str, str]:
        """The article id of every source ever ingested, removed ones included."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(articles.c.source, articles.c.id))
            return {row.source: row.id for row in rows}

    def revisions(self, article_id: str) -> list[RevisionMark]:
        """An article's revisions, oldest first."""
        current = self.get(article_id).revision
        query = (
            select(revisions.c.id, revisions.c.recorded)
            .where(revisions.c.article == article_id)
            .order_by(revisions.c.recorded, revisions.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return [RevisionMark(row.id, row.recorded, row.id == current) for row in rows]

    def paragraphs(self, article: Article) -> list[Paragraph]:
        """All blocks of an article at its revision, in reading order."""
        query = (
            select(paragraphs)
            .where(paragraphs.c.article == article.id, paragraphs.c.revision == article.revision)
            .order_by(paragraphs.c.position)
        )
        with self._engine.connect() as connection:
            return [_paragraph_of(row) for row in connection.execute(query)]

    def paragraph_text(self, article_id: str, revision: str, number: int) -> str | None:
        """The text of one numbered paragraph, or None where there is no such paragraph."""
        query = select(paragraphs.c.text).where(
            paragraphs.c.article == article_id,
            paragraphs.c.revision == revision,
            paragraphs.c.number == number,
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def by_outlet(self) -> list[OutletArticles]:
        """The live articles counted by their outlet, by its name; of no known outlet last."""
        published = revisions.c.published
        query = (
            select(
                revisions.c.outlet,
                func.count().label("articles"),
                func.count(published).label("dated"),
                func.min(published).label("since"),
                func.max(published).label("until"),
            )
            .select_from(articles)
            .where(CURRENT)
            .group_by(revisions.c.outlet)
            .order_by(revisions.c.outlet.nulls_last())
        )
        with self._engine.connect() as connection:
            return [OutletArticles(*row) for row in connection.execute(query)]

    def count(
        self,
        *,
        find: str = "",
        outlets: tuple[str, ...] = (),
        ids: tuple[str, ...] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """How many live articles pass these filters; an empty filter passes all."""
        query = select(func.count()).select_from(articles).where(CURRENT, *_holds(find))
        if outlets:
            query = query.where(revisions.c.outlet.in_(outlets))
        if ids:
            query = query.where(articles.c.id.in_(ids))
        if since:
            query = query.where(revisions.c.published >= since)
        if until:
            query = query.where(revisions.c.published <= until)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def _absence(self, article_id: str, revision: str | None) -> UnknownArticle | DeletedArticle:
        query = select(articles.c.revision).where(articles.c.id == article_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return UnknownArticle(
                f"no article {article_id!r}: list the articles to see the ids there are"
            )
        if row.revision is None:
            return DeletedArticle(f"article {article_id!r} was removed from the archive")
        return UnknownArticle(f"article {article_id!r} has no revision {revision!r}")


def _holds(find: str) -> list[ColumnElement[bool]]:
    """That an article is known by each word of `find`."""
    return [_SEARCHED.contains(word, autoescape=True) for word in plain(find).split()]


def _at(query: Select[Any], revision: str | None) -> Select[Any]:
    """Restrict `query` to one revision of a live article."""
    query = query.where(articles.c.revision.is_not(None), revisions.c.article == articles.c.id)
    chosen = articles.c.revision if revision is None else revision
    return query.where(revisions.c.id == chosen)


def _paragraph_of(row: Row[*tuple[Any, ...]]) -> Paragraph:
    return Paragraph(position=row.position, number=row.number, kind=Kind(row.kind), text=row.text)
