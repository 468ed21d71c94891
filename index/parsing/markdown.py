"""Markdown, with simple front matter. Images and embedded HTML are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.articles import Block, Kind
from index.parsing.decoding import decode, visible
from index.parsing.drafts import Draft
from index.parsing.paragraphs import paragraphs

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"\s*---[^\S\n]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"(?P<key>[A-Za-z_-]+)\s*:\s*(?P<value>.*)")
_KEYS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "date": "date",
    "published": "date",
    "outlet": "outlet",
    "site": "outlet",
    "publication": "outlet",
    "url": "url",
    "canonical": "url",
    "link": "url",
}


def read_markdown(source: str, data: bytes) -> Draft:
    """Read a Markdown file.

    Raises:
        UnreadableFile: when the bytes are no text.
    """
    raw = decode(source, data)
    fields, text = _front_matter(visible(raw))
    return Draft(
        source=source,
        raw=raw,
        blocks=tuple(_blocks(text)),
        title=fields.get("title"),
        outlet=fields.get("outlet"),
        author=fields.get("author"),
        dated=fields.get("date"),
        url=fields.get("url"),
        marked_up=True,
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Part `key: value` lines between two rules at the file's start from the text."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    fields: dict[str, str] = {}
    for line in found["fields"].split("\n"):
        entry = _FIELD.fullmatch(line.rstrip())
        name = _KEYS.get(entry["key"].lower()) if entry else None
        value = entry["value"].strip().strip("\"'[]").strip() if entry else ""
        if name and value:
            fields.setdefault(name, value)
    return fields, text[found.end() :]


def _blocks(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    kind = Kind.BODY
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        if token.type == "heading_open":
            kind = Kind.HEADLINE if token.tag == "h1" else Kind.SUBHEADING
        elif token.type == "heading_close":
            kind = Kind.BODY
        elif token.type == "inline":
            for paragraph in paragraphs(_text(token.children or ())):
                yield Block(paragraph, kind)
        elif token.type in {"fence", "code_block"}:
            yield Block(token.content)


def _text(tokens: Sequence[Token]) -> str:
    """Give the text of inline tokens: soft breaks as spaces, hard ones as newlines."""
    pieces = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak":
            pieces.append("\n")
    return "".join(pieces)
