"""Pseudo-relevance feedback: a short question is asked again, turned to what it found.

Three words leave the meaning of a question open; what was found first narrows it
("red onions" to quercetin). Rocchio's way, on vectors, needs no second embedding.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.embedding import Vectors
from index.record.passages import Known

# Articles that a question is turned to, and how far: all of the way to the middle.
ARTICLES = 3
TURN = 1.0


def turned(vector: Vectors, best: Iterable[Known]) -> Vectors:
    """`vector` and the mean of the first `ARTICLES` articles' best passages, of norm 1.

    Args:
        vector: the question's.
        best: passages that it found, best first.
    """
    first: dict[str, Vectors] = {}
    for known in best:
        if len(first) == ARTICLES:
            break
        if known.sentences.offsets:
            first.setdefault(known.article.id, _unit(known.sentences.vectors.mean(axis=0)))
    if not first:
        return vector
    return _unit(vector + TURN * np.mean(list(first.values()), axis=0))


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit
