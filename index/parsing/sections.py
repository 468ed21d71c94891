"""The structure of an article: which blocks are headline, standfirst, heading, comments.

A parser gives blocks as it found them, body unless the file's format says more;
these passes say what the body blocks are among their neighbours.
"""

# ruff: noqa: RUF001  # newsrooms set typographic quotes and dashes

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from index.articles import Block, Kind
from index.parsing.boilerplate import (
    aside_kind,
    counts_comments,
    leads_comments,
    opens_comments,
    signs_comments,
)
from index.parsing.bylines import Place, read_byline
from index.parsing.paragraphs import ends_sentence

_PROSE_WORDS = 12
_TITLE_WORDS = 25
_TITLE_CHARACTERS = 200
_SEARCHED_FOR_TITLE = 15
_SEARCHED_FOR_COMMENTS = 10
_DECK_WORDS = 45
_HEADING_WORDS = 10
_CAPITALISED_HEADING_WORDS = 14
_GLUED_TITLE_WORDS = 4
# Prices, scores, pairs of numbers and `Label: value` are facts, even on a line of their own.
_TABULAR = re.compile(r"[$€£₹%@]|\s[|/]\s|^[\w ]{2,25}:\s|\d[^\d]+\d")
_ENUMERATOR = re.compile(r"\d{1,3}[.)]\s+")
_QUOTES = str.maketrans("“”„«»‘’‚`", '"""""\'\'\'\'')
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into is nor of off on or over per so than that the to up "
    "via vs with".split()
)


def fold(text: str) -> str:
    """Give `text` in a form in which two spellings of one headline are equal."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(folded.split())


def mark_comments(blocks: Sequence[Block]) -> list[Block]:
    """Mark the comment section, which reaches to the end, and links that only count comments."""
    marked = list(blocks)
    start = _comments_start(marked)
    for position, block in enumerate(marked):
        if start is not None and position >= start:
            marked[position] = replace(block, kind=Kind.COMMENT)
        elif block.kind is Kind.BODY and _names_comments(block.text):
            marked[position] = replace(block, kind=Kind.BOILERPLATE)
    return marked


def _names_comments(text: str) -> bool:
    return opens_comments(text) or counts_comments(text)


def _comments_start(blocks: Sequence[Block]) -> int | None:
    told = False
    for position, block in enumerate(blocks):
        told = told or is_prose(block)
        if told and block.kind is not Kind.COMMENT and _heads_comments(blocks, position):
            start = position
            while start and leads_comments(blocks[start - 1].text):
                start -= 1
            return start
    return None


def _heads_comments(blocks: Sequence[Block], position: int) -> bool:
    """Tell whether comments follow; a mere count of them needs what looks like some right below.

    A count with more of the article below it only links to its comments.
    """
    text = blocks[position].text
    if not counts_comments(text):
        return opens_comments(text)
    for other in blocks[position + 1 : position + 1 + _SEARCHED_FOR_COMMENTS]:
        if signs_comments(other.text):
            return True
        if is_prose(other):
            return False
    return position == len(blocks) - 1


def mark_asides(blocks: Sequence[Block]) -> list[Block]:
    """Mark boilerplate, captions, bylines and datelines by their words."""
    marked: list[Block] = []
    told = 0
    for block in blocks:
        kind = block.kind
        if kind is Kind.BODY:
            byline = read_byline(block.text, place=_place(told))
            aside = aside_kind(block.text, head=told == 0)
            kind = byline.kind if byline else aside or Kind.BODY
        marked.append(replace(block, kind=kind))
        told += len(block.text.split()) if is_prose(marked[-1]) else 0
    return marked


def _place(told: int) -> Place:
    """Say where a line stands that `told` words of running text stand above."""
    if told == 0:
        return Place.HEAD
    return Place.BELOW_DECK if told <= _DECK_WORDS else Place.BODY


def is_prose(block: Block) -> bool:
    """Tell whether a body block is running text and no line of a list, table or heading."""
    words = len(block.text.split())
    return block.kind is Kind.BODY and (
        words > _TITLE_WORDS
        or len(block.text) > _TITLE_CHARACTERS
        or (words >= _PROSE_WORDS and ends_sentence(block.text))
    )


def find_title(blocks: Sequence[Block]) -> str | None:
    """Find the headline above the first paragraph; a line that stands there twice is it."""
    candidates: list[str] = []
    seen: set[str] = set()
    for block in blocks[:_SEARCHED_FOR_TITLE]:
        if block.kind is Kind.HEADLINE:
            return block.text
        if block.kind is not Kind.BODY:
            continue
        if is_prose(block) or not _is_title(block.text):
            break
        if fold(block.text) in seen:
            return block.text
        seen.add(fold(block.text))
        candidates.append(block.text)
    return candidates[0] if candidates else None


def _is_title(text: str) -> bool:
    return (
        len(text.split()) <= _TITLE_WORDS
        and len(text) <= _TITLE_CHARACTERS
        and text[-1] not in ".,;:…。।۔"
        and any(character.isalpha() for character in text)
    )


def mark_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """Mark the headline wherever it is repeated, and cut it off a lead that it is glued to."""
    wanted, longest = fold(title), 2 * len(title)
    marked: list[Block] = []
    led = False
    for block in blocks:
        told = block.kind in {Kind.BODY, Kind.SUBHEADING}
        if told and len(block.text) <= longest and fold(block.text) == wanted:
            marked.append(replace(block, kind=Kind.HEADLINE))
        elif not led and is_prose(block):
            led = True
            marked.extend(_unglued(block, title))
        else:
            marked.append(block)
    return marked


def _unglued(block: Block, title: str) -> list[Block]:
    words = title.split()
    pattern = r"\s+".join(re.escape(word) for word in words) + r"\s+(?=[\W\d_]*[^\W\d_])"
    found = re.match(pattern, block.text, re.IGNORECASE)
    if found is None or len(words) < _GLUED_TITLE_WORDS:
        return [block]
    rest = block.text[found.end() :]
    first = next(character for character in rest if character.isalpha())
    if first.islower() or len(rest.split()) < _PROSE_WORDS:
        return [block]
    headline = block.text[: found.end()].strip()
    return [Block(headline, Kind.HEADLINE), replace(block, text=rest)]


def mark_deck(blocks: Sequence[Block]) -> list[Block]:
    """Mark a standfirst: a sentence or two between the headline and the byline."""
    marked = list(blocks)
    start = max(
        (at for at, block in enumerate(marked[:_SEARCHED_FOR_TITLE]) if _is_headline(block)),
        default=-1,
    )
    deck: list[int] = []
    for position in range(start + 1, len(marked)):
        kind = marked[position].kind
        if kind in {Kind.BYLINE, Kind.DATELINE}:
            break
        if kind is Kind.BODY:
            deck.append(position)
        if len(deck) > 2:
            return marked
    else:
        return marked
    if sum(len(marked[position].text.split()) for position in deck) <= _DECK_WORDS:
        for position in deck:
            marked[position] = replace(marked[position], kind=Kind.SUBHEADING)
    return marked


def _is_headline(block: Block) -> bool:
    return block.kind is Kind.HEADLINE


def mark_headings(blocks: Sequence[Block]) -> list[Block]:
    """Mark headings of plain text: a short line, no sentence, alone above running text.

    Short lines in a row are a list or a table and stay body.
    """
    marked = list(blocks)
    told = [at for at, block in enumerate(blocks) if block.kind in {Kind.BODY, Kind.SUBHEADING}]
    for index, position in enumerate(told[:-1]):
        above = blocks[told[index - 1]].text if index else ""
        below = blocks[told[index + 1]]
        if _is_heading(blocks[position]) and not _is_line(above) and is_prose(below):
            marked[position] = replace(blocks[position], kind=Kind.SUBHEADING)
    return marked


def _is_line(text: str) -> bool:
    return (
        bool(text) and len(text.split()) <= _CAPITALISED_HEADING_WORDS and not ends_sentence(text)
    )


def _is_heading(block: Block) -> bool:
    text = block.text
    if block.kind is not Kind.BODY or not _is_line(text) or text[-1] in ",;:-–—%":
        return False
    first = text.lstrip("\"'“‘«(¿¡")[:1]
    enumerator = _ENUMERATOR.match(text)
    if not (first.isupper() or enumerator):
        return False
    if _TABULAR.search(text, enumerator.end() if enumerator else 0):
        return False
    words = text.split()
    return len(words) <= _HEADING_WORDS or _is_capitalised(words)


def _is_capitalised(words: Sequence[str]) -> bool:
    """Tell whether words are written as in a headline; half of the long ones may be small."""
    weighty = [word for word in words if word.lower() not in _SMALL_WORDS and word[0].isalpha()]
    return sum(word[0].isupper() for word in weighty) >= 0.5 * len(weighty) > 0
