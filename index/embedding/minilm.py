"""all-MiniLM-L6-v2 on the processor, from weights that came as a package."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.embedding import Embedded, EmbeddingModel, Part, Vectors, embedded_as_text
from index.embedding.sessions import open_session
from index.embedding.weights import (
    MAX_TOKENS,
    PACKAGE,
    SHA256,
    Precision,
    find_weights,
    load_weights,
)

GRAPH_VERSION = 2
"""Raised by one when `index.embedding.graph` changes a vector, the inputs or the outputs."""

DIMENSION = 384


class MiniLM:
    """Embeds with all-MiniLM-L6-v2, one text at a time on each thread.

    The same text gives the same vector, bit for bit, alone and among others: a
    quantised matrix product takes its scale from everything that is in it, so
    nothing but the text may be. On two cores this also takes a fifth less time than
    batches of texts of one length, and none goes into padding.

    Args:
        cache: folder that keeps the graph, built once in a second or two.
        precision: `int8` is more than twice as fast and has a mean cosine of .998 to `float32`.
        threads: texts embedded at once; all processors of the process by default.
        package: the installed package that holds the weights.

    Raises:
        OperatorError: when the weights are missing or altered, or `cache` cannot be written.
    """

    def __init__(
        self,
        *,
        cache: Path,
        precision: Precision = "int8",
        threads: int | None = None,
        package: str = PACKAGE,
    ) -> None:
        files = find_weights(package)
        fingerprint = f"{SHA256}:{precision}:{GRAPH_VERSION}"
        self._model = EmbeddingModel(
            name="all-MiniLM-L6-v2",
            dimension=DIMENSION,
            fingerprint=hashlib.sha256(fingerprint.encode()).hexdigest(),
        )
        self._threads = threads or _processors()
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        name = f"all-minilm-l6-v2-{SHA256[:12]}-{precision}-v{GRAPH_VERSION}.graph"

        def build() -> bytes:
            from index.embedding.graph import encoder_graph

            return encoder_graph(load_weights(files.tensors), precision=precision)

        self._session = open_session(cache / name, build)

    @property
    def model(self) -> EmbeddingModel:
        """Which model this is; its fingerprint covers weights, precision and graph."""
        return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), 384), rows of norm 1."""
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        if len(texts) == 1:
            vectors[0] = self._vector(texts[0])
        elif texts:
            with ThreadPoolExecutor(self._threads) as threads:
                for row, vector in enumerate(threads.map(self._vector, texts)):
                    vectors[row] = vector
        return vectors

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed texts in one reading each; a part's vector is the mean of its tokens' vectors.

        Tokens are read in their context, so a sentence that says "he" is near those
        that name him, and no part costs a reading of its own ("late chunking",
        arXiv 2409.04701). A part beyond the 256 word pieces that the model reads is
        embedded for itself.
        """
        if len(texts) == 1:
            return [self._embedded(texts[0], parts[0])]
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(self._embedded, texts, parts))

    def embed_question(self, question: str, parts: Sequence[Part] = ()) -> Embedded:
        """Embed a question as any text."""
        return embedded_as_text(self, question, parts)

    def _embedded(self, text: str, parts: Sequence[Part]) -> Embedded:
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int32)
        whole, tokens = self._session.run(["vectors", "tokens"], {"ids": ids})
        places = np.array(encoding.offsets)
        pooled = np.empty((len(parts), DIMENSION), dtype=np.float32)
        for row, (start, end) in enumerate(parts):
            inside = (places[:, 0] >= start) & (places[:, 1] <= end) & (places[:, 0] < places[:, 1])
            if inside.any():
                mean = tokens[0][inside].mean(axis=0)
                pooled[row] = mean / np.linalg.norm(mean)
            else:
                pooled[row] = self._vector(text[start:end])
        return Embedded(whole[0], pooled)

    def _vector(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int32)
        vector: Vectors = self._session.run(["vectors"], {"ids": ids})[0][0]
        return vector


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
