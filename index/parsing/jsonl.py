"""JSON lines: an article a line; a line that cannot be read costs no other."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from index.articles import Block, ParsedArticle
from index.errors import UnreadableFile
from index.parsing.decoding import refuse_junk, visible
from index.parsing.drafts import Draft, finish

MAX_LINE_BYTES = 5_000_000
MAX_ID = 2_000
_FIELDS = ("title", "outlet", "author", "published", "url")
_BREAKS = re.compile(r"[\n\t]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_BOM = b"\xef\xbb\xbf"


def read_jsonl(source: str, data: bytes) -> Iterator[ParsedArticle | UnreadableFile]:
    """Yield an article for each line, or the reason why a line holds none, with `file:line`."""
    empty = True
    for number, line in enumerate(_lines(data), start=1):
        if not line.strip():
            continue
        empty = False
        yield _article(f"{source}:{number}", line)
    if empty:
        yield UnreadableFile(source, "the file is empty; remove it or fill it")


def _lines(data: bytes) -> Iterator[bytes]:
    lines = io.BytesIO(data)
    lines.seek(len(_BOM) if data.startswith(_BOM) else 0)
    while line := lines.readline():
        yield line


def _article(place: str, line: bytes) -> ParsedArticle | UnreadableFile:
    try:
        return replace(finish(_draft(place, line)), place=place)
    except UnreadableFile as error:
        return UnreadableFile(place, error.reason)


def _draft(place: str, line: bytes) -> Draft:
    fields = _fields(place, line)
    raw = _required(place, fields, "text")
    blocks = tuple(
        Block(" ".join(part.strip() for part in chunk.split("\n") if part.strip()))
        for chunk in _BLANK_LINES.split(visible(raw))
    )
    known = {name: _optional(place, fields, name) for name in _FIELDS}
    title = known["title"]
    return Draft(
        source=_identity(place, fields),
        raw=raw,
        blocks=blocks,
        # Feeds write "&#039;" where their page had an apostrophe.
        title=unescape(title) if title else None,
        outlet=known["outlet"],
        author=known["author"],
        dated=known["published"],
        url=known["url"],
    )


def _fields(place: str, line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise UnreadableFile(
            place,
            f"{len(line):,} bytes are more than the {MAX_LINE_BYTES:,} that a line may have; "
            "split the article",
        )
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            place, f"byte {error.start} of the line is not UTF-8 text; convert the file to UTF-8"
        ) from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            place, f"the line is not JSON: {error.msg} at character {error.pos}; mend the line"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile(place, f"the line is no usable JSON ({error}); mend it") from error
    if not isinstance(fields, dict):
        raise UnreadableFile(place, 'the line is no object; write {"id": …, "text": …}')
    return fields


def _identity(place: str, fields: dict[str, Any]) -> str:
    """The id on one line, without what nobody sees: ids that look alike are one."""
    identity = _BREAKS.sub(" ", visible(_required(place, fields, "id"))).strip()
    if not identity:
        raise UnreadableFile(place, "the field 'id' holds nothing that can be seen; fill it")
    if len(identity) > MAX_ID:
        raise UnreadableFile(
            place, f"the field 'id' has {len(identity):,} characters, more than {MAX_ID:,}; cut it"
        )
    return identity


def _required(place: str, fields: dict[str, Any], name: str) -> str:
    value = _optional(place, fields, name)
    if value is None:
        raise UnreadableFile(place, f"the field {name!r} is missing or empty; fill it")
    return value


def _optional(place: str, fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnreadableFile(
            place, f"the field {name!r} is {type(value).__name__}, not text; write a string"
        )
    refuse_junk(place, value)
    return value if value.strip() else None
