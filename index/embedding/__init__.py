"""Texts to vectors, behind one Protocol."""

from __future__ import annotations

from collections.abc import Sequence
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


class Embedder(Protocol):
    """Makes unit vectors, so that their dot product is their cosine."""

    @property
    def model(self) -> EmbeddingModel:
        """Name, dimension and fingerprint of the model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), dimension), rows of norm 1."""
        ...
