"""The sentences of a paragraph, by their places in its text.

`sentencex` finds where a sentence may end. It does not know quotations, list
numbers or the stray full stops of machine translation: it therefore sees the
text with its quotation marks blanked, and the rules here join what it cut too
finely.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sentencex  # type: ignore[import-untyped]

LONGEST_QUOTATION = 600
"""Characters up to which a quotation stays in one sentence."""

_MARK = re.compile(r"``|''|[\"“”„«»]")
_AFTER_WORD = re.compile(r"[^\s(\[\u2014\u2013-]")
_BEFORE_WORD = re.compile(r"[^\W_]|[$€£\u2018'(\[#@…]")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"[^\W_]")
_LOWER_CASE_WORD = re.compile(r"[\W_]*([^\W\d_])(?![A-Z])")
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)\]]{1,20}")
_ENDING = 40
"""Characters of a sentence's end that tell whether it goes on; more than any list number has."""
_STRETCH = 100_000
"""Characters that are given to sentencex at once; far more than a paragraph has."""
_DANGLING = re.compile(r"[,;:)\]+=<>]")
_HOUR = re.compile(r"\b[ap]\.m\.$")
_EXCLAIMED = re.compile(r"[?!] ?(?:[\"”»]|'')$")
_REPORTED = re.compile(
    r"(?:\S+ ){0,4}(?:said|says|asked|asks|added|told|wrote|writes|tweeted|replied|shouted)\b"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quotation mark."""

    start: int
    end: int
    opens: bool


def split(text: str, language: str | None) -> list[tuple[int, int]]:
    """Find the sentences of a paragraph.

    A quotation of up to `LONGEST_QUOTATION` characters stays in one sentence.

    Args:
        text: the paragraph's text.
        language: its ISO 639-1 code, which decides what counts as an
            abbreviation; English rules without one.

    Returns:
        (start, end) of each sentence in reading order. They do not overlap, have
        no outer white space and leave out nothing but white space.
    """
    marks = list(_marks(text))
    quotations = list(_quotations(marks))
    sentences: list[tuple[int, int]] = []
    has_word = False
    for start, end in _pieces(text, marks, language or "en"):
        piece = text[start:end]
        says = bool(_WORD.search(piece))
        if sentences and (
            not (has_word and says)
            or _is_quoted(start, quotations)
            or _continues(_ending(text, *sentences[-1]), piece)
        ):
            sentences[-1] = (sentences[-1][0], end)
            has_word = has_word or says
        else:
            sentences.append((start, end))
            has_word = says
    return sentences


def _marks(text: str) -> Iterator[_Mark]:
    """Quotation marks; one that clings to a word on one side only is told by that side."""
    opened = False
    for found in _MARK.finditer(text):
        start, end = found.span()
        after_word = bool(_AFTER_WORD.search(text[max(start - 1, 0) : start]))
        before_word = bool(_BEFORE_WORD.match(text, end))
        mark = found.group()
        if mark in {"``", "„", "«"}:
            opened = True
        elif mark in {"''", "»"}:
            opened = False
        elif after_word != before_word:
            opened = before_word
        else:
            opened = mark == "“" or (mark == '"' and not opened)
        yield _Mark(start, end, opened)


def _quotations(marks: list[_Mark]) -> Iterator[tuple[int, int]]:
    """What stands between an opening mark and a closing one, unless it is very long."""
    for opening, closing in pairwise(marks):
        length = closing.end - opening.start
        if opening.opens and not closing.opens and length <= LONGEST_QUOTATION:
            yield opening.start, closing.end


def _is_quoted(position: int, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies within one of the quotations, which do not overlap."""
    before = bisect_left(quotations, (position,))
    return before > 0 and position < quotations[before - 1][1]


def _ending(text: str, start: int, end: int) -> str:
    """The end of a sentence, which may have grown long and is looked at for each piece."""
    return text[max(start, end - _ENDING) : end]


def _pieces(text: str, marks: list[_Mark], language: str) -> Iterator[tuple[int, int]]:
    """What sentencex cuts, trimmed, with the quotation marks given to the side they cling to."""
    start = 0
    for cut in [*_cuts(text, marks, language), len(text)]:
        piece = text[start:cut]
        if stripped := piece.strip():
            first = start + piece.index(stripped)
            yield first, first + len(stripped)
        start = cut


def _cuts(text: str, marks: list[_Mark], language: str) -> Iterator[int]:
    """Where one sentence ends and the next begins."""
    # White space other than ASCII before a full stop ("plan B .") makes sentencex panic.
    blank = _MARK.sub(lambda mark: " " * len(mark.group()), _SPACE.sub(" ", text))
    openings = [*(mark.start for mark in marks if mark.opens), len(text)]
    position = gap = 0
    for piece in list(_segments(blank, language))[:-1]:
        if stripped := piece.rstrip():
            gap = position + len(stripped)
        position += len(piece)
        yield min(position, openings[bisect_left(openings, gap)])


def _segments(blank: str, language: str) -> Iterator[str]:
    """What sentencex parts, in stretches: its time grows with the square of some texts."""
    start = 0
    while start < len(blank):
        end = start + _STRETCH
        if end < len(blank):
            end = blank.rfind(" ", start, end) + 1 or end
        yield from sentencex.segment(language, blank[start:end])
        start = end


def _continues(ending: str, piece: str) -> bool:
    """Whether `piece` is the rest of the sentence that ends in `ending`."""
    lower = _LOWER_CASE_WORD.match(piece)
    return bool(
        (lower and lower.group(1).islower())
        or _DANGLING.match(piece)
        or _LIST_NUMBER.fullmatch(ending)
        or _HOUR.search(ending)
        or (_EXCLAIMED.search(ending) and _REPORTED.match(piece))
    )
