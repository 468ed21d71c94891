"""What a page says about itself in its head: title, outlet, author, address and date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.parsing.dates import metadata_date

# Names of meta elements that hold a date of publication, the surest first.
_DATE_NAMES = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "publication_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "date",
)
_WORKS = ("Article", "Posting", "Report", "Review", "WebPage")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Metadata of a page; None is what the page does not state."""

    title: str | None
    outlet: str | None
    author: str | None
    url: str | None
    published: date | None


def page_facts(tree: Any) -> PageFacts:
    """Read a page's metadata.

    The date is the one that the page states as its publication in metadata, and
    never one found in its text: that may be its clock.
    """
    meta = _meta(tree)
    works = list(_works(tree))
    outlet = meta.get("og:site_name") or _first(_names(work.get("publisher")) for work in works)
    return PageFacts(
        title=_title(tree, meta, works, outlet),
        outlet=outlet,
        author=_author(meta, works),
        url=_url(tree, meta),
        published=_published(tree, meta, works),
    )


def _meta(tree: Any) -> dict[str, str]:
    stated: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join(element.get("content", "").split())
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute, "").lower()
            if name and content:
                stated.setdefault(name, content)
    return stated


def _title(
    tree: Any, meta: dict[str, str], works: list[dict[str, Any]], outlet: str | None
) -> str | None:
    stated = meta.get("og:title") or _first(_strings(work.get("headline")) for work in works)
    if stated is None:
        headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
        stated = headings[0] if len(headings) == 1 and headings[0] else None
    if stated is None:
        stated = meta.get("twitter:title") or " ".join(str(tree.findtext(".//title") or "").split())
    start, mark, end = stated.rpartition(" | ") if " | " in stated else stated.rpartition(" - ")
    named = bool(mark and outlet and end.casefold() == outlet.casefold())
    return (start if named else stated).strip() or None


def _author(meta: dict[str, str], works: list[dict[str, Any]]) -> str | None:
    """Name the author, leaving out the addresses and accounts that some pages put there."""
    stated = ", ".join(_first_list(_names(work.get("author")) for work in works))
    for name in (stated, meta.get("author"), meta.get("article:author"), meta.get("byl")):
        if name and "://" not in name and not name.startswith("@"):
            return re.sub(r"^[Bb][Yy]\s+", "", name)
    return None


def _url(tree: Any, meta: dict[str, str]) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    for address in (*links, meta.get("og:url", "")):
        if address.strip().startswith(("https://", "http://")):
            return str(address).strip()
    return None


def _published(tree: Any, meta: dict[str, str], works: list[dict[str, Any]]) -> date | None:
    stated = [text for work in works for text in _strings(work.get("datePublished"))]
    stated += [meta[name] for name in _DATE_NAMES if name in meta]
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        stated.append(element.get("datetime") or element.get("content") or element.text_content())
    return next((found for text in stated if (found := metadata_date(text)) is not None), None)


def _works(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the works that a page's JSON-LD says it is, not the works that it links to."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # broken metadata states nothing
        for item in _items(data):
            if any(name.endswith(_WORKS) for name in _strings(item.get("@type"))):
                yield item


def _items(data: Any) -> Iterator[dict[str, Any]]:
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            yield entry
            graph = entry.get("@graph")
            if isinstance(graph, list):
                yield from (item for item in graph if isinstance(item, dict))


def _names(value: Any) -> list[str]:
    """Give the names of a JSON-LD person or organisation, or of a list of them."""
    entries = value if isinstance(value, list) else [value]
    named = (entry.get("name") if isinstance(entry, dict) else entry for entry in entries)
    return [name for entry in named for name in _strings(entry)]


def _strings(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [
        " ".join(entry.split()) for entry in entries if isinstance(entry, str) and entry.strip()
    ]


def _first_list(lists: Iterable[list[str]]) -> list[str]:
    return next((each for each in lists if each), [])


def _first(lists: Iterable[list[str]]) -> str | None:
    return next(iter(_first_list(lists)), None)
