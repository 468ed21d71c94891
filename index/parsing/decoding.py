"""Bytes to text, and text to what a reader can see of it."""

from __future__ import annotations

import codecs
import re

from index.errors import UnreadableFile

MAX_BYTES = 50_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
# Marks that no reader sees. An invisible joiner is kept where scripts need it to
# spell: after Arabic and Indic letters, and inside emoji.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    r"|(?<![\u0600-\u109f\u1780-\u17ff\ufb50-\ufeff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])"
    r"[\u200c\u200d]"
)
_DIRECTION_MARKS = re.compile(r"[\u200e\u200f]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_INSIDE_WORD = re.compile(r"(?<=[a-zA-Z0-9])[\u200e\u200f]+(?=[a-zA-Z0-9])")


def refuse_size(source: str, data: bytes) -> None:
    """Refuse an empty file and one over `MAX_BYTES`.

    Raises:
        UnreadableFile: naming the size and what to do.
    """
    if not data.strip():
        raise UnreadableFile(source, "the file is empty; remove it or fill it")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            source,
            f"{len(data):,} bytes are more than the {MAX_BYTES:,} that one article may have; "
            "split it into several files",
        )


def decode(source: str, data: bytes, *, declared: str | None = None) -> str:
    """Decode UTF-8, UTF-16 with its byte order mark, or the encoding that a page declares.

    An encoding is never guessed: a wrong guess would change names silently.

    Raises:
        UnreadableFile: when the bytes are in no such encoding, or are no text.
    """
    refuse_size(source, data)
    encoding, body = _encoding(data)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if declared is None:
            offset = len(data) - len(body) + error.start
            raise UnreadableFile(
                source,
                f"byte {offset} (0x{body[error.start]:02x}) is not {encoding.upper()} text; "
                "convert the file, for example with: iconv -f WINDOWS-1252 -t UTF-8",
            ) from error
        text = _decode_as(source, body, declared)
    refuse_junk(source, text)
    return text


def _encoding(data: bytes) -> tuple[str, bytes]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return "utf-8", data


def _decode_as(source: str, data: bytes, declared: str) -> str:
    try:
        return data.decode(declared)
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            source,
            f"it is neither UTF-8 nor the declared {declared!r} ({error}); convert it to UTF-8",
        ) from error


def refuse_junk(source: str, text: str) -> None:
    """Refuse what is no text: NUL, many control characters, halves of characters.

    Raises:
        UnreadableFile: naming the first offence.
    """
    if "\x00" in text:
        raise UnreadableFile(
            source,
            f"character {text.index(chr(0))} is NUL: this is no text file; "
            "give it the suffix of what it is, or convert it to UTF-8 text",
        )
    controls = len(_CONTROL.findall(text))
    if controls > max(3, _MAX_CONTROL_SHARE * len(text)):
        raise UnreadableFile(
            source,
            f"{controls} control characters stand in it: this is no text file; "
            "convert it to UTF-8 text",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableFile(
            source, f"character {error.start} is half a surrogate pair; write it as UTF-8"
        ) from error


def visible(text: str) -> str:
    """Give `text` without the characters that a reader cannot see, lines ending in a newline.

    Zero-width, bidirectional, tag and control characters can hide orders to a
    model or break a quote; they stay in an article's raw text only. Marks of
    direction are kept in lines of right-to-left script, which need them.
    """
    seen = _INVISIBLE.sub("", _NEWLINES.sub("\n", text).replace("\u2029", "\n\n"))
    if not _DIRECTION_MARKS.search(seen):
        return seen
    return "\n".join(_without_marks(line) for line in seen.split("\n"))


def _without_marks(line: str) -> str:
    needless = _INSIDE_WORD if _RIGHT_TO_LEFT.search(line) else _DIRECTION_MARKS
    return needless.sub("", line)
