"""Lines to paragraphs.

A blank line always ends a paragraph. A single line break ends one in files that
keep a paragraph on a line, and none in files wrapped at a width; which of the two
a file is, its line lengths say.
"""

# ruff: noqa: RUF001  # newsrooms set typographic quotes and dashes

from __future__ import annotations

import re
from itertools import pairwise

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*(?:\[\d+\])*\s*$")
_ITEM = re.compile(r"\s*(?:[-*•‣▪–—]|\(?\d{1,3}[.)])\s+\S")
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_END_CHARACTERS = 40
_LONGEST_WRAP = 120
_SHORTEST_WRAP = 30
_LONG_LINE = 40
# The share of the width that a line fills before it counts as full; letters that
# differ in width make set lines of the same length differ in characters.
_FULLNESS = 0.9
_SET_FULLNESS = 0.8


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence does, closing quotes included."""
    return _SENTENCE_END.search(text[-_END_CHARACTERS:]) is not None


def paragraphs(text: str) -> list[str]:
    """Split `text` into paragraphs, each on one line, in reading order."""
    chunks = [
        [line.rstrip() for line in chunk.split("\n") if line.strip()]
        for chunk in re.split(r"\n(?:[^\S\n]*\n)+", text)
    ]
    breaks = _Breaks(chunks, width=_wrap_width(chunks))
    return [paragraph for chunk in chunks if chunk for paragraph in breaks.join(chunk)]


def typeset_paragraphs(chunks: list[list[str]]) -> list[list[str]]:
    """Join lines that were set in columns, in chunks that a gap parts, into each one's paragraphs.

    A hyphen at a line's end was put there by the typesetter and is taken out,
    unless the text writes the word with it elsewhere.
    """
    lengths = sorted(len(line) for chunk in chunks for line in chunk if len(chunk) > 1)
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    written = "\n".join(line for chunk in chunks for line in chunk)
    breaks = _Breaks(chunks, width=width, fullness=_SET_FULLNESS, written=written)
    return [breaks.join(chunk) for chunk in chunks]


class _Breaks:
    """What the line breaks of one document mean."""

    def __init__(
        self,
        chunks: list[list[str]],
        *,
        width: int | None,
        fullness: float = _FULLNESS,
        written: str | None = None,
    ) -> None:
        self._longest = max((len(line) for chunk in chunks for line in chunk), default=0)
        self._width = width
        self._fullness = fullness
        self._written = written

    def join(self, lines: list[str]) -> list[str]:
        joined = [[lines[0].strip()]]
        for above, below in pairwise(lines):
            if self._goes_on(above, below):
                self._glue(joined[-1], below.strip())
            else:
                joined.append([below.strip()])
        return ["".join(pieces) for pieces in joined]

    def _goes_on(self, above: str, below: str) -> bool:
        if _ITEM.match(below):
            return False
        if self._width is not None:
            return self._goes_on_wrapped(above, below, self._width)
        if ends_sentence(above):
            return False
        if len(above) < _LONG_LINE:
            return False
        return below.lstrip()[0].islower() or self._longest <= _LONGEST_WRAP

    def _goes_on_wrapped(self, above: str, below: str, width: int) -> bool:
        if _indent(below) >= _indent(above) + 2:
            return False
        if _is_full(above, below, self._fullness * width):
            return True
        if ends_sentence(above):
            return False
        return below.lstrip()[0].islower() or len(above) >= 0.75 * width

    def _glue(self, pieces: list[str], below: str) -> None:
        """Add a line to the pieces of a paragraph, the last of which is the line above."""
        above = pieces[-1]
        if not (_BROKEN_WORD.search(above) and below[0].islower()):
            pieces.append(" ")
        elif self._written is not None:
            start = above.rsplit(maxsplit=1)[-1]
            end = re.match(r"[\w-]+", below)
            compound = start + (end.group() if end else "")
            pieces[-1] = above if compound in self._written else above[:-1]
        pieces.append(below)


def _wrap_width(chunks: list[list[str]]) -> int | None:
    """Give the column that the document is wrapped at, None where it is not.

    A wrapped line is full: the next line's first word would not have fitted on it.
    """
    breaks = [pair for chunk in chunks for pair in pairwise(chunk)]
    if len(breaks) < 3:
        return None
    lengths = sorted(len(above) for above, _ in breaks)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if not _SHORTEST_WRAP <= width <= _LONGEST_WRAP:
        return None
    lines = [line for chunk in chunks for line in chunk]
    longer = sum(len(line) > 1.3 * width for line in lines)
    full = sum(_is_full(above, below, _FULLNESS * width) for above, below in breaks)
    return width if full >= 0.6 * len(breaks) and longer <= 0.1 * len(lines) else None


def _is_full(above: str, below: str, width: float) -> bool:
    return len(above) + 1 + len(below.split(maxsplit=1)[0]) > width


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
