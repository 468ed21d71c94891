"""Lines that say who wrote an article, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from index.articles import Kind
from index.parsing.dates import SPOKEN, WEEKDAY, spoken_date

_MOST_CHARACTERS = 200
_NAME = r"(?:[^\W\d_a-z][\w.’'-]*|(?:de|da|del|di|van|von|der|den|al|el|bin|ibn|la|le)\b[\w-]*)"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}(?:(?:,| and| &|, and) {_NAME}(?: {_NAME}){{0,4}})*"
_BY = re.compile(rf"(?i:(?:written |words |story |report )?by)\s*:?\s+(?P<names>{_NAMES})")
_FULL_NAME = re.compile(rf"{_NAME} {_NAME}(?: {_NAME}){{0,2}}(?: and {_NAME} {_NAME}){{0,2}}")
_PLACE = re.compile(r"[A-Z][A-Z.]+(?:[ /,-]+[A-Z.]{2,}){0,3}")
_AGENCY_BAR = re.compile(rf"{_NAME}(?: {_NAME}){{0,4}} \|")
_CREDITS = re.compile(
    r"\(?(?i:(?:analysis|opinion|report|reported|reporting|writing|additional reporting|written|"
    rf"story|compiled|edited|editing|translated) by)\s+(?:the )?{_NAMES}(?: in {_NAMES})?"
    r"(?:[;,] .*)?[.)]*"
    r"|[^.]{2,60}\bwith (?:additional |further )?(?:input|reporting|contributions?) (?:by|from) "
    rf"{_NAMES}[.)]*"
    r"|[^.]{2,80}\bcontributed to this (?:report|story|article)[.)]*"
)
_LABEL = re.compile(
    r"(?i)(?P<label>(?:first |originally |last |date )?(?:published|posted|updated|modified)"
    r"(?: (?:on|at))?|date)\s*:?\s*"
)
_TIME = re.compile(
    r"(?i)[\s,]*(?:(?:at|@|,|-)?\s*\d{1,2}(?::|\.|h)\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?"
    r"|(?:at )?\d{1,2}\s*[ap]\.?m\.?)?\s*\(?(?:[A-Z]{2,5}(?:[+-]\d{1,2})?|local time)?\)?[\s,.]*"
)
_SPLIT = re.compile(r"\s*[|•·–—/]\s*|\s+-\s+")
_WEEKDAY_DATE = re.compile(rf"(?:{WEEKDAY})?{SPOKEN}")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline or dateline says.

    `dated` is its date of publication, never that of an update; `labelled` tells
    whether the line calls it one ("Published …"), or only shows a date.
    """

    kind: Kind
    author: str | None = None
    dated: date | None = None
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    author: str | None = None
    name: str | None = None
    dated: date | None = None
    labelled: bool = False
    when: bool = False
    place: bool = False


class Place(Enum):
    """Where in an article a line stands: the higher, the less it must say to be a byline."""

    HEAD = auto()
    BELOW_DECK = auto()
    BODY = auto()


def read_byline(text: str, *, place: Place) -> Byline | None:
    """Read a line as byline or dateline, None where it is neither.

    A bare date is one only at the head, a bare name there or below a standfirst:
    further down both are part of what the article tells.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    if _CREDITS.fullmatch(text) or (place is not Place.BODY and _AGENCY_BAR.fullmatch(text)):
        return Byline(Kind.BYLINE, author=_by(text))
    parts = [_part(part) for part in _SPLIT.split(text) if part]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return _combined(known, place=place)


def _combined(parts: list[_Part], *, place: Place) -> Byline | None:
    author = next((part.author for part in parts if part.author), None)
    when = any(part.when for part in parts)
    labelled = next((part for part in parts if part.labelled), None)
    bare = next((part for part in parts if part.dated), None)
    explicit = author is not None or labelled is not None or any(_only_when(part) for part in parts)
    name = next((part.name for part in parts if part.name), None)
    signed = place is not Place.BODY and name and (when or any(part.place for part in parts))
    if not (explicit or signed or (place is Place.HEAD and when)):
        return None
    author = author or name
    dated = (labelled or bare or _Part()).dated
    kind = Kind.BYLINE if author else Kind.DATELINE
    return Byline(kind, author=author, dated=dated, labelled=labelled is not None)


def _only_when(part: _Part) -> bool:
    """Tell an update's label, which says that the line is a dateline but not its date."""
    return part.when and part.dated is None


def _part(text: str) -> _Part | None:
    by = _BY.fullmatch(text)
    if by:
        return _Part(author=_people(by["names"]))
    return _when(text) or _dated_by(text) or _name(text)


def _when(text: str) -> _Part | None:
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    found = _WEEKDAY_DATE.match(rest)
    if found:
        dated = spoken_date(found.group())
        if dated is None or not _TIME.fullmatch(rest[found.end() :]):
            return _two_dates(rest[found.end() :], label, dated)
    elif not (label and rest and _TIME.fullmatch(rest)):
        return None
    else:
        dated = None
    if label and re.search(r"(?i)updated|modified", label["label"]):
        return _Part(when=True)
    published = label is not None and label["label"].lower() != "date"
    return _Part(dated=dated, labelled=published and dated is not None, when=True)


def _two_dates(rest: str, label: re.Match[str] | None, dated: date | None) -> _Part | None:
    """Read `Published June 3, 2020 Updated June 4, 2020`: the first is the publication."""
    second = _LABEL.search(rest)
    if label is None or dated is None or second is None or _when(rest[second.start() :]) is None:
        return None
    if not _TIME.fullmatch(rest[: second.start()]):
        return None
    update = re.search(r"(?i)updated|modified", label["label"])
    return _when(rest[second.start() :]) if update else _Part(dated=dated, labelled=True, when=True)


def _dated_by(text: str) -> _Part | None:
    """Read `By Sevil Erkuş, June 3, 2020`, or the same with `on`."""
    found = _WEEKDAY_DATE.search(text)
    if found is None or not _TIME.fullmatch(text[found.end() :]):
        return None
    by = _BY.fullmatch(re.sub(r"(?:,| on| published)?\s*$", "", text[: found.start()]))
    dated = spoken_date(found.group())
    return _Part(author=_people(by["names"]), dated=dated, when=True) if by and dated else None


def _name(text: str) -> _Part | None:
    if _PLACE.fullmatch(text):
        return _Part(place=True)
    return _Part(name=text) if _FULL_NAME.fullmatch(text) else None


def _by(text: str) -> str | None:
    found = _BY.search(text)
    return (
        _people(found["names"]) if found and text.lower().startswith(("by", "written by")) else None
    )


def _people(names: str) -> str:
    """Cut what follows a single name and a comma: the writer's outlet or office."""
    return names if " and " in names or "&" in names else names.partition(",")[0]
