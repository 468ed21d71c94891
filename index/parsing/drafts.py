"""What a format's parser found, and the article that is made of it.

Every format ends here, so that one set of rules says what is body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from textwrap import shorten

from index.articles import Block, DateSource, Kind, ParsedArticle
from index.errors import UnreadableFile
from index.parsing.bylines import Byline, Place, read_byline
from index.parsing.dates import metadata_date, wire_date
from index.parsing.decoding import visible
from index.parsing.language import language_of
from index.parsing.paragraphs import ends_sentence
from index.parsing.sections import (
    find_title,
    fold,
    mark_asides,
    mark_comments,
    mark_deck,
    mark_headings,
    mark_title,
)

_WELCOME = re.compile(r"\W*welcome to (?:the )?(?P<name>[^.!?|]{2,40})", re.IGNORECASE)
_APPEAL = re.compile(
    r"(?:support|donate to|subscribe to|follow) (?P<name>[A-Z][^.!?|]{1,40})", re.IGNORECASE
)
_OUTLET_WORDS = 5
_SHOWN = 60
_LONGEST_NAME = 500
"""Characters of a title, outlet or author, which each passage of the article carries."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file's format gives it.

    Blocks are body unless the format itself says more. `marked_up` tells that it
    does (headings are elements or styles), so that none need be guessed from
    short lines. `published` is metadata, and `dated` a date as somebody wrote it in a
    field of the file. `file_title` is what a file's properties
    say, which may be left over from another file: a headline in the text goes before it.
    """

    source: str
    raw: str
    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    dated: str | None = None
    url: str | None = None
    file_title: str | None = None
    marked_up: bool = False


def finish(draft: Draft) -> ParsedArticle:
    """Tell body from the rest, and read title, outlet, author and date where text states them.

    Raises:
        UnreadableFile: when no body paragraph is left.
    """
    blocks = mark_asides(mark_comments(_visible_blocks(draft.blocks)))
    title = _clean(draft.title) or _headline(draft, blocks) or PurePosixPath(draft.source).stem
    outlet = _clean(draft.outlet) or _outlet(blocks)
    blocks = _mark_outlet(mark_deck(mark_title(blocks, title)), outlet)
    if not draft.marked_up:
        blocks = mark_headings(blocks)
    body = [block.text for block in blocks if block.kind is Kind.BODY]
    if not body:
        raise UnreadableFile(
            draft.source, "no body paragraph is left beside headings, bylines and boilerplate"
        )
    author = _clean(draft.author) or _author(blocks)
    published, date_source = _published(draft, blocks)
    notes = (_unread(draft), *_cut(title=title, outlet=outlet, author=author))
    return ParsedArticle(
        source=draft.source,
        title=title[:_LONGEST_NAME],
        blocks=tuple(blocks),
        raw=draft.raw,
        outlet=outlet and outlet[:_LONGEST_NAME],
        author=author and author[:_LONGEST_NAME],
        published=published,
        date_source=date_source,
        url=_clean(draft.url),
        language=language_of(body),
        note="; ".join(filter(None, notes)) or None,
    )


def _headline(draft: Draft, blocks: Sequence[Block]) -> str | None:
    stated = _clean(draft.file_title)
    if stated and any(fold(block.text) == fold(stated) for block in _head(blocks)):
        return stated
    return find_title(blocks) or stated


def _visible_blocks(blocks: Sequence[Block]) -> list[Block]:
    seen = [replace(block, text=visible(block.text).strip()) for block in blocks]
    return [block for block in seen if block.text]


def _clean(text: str | None) -> str | None:
    return " ".join(visible(text).split()) or None if text else None


def _outlet(blocks: Sequence[Block]) -> str | None:
    """Name the outlet that a banner welcomes to, or that asks for support and signs its name."""
    for block in blocks:
        if block.kind is Kind.BODY:
            break
        found = _WELCOME.fullmatch(block.text)
        if found and len(found["name"].split()) <= _OUTLET_WORDS:
            return found["name"].strip()
    lines = {fold(block.text) for block in blocks}
    for block in blocks:
        found = _APPEAL.fullmatch(block.text) if block.kind is Kind.BOILERPLATE else None
        if found and fold(found["name"]) in lines:
            return found["name"].strip()
    return None


def _mark_outlet(blocks: Sequence[Block], outlet: str | None) -> list[Block]:
    """Mark lines that hold the outlet's name and nothing else: a logo, a signature."""
    return [
        replace(block, kind=Kind.BOILERPLATE)
        if block.kind is Kind.BODY and outlet and fold(block.text) == fold(outlet)
        else block
        for block in blocks
    ]


def _head(blocks: Sequence[Block]) -> Sequence[Block]:
    lead = next((at for at, block in enumerate(blocks) if block.kind is Kind.BODY), len(blocks))
    return blocks[:lead]


def _bylines(blocks: Sequence[Block]) -> list[tuple[int, Byline]]:
    read = [
        (at, read_byline(block.text, place=Place.HEAD))
        for at, block in enumerate(blocks)
        if block.kind in {Kind.BYLINE, Kind.DATELINE}
    ]
    return [(at, byline) for at, byline in read if byline is not None]


def _author(blocks: Sequence[Block]) -> str | None:
    return next((line.author for _, line in _bylines(_head(blocks)) if line.author), None)


def _published(draft: Draft, blocks: Sequence[Block]) -> tuple[date | None, DateSource]:
    metadata = draft.published or metadata_date(draft.dated or "")
    if metadata is not None:
        return metadata, DateSource.METADATA
    stated = _stated_date(blocks)
    return stated, DateSource.UNKNOWN if stated is None else DateSource.TEXT


def _unread(draft: Draft) -> str | None:
    """What somebody wrote in a field and nobody can read; else nothing."""
    dated = _clean(draft.dated)
    if dated is None or metadata_date(dated) is not None:
        return None
    shown = shorten(dated, _SHOWN)
    return f"its date {shown!r} cannot be read and does not count: write it as 2023-06-01"


def _cut(**names: str | None) -> Iterator[str]:
    """What is told of names that are too long to be kept whole."""
    for name, value in names.items():
        if value and len(value) > _LONGEST_NAME:
            yield f"its {name} has {len(value):,} characters: the first {_LONGEST_NAME} are kept"


def _stated_date(blocks: Sequence[Block]) -> date | None:
    """Read the date that the head of the text states.

    A date that nothing calls the date of publication counts beside the headline
    only, and not when a banner stands above it: then it is the site's own clock.
    """
    head = _head(blocks)
    bylines = _bylines(head)
    labelled = next((line.dated for _, line in bylines if line.labelled), None)
    if labelled is not None:
        return labelled
    for at, line in bylines:
        if line.dated is not None and _stands_by_headline(head, at):
            return line.dated
    return wire_date(blocks[len(head)].text)


def _stands_by_headline(head: Sequence[Block], position: int) -> bool:
    """Tell whether only bylines and a standfirst part a line from the headline.

    Where the text has no headline of its own, the file's first line stands by it.
    """
    above = _first_other(reversed(head[:position]))
    if above is not None:
        return above is Kind.HEADLINE
    below = _first_other(head[position + 1 :])
    return below is Kind.HEADLINE or not any(block.kind is Kind.HEADLINE for block in head)


def _first_other(blocks: Iterable[Block]) -> Kind | None:
    for block in blocks:
        deck = block.kind is Kind.SUBHEADING and ends_sentence(block.text)
        if not deck and block.kind not in {Kind.BYLINE, Kind.DATELINE}:
            return block.kind
    return None
