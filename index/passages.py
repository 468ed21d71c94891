"""Paragraphs to passages: what is embedded, found and read for evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from index.articles import Article, Paragraph, Passage, Span
from index.sentences import split
from index.tokens import count_tokens

MAX_TOKENS = 256
MERGE_BELOW_TOKENS = 200
BETWEEN_SPANS = "\n\n"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span with its text and its size, before pieces are merged."""

    span: Span
    text: str
    tokens: int


@dataclass(slots=True)
class _Group:
    """Neighbouring pieces that will be one passage."""

    pieces: list[_Piece] = field(default_factory=list)
    tokens: int = 0

    def takes(self, piece: _Piece) -> bool:
        return self.tokens < MERGE_BELOW_TOKENS and self.tokens + piece.tokens + 2 <= MAX_TOKENS

    def add(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.tokens += piece.tokens + 2


def passages_of(article: Article, paragraphs: Sequence[Paragraph]) -> list[Passage]:
    """Split the numbered paragraphs of an article into passages of at most 256 tokens.

    A paragraph stands alone unless it is short; neighbours are merged while the
    passage is under `MERGE_BELOW_TOKENS`; a paragraph over 256 tokens is split
    at its sentences. Tokens are those of cl100k_base.
    """
    context = context_of(article)
    return [
        _passage(article.id, context, group)
        for group in _groups(_pieces(paragraphs, article.language))
    ]


def sentences_of(passage: Passage, language: str | None) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand in its text; none crosses a paragraph."""
    found: list[tuple[int, int]] = []
    place = 0
    for span in passage.spans:
        length = span.end - span.start
        piece = passage.text[place : place + length]
        found.extend((place + start, place + end) for start, end in split(piece, language))
        place += length + len(BETWEEN_SPANS)
    return found


def address(passage: Passage, start: int, end: int) -> Span:
    """The paragraph's characters that are `start` to `end` of a passage's text.

    Raises:
        ValueError: they do not lie within one of its spans.
    """
    place = 0
    for span in passage.spans:
        length = span.end - span.start
        if place <= start and end <= place + length:
            return Span(span.paragraph, span.start + start - place, span.start + end - place)
        place += length + len(BETWEEN_SPANS)
    raise ValueError(f"characters {start} to {end} of passage {passage.id!r} cross its paragraphs")


def context_of(article: Article) -> str:
    """What helps to find a passage and is never quoted: title, outlet, date."""
    parts = (article.title, article.outlet, _spoken(article.published))
    return ". ".join(part for part in parts if part)


def _spoken(published: date | None) -> str | None:
    """The date as questions write it: `June 21, 2019`."""
    return f"{published:%B} {published.day}, {published.year}" if published else None


def _pieces(paragraphs: Sequence[Paragraph], language: str | None) -> Iterator[_Piece]:
    for paragraph in paragraphs:
        if paragraph.number is None:
            continue
        tokens = count_tokens(paragraph.text)
        if tokens <= MAX_TOKENS:
            span = Span(paragraph.number, 0, len(paragraph.text))
            yield _Piece(span, paragraph.text, tokens)
        else:
            yield from _split(paragraph.number, paragraph.text, language)


def _split(number: int, text: str, language: str | None) -> Iterator[_Piece]:
    """Cut a long paragraph at sentence ends into pieces that fill a passage."""
    start = end = None
    for sentence_start, sentence_end in _bounded_sentences(text, language):
        if start is None or end is None:
            start, end = sentence_start, sentence_end
        elif count_tokens(text[start:sentence_end]) <= MAX_TOKENS:
            end = sentence_end
        else:
            yield _piece(number, text, start, end)
            start, end = sentence_start, sentence_end
    if start is not None and end is not None:
        yield _piece(number, text, start, end)


def _bounded_sentences(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Sentences, those over 256 tokens halved at white space until they fit."""
    stack = list(reversed(split(text, language)))
    while stack:
        start, end = stack.pop()
        if count_tokens(text[start:end]) <= MAX_TOKENS:
            yield start, end
            continue
        middle = _cut(text, start, end)
        stack.extend([(middle, end), (start, middle)])


def _cut(text: str, start: int, end: int) -> int:
    """The white space nearest to the middle, or the middle itself where there is none."""
    middle = (start + end) // 2
    after = text.find(" ", middle, end - 1)
    if after != -1:
        return after + 1
    before = text.rfind(" ", start + 1, middle)
    return before + 1 if before != -1 else middle


def _piece(number: int, text: str, start: int, end: int) -> _Piece:
    return _Piece(Span(number, start, end), text[start:end], count_tokens(text[start:end]))


def _groups(pieces: Iterator[_Piece]) -> Iterator[_Group]:
    group = _Group()
    for piece in pieces:
        if group.pieces and not group.takes(piece):
            yield group
            group = _Group()
        group.add(piece)
    if group.pieces:
        yield group


def _passage(article_id: str, context: str, group: _Group) -> Passage:
    spans = tuple(piece.span for piece in group.pieces)
    text = BETWEEN_SPANS.join(piece.text for piece in group.pieces)
    identity = "\0".join((article_id, repr(spans), context, text))
    return Passage(
        id=sha256(identity.encode()).hexdigest()[:24],
        article=article_id,
        spans=spans,
        text=text,
        context=context,
    )
