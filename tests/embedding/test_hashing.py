"""The double: deterministic, of norm 1, and near where words are shared."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.hashing import HashEmbedder


@given(st.lists(st.text(max_size=60), max_size=5))
def test_every_text_gets_a_vector_of_norm_one(texts: list[str]) -> None:
    model = HashEmbedder(dimension=32)
    vectors = model.embed(texts)
    assert vectors.shape == (len(texts), 32)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_shared_words_bring_texts_nearer() -> None:
    question, near, far = HashEmbedder().embed(
        ["when will the ministers meet", "MINISTERS, MEET!", "Denver"]
    )
    assert question @ near > question @ far


def test_another_process_gives_the_same_vector() -> None:
    program = (
        "from index.embedding.hashing import HashEmbedder;"
        "print(HashEmbedder(dimension=8).embed(['ministers meet']).tobytes().hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    here = HashEmbedder(dimension=8).embed(["ministers meet"])
    assert other.strip() == here.tobytes().hex()


def test_the_dimension_is_part_of_the_model() -> None:
    assert HashEmbedder(dimension=8).model != HashEmbedder(dimension=16).model
