"""Reading one article in a test."""

from __future__ import annotations

from pathlib import Path

from index.articles import Kind, ParsedArticle
from index.errors import UnreadableFile
from index.parsing import parse

SEEDS = Path(__file__).parents[2] / "seeds"
EXPECTED = Path(__file__).parents[1] / "data" / "seeds"


def read(source: str, data: str | bytes) -> ParsedArticle:
    """The one article of a file that must be readable."""
    found = list(parse(source, data.encode() if isinstance(data, str) else data))
    assert len(found) == 1
    assert isinstance(found[0], ParsedArticle), str(found[0])
    return found[0]


def refusal(source: str, data: str | bytes) -> str:
    """The message about a file that must not be readable."""
    found = list(parse(source, data.encode() if isinstance(data, str) else data))
    assert len(found) == 1
    assert isinstance(found[0], UnreadableFile), found[0]
    return str(found[0])


def texts(article: ParsedArticle, kind: Kind = Kind.BODY) -> list[str]:
    """The blocks of one kind, in reading order."""
    return [block.text for block in article.blocks if block.kind is kind]
