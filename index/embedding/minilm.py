"""all-MiniLM-L6-v2 on the processor, from weights that came as a package."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from index.embedding import EmbeddingModel, Vectors
from index.embedding.weights import (
    MAX_TOKENS,
    PACKAGE,
    SHA256,
    Precision,
    check_weights,
    find_weights,
)
from index.errors import OperatorError

GRAPH_VERSION = 1
"""Raised by one when `index.embedding.graph` changes a vector or the graph's inputs."""

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
        graph = _cached_graph(cache, files.tensors, precision)
        self._session = onnxruntime.InferenceSession(
            graph, _session_options(), providers=["CPUExecutionProvider"]
        )

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

    def _vector(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int32)
        vector: Vectors = self._session.run(["vectors"], {"ids": ids})[0][0]
        return vector


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is written as it runs fastest: to optimise it again only delays the start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return options


def _cached_graph(cache: Path, tensors: Path, precision: Precision) -> bytes:
    """The graph out of `cache`, built and kept there where it is missing or damaged.

    The file is the SHA-256 of the graph, 32 bytes, and the graph.
    """
    path = cache / f"all-minilm-l6-v2-{SHA256[:12]}-{precision}-v{GRAPH_VERSION}.graph"
    if path.is_file():
        kept = path.read_bytes()
        digest, graph = kept[:32], kept[32:]
        if hashlib.sha256(graph).digest() == digest:
            return graph
    graph = _built_graph(tensors, precision)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _write(path, hashlib.sha256(graph).digest() + graph)
    except OSError as error:
        raise OperatorError(
            f"cannot keep the embedding model in {str(cache)!r} ({error.strerror}): "
            f"give it a folder that can be written, with 100 MB free"
        ) from error
    return graph


def _built_graph(tensors: Path, precision: Precision) -> bytes:
    from index.embedding.graph import encoder_graph

    check_weights(tensors)
    return encoder_graph(tensors, precision=precision)


def _write(path: Path, content: bytes) -> None:
    """Write by renaming, so that another process reads all of the file or none."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.close()
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
