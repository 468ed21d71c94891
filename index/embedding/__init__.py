"""Texts to vectors, behind one Protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """Which model made a vector. Vectors of two models never stand in one index.

    `fingerprint` is the SHA-256 of the weights (and of what changes them, such
    as quantisation) where they are known, else of the endpoint's name.
    """

    name: str
    dimension: int
    fingerprint: str


Part = tuple[int, int]
"""Characters `start` to `end` of a text."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text's vector of norm 1, and those of parts of it, of shape (parts, dimension)."""

    whole: Vectors
    parts: Vectors


class Embedder(Protocol):
    """Makes unit vectors, so that their dot product is their cosine."""

    @property
    def model(self) -> EmbeddingModel:
        """Name, dimension and fingerprint of the model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), dimension), rows of norm 1."""
        ...

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed each of `texts` together with parts of it, such as a passage's sentences."""
        ...

    def embed_question(self, question: str, parts: Sequence[Part] = ()) -> Embedded:
        """Embed a question and parts of it, as what is looked for and not as what is found."""
        ...


def embedded_apart(
    embed: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    parts: Sequence[Sequence[Part]],
) -> list[Embedded]:
    """What `Embedder.embed_with_parts` gives, by a model that only embeds whole texts."""
    pieces = [
        text[start:end] for text, places in zip(texts, parts, strict=True) for start, end in places
    ]
    vectors = embed([*texts, *pieces])
    made: list[Embedded] = []
    taken = len(texts)
    for row, places in enumerate(parts):
        made.append(Embedded(vectors[row], vectors[taken : taken + len(places)]))
        taken += len(places)
    return made


def embedded_as_text(embedder: Embedder, question: str, parts: Sequence[Part]) -> Embedded:
    """What `Embedder.embed_question` gives, by a model that reads questions as it does texts."""
    if parts:
        return embedder.embed_with_parts([question], [parts])[0]
    nothing = np.empty((0, embedder.model.dimension), dtype=np.float32)
    return Embedded(embedder.embed([question])[0], nothing)
