"""The payload about articles: lists, one article with its paragraphs, uploads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from index.articles import Article, DateSource, Kind, Paragraph
from index.ingest import Outcome
from index.record.articles import Order, RevisionMark
from service.answers import Payload

MOST_LISTED = 1_000
"""Articles of one page of a list."""
MOST_SKIPPED = 1_000_000_000
"""Articles before it; the record cannot count beyond 64 bits."""


class ArticleSummary(Payload):
    """An article at its current revision."""

    id: str
    source: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None
    date_source: DateSource
    url: str | None
    language: str | None
    revision: str


class ParagraphText(Payload):
    """A block of an article; `number` is null for what is not body text."""

    number: int | None
    kind: Kind
    text: str


class RevisionRef(Payload):
    """A revision of an article: when it was taken in, in UTC, and whether it is the current one."""

    id: str
    recorded: datetime
    is_current: bool


class ArticleText(Payload):
    """An article with all its blocks in reading order, and its revisions, oldest first."""

    article: ArticleSummary
    paragraphs: tuple[ParagraphText, ...]
    revisions: tuple[RevisionRef, ...]


class Listing(Payload):
    """Which articles to list: the query of `GET /v1/articles`.

    `find` is words that each stand in an article's title, outlet, author, source or date, in
    whole or in part; without `limit` all are listed.
    """

    find: str = Field(default="", max_length=200)
    order: Order = Order.TITLE
    limit: int | None = Field(default=None, ge=1, le=MOST_LISTED)
    offset: int = Field(default=0, ge=0, le=MOST_SKIPPED)


ALL_ARTICLES = Listing()


class ArticleList(Payload):
    """Articles of an archive: those that were asked for of `matching`, of `total` there are."""

    articles: tuple[ArticleSummary, ...]
    matching: int
    total: int


class IngestOutcome(Payload):
    """What became of one article of an ingest.

    `reason` says why one failed, and `note` what of one that did not could not be read, or
    that it had been removed.
    """

    source: str
    status: Literal["added", "updated", "unchanged", "failed", "removed"]
    article: str | None = None
    reason: str | None = None
    note: str | None = None


class IngestReport(Payload):
    """What became of each article of an upload."""

    outcomes: tuple[IngestOutcome, ...]


def summary_of(article: Article) -> ArticleSummary:
    """An article as lists show it."""
    return ArticleSummary.model_validate(article, from_attributes=True)


def text_of(
    article: Article, paragraphs: list[Paragraph], revisions: list[RevisionMark]
) -> ArticleText:
    """An article as its reader sees it."""
    return ArticleText(
        article=summary_of(article),
        paragraphs=tuple(
            ParagraphText.model_validate(each, from_attributes=True) for each in paragraphs
        ),
        revisions=tuple(
            RevisionRef.model_validate(each, from_attributes=True) for each in revisions
        ),
    )


def outcome_of(outcome: Outcome) -> IngestOutcome:
    """An outcome as doors show it."""
    return IngestOutcome.model_validate(outcome, from_attributes=True)
