"""The pages that the server renders: the reader, its notices, the list of routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from index.articles import Kind
from service.api.headers import PAGE_POLICY
from service.listing import ArticleText, ParagraphText


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a numbered paragraph, to be highlighted."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A paragraph with its number, cut where a mark begins and ends."""

    number: int
    before: str
    marked: str
    after: str
    shape: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading."""

    text: str
    shape: str = "heading"


@dataclass(frozen=True, slots=True)
class Aside:
    """Neighbouring blocks that are not the article's text, such as captions and banners."""

    summary: str
    texts: tuple[str, ...]
    shape: str = "aside"


PageBlock = NumberedBlock | Heading | Aside


class Pages:
    """Renders pages. Every text of an article is escaped, and no page has a script."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("service.api"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def article(self, text: ArticleText, *, current: str, mark: Mark | None) -> HTMLResponse:
        """The reader's page of an article.

        Args:
            text: The article at the revision to show.
            current: The article's current revision.
            mark: What to highlight.
        """
        return self._page(
            "article.html",
            article=text.article,
            link=web_link(text.article.url),
            current=current,
            blocks=page_blocks(text.paragraphs, mark),
        )

    def notice(self, status: int, title: str, message: str) -> HTMLResponse:
        """A page that says why there is nothing to read."""
        return self._page("notice.html", status, title=title, message=message)

    def routes(self, openapi: Mapping[str, Any]) -> HTMLResponse:
        """The list of routes, from the OpenAPI document."""
        routes = [
            {"method": method.upper(), "path": path, **operation}
            for path, operations in openapi["paths"].items()
            for method, operation in operations.items()
        ]
        return self._page("routes.html", info=openapi["info"], routes=routes)

    def _page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        html = self._templates.get_template(template).render(values)
        return HTMLResponse(html, status, headers={"Content-Security-Policy": PAGE_POLICY})


def page_blocks(paragraphs: Iterable[ParagraphText], mark: Mark | None) -> list[PageBlock]:
    """An article's blocks as its page shows them; the headline is the page's title."""
    blocks: list[PageBlock] = []
    for shape, group in groupby(paragraphs, key=_shape):
        some = list(group)
        if shape == "paragraph":
            blocks.extend(_numbered(each, mark) for each in some)
        elif shape == "heading":
            blocks.extend(Heading(each.text) for each in some)
        elif shape == "aside":
            blocks.append(Aside(_summary(some), tuple(each.text for each in some)))
    return blocks


def web_link(url: str | None) -> str | None:
    """An address that a page may link to, or None: `http` and `https` only."""
    if url is None:
        return None
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _shape(block: ParagraphText) -> str:
    if block.number is not None:
        return "paragraph"
    shapes = {Kind.SUBHEADING: "heading", Kind.HEADLINE: "headline"}
    return shapes.get(block.kind, "aside")


def _numbered(block: ParagraphText, mark: Mark | None) -> NumberedBlock:
    number = block.number or 0
    if mark is None or mark.paragraph != number:
        return NumberedBlock(number, block.text, "", "")
    start, end = mark.start, max(mark.start, mark.end)
    return NumberedBlock(number, block.text[:start], block.text[start:end], block.text[end:])


def _summary(blocks: Iterable[ParagraphText]) -> str:
    counts = Counter(block.kind.value for block in blocks)
    return ", ".join(f"{kind} ({count})" for kind, count in counts.items())
