"""Who an article is: ids that are made of content, and the numbers of its paragraphs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from hashlib import sha256

from slugify import slugify

from index.articles import Article, Kind, Paragraph, ParsedArticle
from index.errors import UnreadableFile

MAX_SLUG = 64
DIGITS = 6
"""Hexadecimal digits of a source's hash at the end of an article's id, at least."""


def article_id(parsed: ParsedArticle, *, taken: Container[str]) -> str:
    """A readable id that depends on nothing but the article's first title and its source.

    Where another source has it already, its hash is as much longer as it needs to be: of 5,000
    articles of one title, two have the same six digits as likely as not.
    """
    slug = slugify(parsed.title, max_length=MAX_SLUG, word_boundary=True) or "article"
    digest = sha256(parsed.source.encode()).hexdigest()
    ids = (f"{slug}-{digest[:length]}" for length in range(DIGITS, len(digest) + 1))
    return next(each for each in ids if each not in taken)


def each_in_one_place(
    parsed: Iterable[ParsedArticle | UnreadableFile],
) -> Iterator[ParsedArticle | UnreadableFile]:
    """The same, but for articles whose source was read in another place before: those fail.

    One of the two would take the place of the other, and at the next ingest the other of it.
    """
    places: dict[str, str] = {}
    for item in parsed:
        if isinstance(item, ParsedArticle):
            place = item.place or item.source
            first = places.setdefault(item.source, place)
            if first != place:
                yield UnreadableFile(place, why_refused(item.source, first))
                continue
        yield item


def why_refused(source: str, first: str) -> str:
    """Why an article is not taken in whose source stands in the place `first` too."""
    return f"the id {source!r} stands in {first!r} already: give each article an id of its own"


def number_paragraphs(parsed: ParsedArticle) -> tuple[Paragraph, ...]:
    """Blocks with their positions from 0, body blocks numbered from 1."""
    numbered = []
    number = 0
    for position, block in enumerate(parsed.blocks):
        is_body = block.kind is Kind.BODY
        number += is_body
        numbered.append(Paragraph(position, number if is_body else None, block.kind, block.text))
    return tuple(numbered)


def article_of(parsed: ParsedArticle, identity: str) -> Article:
    """The article at the revision that `parsed` is, under an id that is known already."""
    return Article(
        id=identity,
        source=parsed.source,
        title=parsed.title,
        outlet=parsed.outlet,
        author=parsed.author,
        published=parsed.published,
        date_source=parsed.date_source,
        url=parsed.url,
        language=parsed.language,
        revision=_revision_id(parsed),
    )


def _revision_id(parsed: ParsedArticle) -> str:
    """A hash of all that a reader or an index would see of the article."""
    seen = (
        parsed.title,
        parsed.outlet,
        parsed.author,
        parsed.published and parsed.published.isoformat(),
        parsed.date_source.value,
        parsed.url,
        parsed.language,
        [(block.kind.value, block.text) for block in parsed.blocks],
    )
    return sha256(repr(seen).encode()).hexdigest()[:12]
