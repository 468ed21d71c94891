"""The exact scan: the record's own vectors, every one compared.

It misses nothing (10,000 vectors of 384 take 5 ms), needs no server, and is
what answers when Chroma cannot and what Chroma is measured against.
"""

from __future__ import annotations

import threading

import numpy as np

from index.articles import Article
from index.embedding import Vectors
from index.hits import COSINE_DIGITS, Hit, settled
from index.record.store import Record
from index.scope import Scope


class ExactScan:
    """A `DenseSearch` over the record, read into memory at the first search."""

    def __init__(self, record: Record, model: str) -> None:
        self._record = record
        self._model = model
        self._lock = threading.Lock()
        self._table: tuple[list[str], list[Article], Vectors] | None = None

    def forget(self) -> None:
        """Read the record anew at the next search: call it after each write."""
        with self._lock:
            self._table = None

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[Hit]:
        """See `DenseSearch.search`. The score is the cosine."""
        ids, owners, table = self._read()
        rows = _rows_in(scope, owners)
        if not len(rows):
            return []
        # `vecdot` and not a product by BLAS, whose threads wait for each other on a busy machine.
        scores = np.vecdot(table[rows] if len(rows) < len(ids) else table, vector)
        best = np.argpartition(-scores, min(k, len(rows) - 1))[: k + 1]
        hits = ((ids[rows[row]], float(scores[row])) for row in best)
        return settled(hits, k, digits=COSINE_DIGITS)

    def _read(self) -> tuple[list[str], list[Article], Vectors]:
        with self._lock:
            if self._table is None:
                self._table = self._record.passages.matrix(self._model)
            return self._table


def _rows_in(scope: Scope, owners: list[Article]) -> np.ndarray:
    if scope.is_everything:
        return np.arange(len(owners))
    return np.array([row for row, owner in enumerate(owners) if scope.admits(owner)], dtype=int)
