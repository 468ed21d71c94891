"""What Chroma's approximate search misses, in small; `make bench-recall` is the long form."""

from __future__ import annotations

import numpy as np
from bench.recall import exact_scan, fill, measure

from index.chroma_server import served_chroma


def crowded(count: int, *, dimension: int = 96, crowds: int = 60) -> np.ndarray:
    """Unit vectors that lie in crowds, as passages of one article do."""
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(crowds, dimension))
    rows = centres[chance.integers(crowds, size=count)] + chance.normal(size=(count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_the_index_finds_what_the_exact_scan_finds(tmp_path):
    vectors = crowded(2_050)
    passages, queries = vectors[:2_000], vectors[2_000:]
    index = served_chroma(tmp_path / "dense-1")
    try:
        index.ids()
        fill(index, passages)
        assert measure(index, exact_scan(passages), queries).recall >= 0.99
    finally:
        index.close()
