"""Files to articles: every format ends in the same blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from types import MappingProxyType

from index.articles import ParsedArticle
from index.errors import UnreadableFile
from index.parsing.docx import read_docx
from index.parsing.drafts import Draft, finish
from index.parsing.html import read_html
from index.parsing.jsonl import read_jsonl
from index.parsing.markdown import read_markdown
from index.parsing.pdf import read_pdf
from index.parsing.text import read_text

_READERS: MappingProxyType[str, Callable[[str, bytes], Draft]] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".html": read_html,
        ".htm": read_html,
        ".pdf": read_pdf,
        ".docx": read_docx,
    }
)
_JSONL = ".jsonl"

SUFFIXES = frozenset({*_READERS, _JSONL})
"""The suffixes that `parse` knows, in lower case."""


def parse(source: str, data: bytes) -> Iterator[ParsedArticle | UnreadableFile]:
    """Yield the articles of a file: one, or for `.jsonl` one a line, lazily.

    What cannot be read is yielded as the error that says why, never raised, so
    that a bad line does not lose the others. At least one item comes.

    Args:
        source: The file's path relative to the ingested folder; its suffix, in
            any case, decides the format.
        data: The whole file.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix == _JSONL:
        yield from read_jsonl(source, data)
        return
    try:
        yield finish(_reader(source, suffix)(source, data))
    except UnreadableFile as error:
        yield error


def _reader(source: str, suffix: str) -> Callable[[str, bytes], Draft]:
    reader = _READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise UnreadableFile(
            source, f"the suffix {suffix!r} is not supported; convert it to one of {known}"
        )
    return reader
