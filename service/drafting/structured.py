"""Drafts as JSON: the schema that a server is asked to keep, and its reader.

The reader gives each sentence as soon as its object is closed, so that a
structured answer streams like a plain one. `evidence` comes before `text`: a
model that has named its source writes from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pydantic import BaseModel

from service.drafting import DraftSentence
from service.drafting.sentences import SentenceReader

_SENTENCES_DEPTH = 2  # the object of the answer, and in it the object of a sentence


class _Item(BaseModel):
    """One sentence as the schema has it."""

    evidence: tuple[int, ...]
    text: str


def schema_for(numbers: Sequence[int]) -> dict[str, object]:
    """The JSON schema of an answer that may cite the evidence of these numbers."""
    evidence = {"type": "array", "items": {"type": "integer", "enum": list(numbers)}}
    return _object(
        sentences={"type": "array", "items": _object(evidence=evidence, text={"type": "string"})}
    )


def _object(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


class JsonReader:
    """Collects streamed JSON and gives the sentences of each object once it is closed.

    `known` are the numbers of the evidence that the model was shown; others are
    dropped, as are marks inside the text.
    """

    def __init__(self, *, known: Collection[int]) -> None:
        self._known = frozenset(known)
        self._depth = 0
        self._object = ""
        self._in_string = False
        self._escaped = False
        self._ended = False

    def feed(self, text: str) -> Iterator[DraftSentence]:
        """Add streamed text; yield the sentences that it finishes.

        Raises:
            ValueError: a sentence is not of the schema's shape.
        """
        for char in text:
            if self._take(char):
                piece, self._object = self._object, ""
                yield from self._sentences(_Item.model_validate_json(piece))

    def finish(self, *, whole: bool) -> Iterator[DraftSentence]:
        """End the text; `whole` is False when the model was cut off.

        Raises:
            ValueError: the model says that it is done within its JSON.
        """
        if whole and not self._ended:
            raise ValueError("the JSON has no end")
        yield from ()

    def _take(self, char: str) -> bool:
        """Follow the JSON by one character; True when it closes the object of a sentence."""
        opens = char == "{" and not self._in_string
        if self._depth >= _SENTENCES_DEPTH or (opens and self._depth == _SENTENCES_DEPTH - 1):
            self._object += char
        if self._in_string:
            self._in_string = self._escaped or char != '"'
            self._escaped = char == "\\" and not self._escaped
        elif char == '"':
            self._in_string = True
        elif opens:
            self._depth += 1
        elif char == "}":
            self._depth -= 1
            self._ended = self._depth <= 0
            return self._depth == _SENTENCES_DEPTH - 1
        return False

    def _sentences(self, item: _Item) -> Iterator[DraftSentence]:
        """The sentences of one object, which share its evidence."""
        reader = SentenceReader(known=self._known)
        for each in (*reader.feed(item.text), *reader.finish(whole=True)):
            cited = dict.fromkeys((*item.evidence, *each.evidence))
            yield DraftSentence(each.text, tuple(n for n in cited if n in self._known))


class DraftReader:
    """Reads a draft in whichever form it comes: JSON where it begins with a brace, or plain text.

    A server may ignore the schema that it was sent, and say nothing.
    """

    def __init__(self, *, known: Collection[int]) -> None:
        self._known = known
        self._reader: JsonReader | SentenceReader | None = None

    def feed(self, text: str) -> Iterator[DraftSentence]:
        """Add streamed text; yield the sentences that it finishes; raises as `JsonReader`."""
        if self._reader is None:
            if not (text := text.lstrip()):
                return
            form = JsonReader if text.startswith("{") else SentenceReader
            self._reader = form(known=self._known)
        yield from self._reader.feed(text)

    def finish(self, *, whole: bool) -> Iterator[DraftSentence]:
        """End the text; `whole` is False when the model was cut off; raises as `JsonReader`."""
        if self._reader is not None:
            yield from self._reader.finish(whole=whole)
