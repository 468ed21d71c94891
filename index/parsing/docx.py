"""Word documents: styles say what is headline, heading and caption."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.articles import Block, Kind
from index.errors import UnreadableFile
from index.parsing.decoding import MAX_BYTES, refuse_size
from index.parsing.drafts import Draft
from index.parsing.paragraphs import paragraphs

if TYPE_CHECKING:
    from docx.document import Document

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 4 * MAX_BYTES
_MOST_MARKUP = 10_000_000
"""Bytes of XML, which takes up to forty times as much memory when it is read."""
_BEFORE_MARKUP = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
# What reading a damaged archive or document meets.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_STYLES = {
    "title": Kind.HEADLINE,
    "subtitle": Kind.SUBHEADING,
    "caption": Kind.CAPTION,
    "header": Kind.BOILERPLATE,
    "footer": Kind.BOILERPLATE,
}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH = f"{_WORD}p"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHARACTERS = {
    f"{_WORD}{name}": text
    for name, text in {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}.items()
}
# What a tracked change took away or moved elsewhere, and properties, which name tabs too.
_UNSEEN = frozenset(f"{_WORD}{name}" for name in ("del", "moveFrom", "pPr", "rPr"))
_OFF = frozenset({"0", "false", "off"})


def read_docx(source: str, data: bytes) -> Draft:
    """Read a Word document. Its dates are those of the file and no date of publication.

    Raises:
        UnreadableFile: when it is encrypted, damaged or no Word document.
    """
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    refuse_size(source, data)
    if data.startswith(_OLE):
        raise UnreadableFile(
            source, "it is encrypted or in the old .doc format; save it as .docx without a password"
        )
    try:
        return _draft(source, data)
    except (OpcError, XmlchemyError, LxmlError, *_DAMAGE) as error:
        raise UnreadableFile(
            source, f"it is no readable Word document ({error}); open it in Word and save it again"
        ) from error


def _draft(source: str, data: bytes) -> Draft:
    import docx

    _refuse_bombs(source, data)
    document = docx.Document(io.BytesIO(data))
    blocks = tuple(_blocks(document))
    facts = document.core_properties
    return Draft(
        source=source,
        raw="\n\n".join(block.text for block in blocks),
        blocks=blocks,
        file_title=facts.title,
        author=facts.author if facts.author != "python-docx" else None,
        marked_up=any(block.kind is Kind.SUBHEADING for block in blocks),
    )


def _refuse_bombs(source: str, data: bytes) -> None:
    """Refuse what unpacks to more than fits; a picture does no harm that text of its size does."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if unpacked > _MOST_UNPACKED:
            raise UnreadableFile(
                source, f"it unpacks to {unpacked:,} bytes, more than {_MOST_UNPACKED:,}; split it"
            )
        markup = sum(member.file_size for member in members if _is_markup(archive, member))
    if markup > _MOST_MARKUP:
        raise UnreadableFile(
            source,
            f"it unpacks to {markup:,} bytes of text and markup, more than {_MOST_MARKUP:,}; "
            "split it",
        )


def _is_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Tell by how it begins: a document may give its text any name."""
    with archive.open(member) as content:
        return content.read(100).lstrip(_BEFORE_MARKUP)[:1] in {b"<", b""}


def _blocks(document: Document) -> Iterator[Block]:
    names = {style.style_id: (style.name or "").lower() for style in document.styles}
    for paragraph in _paragraphs(document.element.body):
        if whole := "".join(_text(paragraph)):
            kind = _kind(names.get(paragraph.style or "", ""))
            yield from (Block(text, kind) for text in paragraphs(whole))


def _kind(style: str) -> Kind:
    return Kind.SUBHEADING if style.startswith("heading") else _STYLES.get(style, Kind.BODY)


def _paragraphs(element: Any) -> Iterator[Any]:
    """Find the paragraphs that are shown; those of a box come after the one that it stands in."""
    for child in _shown(element):
        if child.tag == _PARAGRAPH:
            yield child
        yield from _paragraphs(child)


def _text(element: Any) -> Iterator[str]:
    """Give the text of a paragraph without that of its boxes, a newline for each line break."""
    for child in _shown(element):
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag != _PARAGRAPH:
            yield from _text(child)


def _shown(element: Any) -> Iterator[Any]:
    """Give what stands in an element and is shown; of alternatives, which say the same, one."""
    children = element.iterchildren("{*}*")
    for child in islice(children, 1) if element.tag == _ALTERNATIVES else children:
        if child.tag not in _UNSEEN and not _is_hidden(child):
            yield child


def _is_hidden(element: Any) -> bool:
    if element.tag != f"{_WORD}r":
        return False
    vanish = element.find(f"{_WORD}rPr/{_WORD}vanish")
    return vanish is not None and vanish.get(f"{_WORD}val") not in _OFF
