"""The deterministic double of an embedding model: no weights, no meaning, no wait."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.embedding import (
    Embedded,
    EmbeddingModel,
    Part,
    Vectors,
    embedded_apart,
    embedded_as_text,
)

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Embeds by the words of a text: texts that share words have a higher cosine.

    For tests, and to try what takes an `Embedder` without waiting for one. It
    knows no synonyms.
    """

    def __init__(self, *, dimension: int = 256) -> None:
        name = f"words-{dimension}"
        fingerprint = hashlib.sha256(name.encode()).hexdigest()
        self._model = EmbeddingModel(name=name, dimension=dimension, fingerprint=fingerprint)

    @property
    def model(self) -> EmbeddingModel:
        """Name, dimension and fingerprint."""
        return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), dimension), rows of norm 1."""
        vectors = np.zeros((len(texts), self._model.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            # The empty word stands in every text, so that no vector is zero.
            for word in {"", *_WORD.findall(text.casefold())}:
                vectors[row, self._place(word)] += 1
        units: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return units

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed texts and their parts, each for itself."""
        return embedded_apart(self.embed, texts, parts)

    def embed_question(self, question: str, parts: Sequence[Part] = ()) -> Embedded:
        """Embed a question as any text."""
        return embedded_as_text(self, question, parts)

    def _place(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode(errors="replace"), digest_size=8).digest()
        return int.from_bytes(digest) % self._model.dimension
