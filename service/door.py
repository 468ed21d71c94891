"""What every door can do, whether the archive is in this process or behind a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from index.archive import Archive
from index.articles import ParsedArticle
from index.errors import UnreadableFile
from index.lock import Ownership
from index.sources import File, articles_in
from service.answering import Answerer
from service.answers import Answer, Ask, Findings, Search
from service.listing import (
    ALL_ARTICLES,
    ArticleList,
    ArticleText,
    IngestOutcome,
    Listing,
    outcome_of,
    summary_of,
    text_of,
)


class Door(Protocol):
    """A way to an archive."""

    def ask(self, ask: Ask) -> Answer:
        """Answer a question."""
        ...

    def search(self, search: Search) -> Findings:
        """Find passages."""
        ...

    def articles(self, listing: Listing = ALL_ARTICLES) -> ArticleList:
        """The articles, or a page of them."""
        ...

    def article(self, article_id: str, revision: str | None = None) -> ArticleText:
        """One article with its paragraphs."""
        ...

    def ingest(self, files: Sequence[File]) -> Iterator[IngestOutcome]:
        """Take in files, yielding what became of each article once that is certain."""
        ...

    def remove(self, article_id: str) -> None:
        """Remove an article."""
        ...

    def close(self) -> None:
        """Let go of the archive."""
        ...


class LocalDoor:
    """The door of a process that has the archive itself."""

    def __init__(
        self,
        *,
        archive: Archive,
        answerer: Answerer,
        ownership: Ownership,
        on_close: Callable[[], None],
    ) -> None:
        self.archive = archive
        self.answerer = answerer
        self._ownership = ownership
        self._on_close = on_close

    def announce(self, url: str) -> None:
        """Tell other commands on this machine where the archive is served."""
        self._ownership.announce(url)

    def ask(self, ask: Ask) -> Answer:
        """See `Door.ask`."""
        return self.answerer.ask(ask)

    def search(self, search: Search) -> Findings:
        """See `Door.search`."""
        return self.answerer.search(search)

    def articles(self, listing: Listing = ALL_ARTICLES) -> ArticleList:
        """See `Door.articles`."""
        shelf = self.archive.record.articles
        total = shelf.count()
        found = shelf.listed(
            find=listing.find, order=listing.order, limit=listing.limit, offset=listing.offset
        )
        return ArticleList(
            articles=tuple(map(summary_of, found)),
            matching=shelf.count(find=listing.find) if listing.find else total,
            total=total,
        )

    def article(self, article_id: str, revision: str | None = None) -> ArticleText:
        """See `Door.article`."""
        shelf = self.archive.record.articles
        article = shelf.get(article_id, revision)
        return text_of(article, shelf.paragraphs(article), shelf.revisions(article_id))

    def ingest(self, files: Sequence[File]) -> Iterator[IngestOutcome]:
        """See `Door.ingest`."""
        parsed = (article for file in files for article in articles_in(file))
        return self.take_in(parsed)

    def take_in(self, parsed: Iterable[ParsedArticle | UnreadableFile]) -> Iterator[IngestOutcome]:
        """Take in articles that are parsed already."""
        for outcome in self.archive.ingest(parsed):
            yield outcome_of(outcome)

    def remove(self, article_id: str) -> None:
        """See `Door.remove`."""
        self.archive.remove(article_id)

    def close(self) -> None:
        """See `Door.close`."""
        self._on_close()
