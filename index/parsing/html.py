"""HTML pages: trafilatura finds the article, the page's own tags say what its parts are.

Nothing is fetched. What a browser would not show is taken out first.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from index.articles import Block, Kind
from index.errors import UnreadableFile
from index.parsing.decoding import decode
from index.parsing.drafts import Draft
from index.parsing.pagefacts import page_facts
from index.parsing.paragraphs import paragraphs

# The article finder takes time that grows with the square of the page's elements.
_MOST_ELEMENTS = 10_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})""", re.IGNORECASE)
# What pages mean by these names, as browsers take them: Windows' own, which hold more characters.
_MEANT = MappingProxyType(
    {
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "iso8859-11": "cp874",
        "tis-620": "cp874",
        "gb2312": "gbk",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
    }
)
# Characters that lxml reads, by reference too, and then refuses to write.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HIDDEN = (
    "//*[self::script or self::style or self::template or self::noscript or self::iframe"
    " or @hidden or @aria-hidden='true' or contains(@style, ':')][not(self::html or self::body)]"
)
_UNSEEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity|max-height|height|width)\s*:\s*0+(?:\.0+)?(?:px|em|rem|pt|%)?\s*(?:!|;|$)"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}(?:\.\d+)?px)",
    re.IGNORECASE,
)
_ALWAYS_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe"})
_KINDS = {
    "h1": Kind.HEADLINE,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), Kind.SUBHEADING),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("nav", "aside", "footer", "form", "button"), Kind.BOILERPLATE),
}
_BLOCKS = frozenset(
    {*_KINDS, "body", "main", "article", "header", "section", "div", "p", "blockquote", "pre"}
    | {"ul", "ol", "dl", "li", "dt", "dd", "table", "tr", "td", "th", "figure"}
)
_LEAVES = frozenset({"p", "head", "quote", "item", "cell", "code"})
_LINE_BREAKS = frozenset({"br", "lb"})
_BREAK = "\x00"


def read_html(source: str, data: bytes) -> Draft:
    """Read a page.

    Raises:
        UnreadableFile: when the bytes are no text, or tags nest too deep to be read.
    """
    raw = decode(source, data, declared=_declared_charset(data))
    tree = _tree(source, raw)
    try:
        facts = page_facts(tree)
        _drop_hidden(tree)
        blocks = tuple(_blocks(tree))
    except ValueError as error:
        raise UnreadableFile(source, f"the page is malformed ({error}); mend it") from error
    return Draft(
        source=source,
        raw=raw,
        blocks=blocks,
        title=facts.title,
        outlet=facts.outlet,
        author=facts.author,
        published=facts.published,
        url=facts.url,
        marked_up=True,
    )


def _declared_charset(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4_000])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return _MEANT.get(name, name)


def _tree(source: str, raw: str) -> Any:
    import lxml.html  # type: ignore[import-untyped]
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(raw.encode("utf-8"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFile(source, f"no page can be read from it ({error}); mend it") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableFile(
            source, "its tags nest more than 256 deep, so text would be lost; simplify the page"
        )
    _clean(tree)
    return tree


def _clean(tree: Any) -> None:
    for element in tree.iter():
        if element.text and _FORBIDDEN.search(element.text):
            element.text = _FORBIDDEN.sub("", element.text)
        if element.tail and _FORBIDDEN.search(element.tail):
            element.tail = _FORBIDDEN.sub("", element.tail)


def _drop_hidden(tree: Any) -> None:
    for element in tree.xpath(_HIDDEN):
        style = element.get("style", "")
        unseen = element.tag in _ALWAYS_UNSEEN or element.get("hidden") is not None
        if unseen or element.get("aria-hidden") == "true" or _UNSEEN_STYLE.search(style):
            element.drop_tree()


def _blocks(tree: Any) -> Iterator[Block]:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = None
    if sum(1 for _ in tree.iter()) <= _MOST_ELEMENTS:
        found = bare_extraction(tree, include_comments=True, include_tables=True)
    if not isinstance(found, Document) or found.body is None or _is_merged(found.body, tree):
        yield from _all_blocks(tree)
        return
    yield from _article_blocks(found.body)
    if found.commentsbody is not None:
        for block in _article_blocks(found.commentsbody):
            yield Block(block.text, Kind.COMMENT)


def _is_merged(body: Any, tree: Any) -> bool:
    """Tell whether the article finder gave the text of a short page as one paragraph."""
    return len(list(body.iter(*_LEAVES))) <= 1 < len(list(tree.iter("p")))


def _article_blocks(body: Any) -> Iterator[Block]:
    """Yield the blocks of an article as trafilatura marks it up."""
    for element in body.iter(*_LEAVES):
        kind = Kind.BODY
        if element.tag == "head":
            kind = Kind.HEADLINE if element.get("rend") == "h1" else Kind.SUBHEADING
        yield from _split(element, kind, _LEAVES)


def _all_blocks(tree: Any) -> Iterator[Block]:
    """Yield every block of a page in reading order: for pages that hold no clear article."""
    for element in tree.iter(*_BLOCKS):
        lineage = (element, *element.iterancestors())
        kind = next((_KINDS[other.tag] for other in lineage if other.tag in _KINDS), Kind.BODY)
        yield from _split(element, kind, _BLOCKS)


def _split(element: Any, kind: Kind, blocks: frozenset[str]) -> Iterator[Block]:
    lines = "".join(_own_text(element, blocks)).split(_BREAK)
    for paragraph in paragraphs("\n".join(" ".join(line.split()) for line in lines)):
        yield Block(paragraph, kind)


def _own_text(element: Any, blocks: frozenset[str]) -> Iterator[str]:
    """Yield an element's text without that of the blocks inside it, `_BREAK` for line breaks."""
    yield element.text or ""
    for child in element:
        if child.tag in blocks or child.tag in _LINE_BREAKS:
            yield _BREAK
        elif isinstance(child.tag, str):
            yield from _own_text(child, blocks)
        yield child.tail or ""
