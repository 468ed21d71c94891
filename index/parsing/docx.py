"""Word documents: styles say what is headline, heading and caption."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.articles import Block, Kind
from index.errors import UnreadableFile
from index.parsing.decoding import MAX_BYTES, refuse_size
from index.parsing.drafts import Draft
from index.parsing.paragraphs import paragraphs

if TYPE_CHECKING:
    from docx.document import Document

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 10 * MAX_BYTES
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
# Text that is shown: not deleted in a tracked change, not hidden, not the copy
# that older programs fall back to.
_RUNS = (
    ".//w:r[not(w:rPr/w:vanish)][not(ancestor::w:del)]/*[self::w:t or self::w:br or self::w:cr"
    " or self::w:tab or self::w:noBreakHyphen]"
)
_CHARACTERS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}


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

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MOST_UNPACKED:
        raise UnreadableFile(
            source, f"it unpacks to {unpacked:,} bytes, more than {_MOST_UNPACKED:,}; split it"
        )
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


def _blocks(document: Document) -> Iterator[Block]:
    from docx.oxml.ns import qn

    names = {style.style_id: (style.name or "").lower() for style in document.styles}
    for paragraph in document.element.body.iter(qn("w:p")):
        if any(str(parent.tag).endswith("}Fallback") for parent in paragraph.iterancestors()):
            continue
        kind = _kind(names.get(paragraph.style or "", ""))
        for text in paragraphs(_text(paragraph)):
            yield Block(text, kind)


def _kind(style: str) -> Kind:
    return Kind.SUBHEADING if style.startswith("heading") else _STYLES.get(style, Kind.BODY)


def _text(paragraph: Any) -> str:
    """Give the text of a paragraph element, with a newline for each line break."""
    pieces = []
    for element in paragraph.xpath(_RUNS):
        name = str(element.tag).rpartition("}")[2]
        pieces.append(_CHARACTERS.get(name) or element.text or "")
    return "".join(pieces)
