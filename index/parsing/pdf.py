"""PDF files: lines in the order they were set, put back together into paragraphs."""

from __future__ import annotations

import io
import logging
import re
import statistics
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Any, TypeVar

from index.articles import Block, Kind
from index.errors import UnreadableFile
from index.parsing.decoding import refuse_size, visible
from index.parsing.drafts import Draft
from index.parsing.paragraphs import ends_sentence, typeset_paragraphs

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# Its warnings name no file, and without any handler they go to standard error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_Result = TypeVar("_Result")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_PROGRAM_TITLE = re.compile(
    r"(?i)untitled.*|microsoft (?:word|powerpoint).*|.*\.(?:docx?|pdf|indd|tex|odt|html?|qxd)|\W*"
)
_EDGE_LINES = 2
_HEADING_WORDS = 25
_GAP = 1.35
_SAME_SIZE = 0.5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as set: `size` is its font's, `height` where it stands on the page, in points."""

    text: str
    size: float
    height: float


def read_pdf(source: str, data: bytes) -> Draft:
    """Read a PDF. Its creation date is that of the file and no date of publication.

    Raises:
        UnreadableFile: when it is encrypted, damaged, or holds pictures of text only.
    """
    refuse_size(source, data)
    reader = _reader(source, data)
    pages, title, author = _content(source, reader)
    if not any(character.isalpha() for page in pages for line in page for character in line.text):
        raise UnreadableFile(
            source, "it holds no text, as scanned pages do; run text recognition (OCR) on it first"
        )
    return Draft(
        source=source,
        raw="\n\f".join("\n".join(line.text for line in page) for page in pages),
        blocks=tuple(_blocks(_without_edges(pages))),
        file_title=title if title and not _PROGRAM_TITLE.fullmatch(title) else None,
        author=author if author and " " in author.strip() else None,
    )


def _reader(source: str, data: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = _guarded(source, lambda: PdfReader(io.BytesIO(data)))
    try:
        opened = _guarded(source, lambda: not reader.is_encrypted or bool(reader.decrypt("")))
    except DependencyError:
        opened = False
    if not opened:
        raise UnreadableFile(source, "it is encrypted; save it without a password")
    return reader


def _content(source: str, reader: PdfReader) -> tuple[list[list[_Line]], str | None, str | None]:
    def read() -> tuple[list[list[_Line]], str | None, str | None]:
        facts = reader.metadata
        pages = [_lines(page) for page in reader.pages]
        return pages, facts.title if facts else None, facts.author if facts else None

    return _guarded(source, read)


def _guarded(source: str, read: Callable[[], _Result]) -> _Result:
    """Call into pypdf, which meets damage with whatever the damaged value raises."""
    from pypdf.errors import PyPdfError

    try:
        return read()
    except (
        PyPdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        raise UnreadableFile(
            source, f"the PDF is damaged ({error!r}); open it in a viewer and save it again"
        ) from error


def _lines(page: PageObject) -> list[_Line]:
    """Read a page's lines in the order they were set, which keeps columns apart."""
    lines: list[_Line] = []
    pieces: list[str] = []
    place = (0.0, 0.0)

    def flush() -> None:
        text = "".join(pieces).encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
        if visible(text).strip():
            lines.append(_Line(text.strip(), *place))
        pieces.clear()

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal place
        for number, piece in enumerate(text.split("\n")):
            if number:
                flush()
            if piece.strip() and not "".join(pieces).strip():
                scale = hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])
                place = (abs(size) * scale, tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
            pieces.append(piece)

    page.extract_text(visitor_text=visit)
    flush()
    return lines


def _without_edges(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """Take away page numbers, and the lines that open or close most pages."""
    counts = Counter(key for page in pages for key in {_edge_key(line) for line in _edges(page)})
    most = max(2, 0.6 * len(pages))
    kept = []
    for page in pages:
        running = {
            id(line)
            for line in _edges(page)
            if counts[_edge_key(line)] >= most or _PAGE_NUMBER.fullmatch(line.text)
        }
        kept.append([line for line in page if id(line) not in running])
    return kept


def _edges(page: Sequence[_Line]) -> list[_Line]:
    if len(page) <= 2 * _EDGE_LINES:
        return list(page)
    return [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _edge_key(line: _Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", " ".join(line.text.split()).casefold()), round(line.height / 4)


def _blocks(pages: Sequence[Sequence[_Line]]) -> Iterator[Block]:
    """Yield paragraphs; larger type sets headline and headings, short small lines the edges."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    usual = _usual_size(lines)
    chunks = list(_chunks(lines))
    largest = max((line.size for line in pages[0]), default=usual)
    whole = [
        [line.text for line in chunk]
        if abs(chunk[0].size - usual) <= _SAME_SIZE
        else [" ".join(line.text for line in chunk)]
        for chunk in chunks
    ]
    edges = {line for page in pages for line in _edges(page)}
    headline = False
    for chunk, texts in zip(chunks, typeset_paragraphs(whole), strict=True):
        kind = _kind(chunk, usual=usual, edges=edges)
        if kind is Kind.SUBHEADING and not headline and chunk[0].size >= largest - _SAME_SIZE:
            kind, headline = Kind.HEADLINE, True
        for text in texts:
            yield Block(text, kind)


def _usual_size(lines: Sequence[_Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += len(line.text)
    return weights.most_common(1)[0][0]


def _kind(chunk: Sequence[_Line], *, usual: float, edges: Set[_Line]) -> Kind:
    words = sum(len(line.text.split()) for line in chunk)
    if words > _HEADING_WORDS or abs(chunk[0].size - usual) <= _SAME_SIZE:
        return Kind.BODY
    if chunk[0].size > usual:
        return Kind.SUBHEADING
    running = chunk[0] in edges and not ends_sentence(chunk[-1].text)
    return Kind.BOILERPLATE if running else Kind.BODY


def _chunks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Part lines where the type changes size or a gap is wider than between lines of its size."""
    leading = _leading(lines)
    chunk = [lines[0]]
    for above, below in pairwise(lines):
        usual = leading.get(round(above.size), 1.2 * above.size)
        wide = above.height - below.height > _GAP * usual
        if wide or abs(above.size - below.size) > _SAME_SIZE:
            yield chunk
            chunk = []
        chunk.append(below)
    yield chunk


def _leading(lines: Sequence[_Line]) -> dict[int, float]:
    """Give the usual distance from line to line for each size of type, in points."""
    gaps: dict[int, list[float]] = {}
    for above, below in pairwise(lines):
        gap = above.height - below.height
        if 0 < gap < 3 * above.size and abs(above.size - below.size) <= _SAME_SIZE:
            gaps.setdefault(round(above.size), []).append(gap)
    return {
        size: statistics.quantiles(found, n=4)[0] if len(found) > 1 else found[0]
        for size, found in gaps.items()
    }
