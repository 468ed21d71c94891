"""A question and a sentence as the word pieces that are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

QUESTION_PIECES = 80
SENTENCE_PIECES = 90


@dataclass(frozen=True, slots=True)
class Pair:
    """Word pieces of both texts with their marks; `types` is 0 for the first, 1 for the second."""

    ids: tuple[int, ...]
    types: tuple[int, ...]


class PairTokenizer:
    """Cuts texts into word pieces: `[CLS] question [SEP] sentence [SEP]`."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # An article that says "[SEP]" ends no sentence by it.
        self._tokenizer.encode_special_tokens = True
        self._start, self._end = self._tokenizer.encode("").ids

    def pairs(self, question: str, sentences: Sequence[str]) -> list[Pair]:
        """The question with each sentence; both are cut where they are too long."""
        asked = (self._start, *self._pieces(question)[:QUESTION_PIECES], self._end)
        told = [(*self._pieces(each)[:SENTENCE_PIECES], self._end) for each in sentences]
        return [Pair((*asked, *each), (0,) * len(asked) + (1,) * len(each)) for each in told]

    def _pieces(self, text: str) -> list[int]:
        pieces: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return pieces
