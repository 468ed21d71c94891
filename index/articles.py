"""The nouns of an archive: articles, their numbered paragraphs, the passages made of them.

Everything here is frozen and knows nothing of files, databases or models, so any
module may hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of an article is. Only `BODY` is numbered, embedded and quoted."""

    BODY = "body"
    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    SUBHEADING = "subheading"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"
    COMMENT = "comment"


class DateSource(StrEnum):
    """How a publication date is known; an unknown date is never guessed."""

    METADATA = "metadata"
    TEXT = "text"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article in reading order, as a parser found it."""

    text: str
    kind: Kind = Kind.BODY


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """What a parser makes of one article, before the record knows it.

    `source` is the path relative to the ingested folder, or the `id` of a
    `.jsonl` line; it decides which article a later ingest is a revision of.
    `place` is where such a line stands, as `file:line`, and None for a file.
    `raw` is the text that the blocks were found in, kept so that a better
    parser can read it again. `note` tells whoever wrote the file what of it could
    not be read, though the article could.
    """

    source: str
    title: str
    blocks: tuple[Block, ...]
    raw: str
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    date_source: DateSource = DateSource.UNKNOWN
    url: str | None = None
    language: str | None = None
    note: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article at one revision. `id` is a readable slug that never changes."""

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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as the record keeps it.

    `position` counts all blocks of the revision from 0; `number` counts body
    paragraphs from 1 and is None for every other kind.
    """

    position: int
    number: int | None
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text of one numbered paragraph."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and found: one or more spans of an article, at most 256 tokens.

    `text` joins the spans' text with blank lines. `context` (title, outlet, date)
    is indexed with it to help finding and is never quoted. `id` is made of the
    content, so the same passage of two revisions is one row in every index.
    """

    id: str
    article: str
    spans: tuple[Span, ...]
    text: str
    context: str

    @property
    def indexed_text(self) -> str:
        """The text that is embedded."""
        return f"{self.context}\n{self.text}"

    @property
    def text_starts(self) -> int:
        """Where `text` begins in `indexed_text`."""
        return len(self.context) + 1


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be searched. Empty means all.

    `since` and `until` are inclusive; an article without a date never passes them.
    """

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.outlets or self.articles or self.since or self.until)
