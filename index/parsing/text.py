"""Plain text: paragraphs by blank lines and line lengths, everything else by the rules."""

from __future__ import annotations

from index.articles import Block
from index.parsing.decoding import decode, visible
from index.parsing.drafts import Draft
from index.parsing.paragraphs import paragraphs


def read_text(source: str, data: bytes) -> Draft:
    """Read a text file.

    Raises:
        UnreadableFile: when the bytes are no text.
    """
    raw = decode(source, data)
    blocks = tuple(Block(paragraph) for paragraph in paragraphs(visible(raw)))
    return Draft(source=source, raw=raw, blocks=blocks)
