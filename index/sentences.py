"""The sentences of a paragraph, by their places in its text.

`sentencex` finds where a sentence may end. It does not know quotations, list
numbers or the stray full stops of machine translation: it therefore sees the
text with its quotation marks blanked, and the rules here join what it cut too
finely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)\]]+")
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
    for start, end in _pieces(text, marks, language or "en"):
        quoted = any(opening < start < closing for opening, closing in quotations)
        if sentences and (quoted or _continues(text[slice(*sentences[-1])], text[start:end])):
            sentences[-1] = (sentences[-1][0], end)
        else:
            sentences.append((start, end))
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
    characters = list(_SPACE.sub(" ", text))
    for mark in marks:
        characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    blank = "".join(characters)
    position = 0
    for piece in sentencex.segment(language, blank)[:-1]:
        position += len(piece)
        gap = len(blank[:position].rstrip())
        yield next((m.start for m in marks if m.opens and gap <= m.start < position), position)


def _continues(sentence: str, piece: str) -> bool:
    """Whether `piece` is the rest of `sentence`."""
    lower = _LOWER_CASE_WORD.match(piece)
    return bool(
        (lower and lower.group(1).islower())
        or not _WORD.search(sentence)
        or not _WORD.search(piece)
        or _DANGLING.match(piece)
        or _LIST_NUMBER.fullmatch(sentence)
        or _HOUR.search(sentence)
        or (_EXCLAIMED.search(sentence) and _REPORTED.match(piece))
    )
