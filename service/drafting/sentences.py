"""A model's running text to sentences with the evidence that they name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sentencex import segment  # type: ignore[import-untyped]

from service.drafting import DraftSentence

_MARK = r"\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]"
_END = r"[.!?…][\"'”»)\u2019]*"
_CUT = re.compile(rf"{_END}(?:\s*{_MARK})+\s*(?=[^\s\[.,;:!?a-z])|\n\s*(?=[^\s\[])")
_NO_BEGIN = re.compile(r"\s*(?:\[[\d\s,;]*(?:\]|$)|[a-z]|$)")
_BULLET = re.compile(r"\A\s*(?:[-*•]|\d{1,2}[.)])\s+")


class SentenceReader:
    """Collects streamed text and gives each sentence once, as soon as it is finished.

    A sentence is finished when the next one begins, since its marks may follow
    its full stop. `known` are the numbers of the evidence that the model was
    shown; a mark that names anything else is dropped.
    """

    def __init__(self, *, known: Collection[int]) -> None:
        self._known = frozenset(known)
        self._buffer = ""

    def feed(self, text: str) -> Iterator[DraftSentence]:
        """Add streamed text; yield the sentences that it finishes."""
        self._buffer += text
        *finished, self._buffer = _split(self._buffer)
        yield from self._sentences(finished)

    def finish(self, *, whole: bool) -> Iterator[DraftSentence]:
        """End the text; `whole` is False when the model was cut off within a sentence."""
        rest, self._buffer = self._buffer, ""
        if whole:
            yield from self._sentences([rest])

    def _sentences(self, pieces: list[str]) -> Iterator[DraftSentence]:
        for piece in pieces:
            text = _clean(piece)
            if any(char.isalpha() for char in text):
                yield DraftSentence(text, self._marks(piece))

    def _marks(self, piece: str) -> tuple[int, ...]:
        named = [int(number) for mark in re.findall(_MARK, piece) for number in _numbers(mark)]
        return tuple(number for number in dict.fromkeys(named) if number in self._known)


def _numbers(mark: str) -> list[str]:
    return re.findall(r"\d+", mark)


def _split(text: str) -> list[str]:
    """Cut text into finished sentences and, last, the one that may still grow."""
    cuts = [0, *(match.end() for match in _CUT.finditer(text))]
    stretches = [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [piece for stretch in stretches for piece in _sentences(stretch)] or [""]


def _sentences(stretch: str) -> list[str]:
    """Segment text, joining to its sentence what cannot begin one: marks and small letters."""
    pieces: list[str] = []
    for piece in segment("en", stretch):
        if pieces and _NO_BEGIN.match(piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _clean(piece: str) -> str:
    text = re.sub(rf"\s*{_MARK}", "", _BULLET.sub("", piece))
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(rf"({_END})\s*\.$", r"\1", text)
