"""The bundled encoder, fitted to tell which sentence answers a question."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.embedding.sessions import open_session
from index.embedding.weights import PACKAGE, SHA256, Precision, find_weights, load_weights
from service.selection.adapter import adapted, digest
from service.selection.pairs import Pair, PairTokenizer

GRAPH_VERSION = 1
"""Raised by one when `index.embedding.graph.pair_graph` changes a score."""

# Two pairs at a time take little more than half the time of one after the other; more threads
# than that would be taken from other questions.
THREADS = 2


class FittedSelector:
    """A cross-encoder: all-MiniLM-L6-v2 with fitted changes, a question and a sentence at a time.

    Fitted by `make selector` on questions of public sets, among the sentences that
    `EvidenceFinder` finds likeliest. What that is worth, and what it takes, stands in
    docs/figures.md.

    Args:
        cache: folder that keeps the graph, 22 MB, built once in a second or two.
        precision: `int8` takes half the time of `float32`, and puts another sentence first
            for two questions in a hundred.

    Raises:
        OperatorError: the encoder's package is missing or altered, or `cache` cannot be written.
    """

    def __init__(self, *, cache: Path, precision: Precision = "int8") -> None:
        files = find_weights(PACKAGE)
        self._digest = digest()
        self._tokenizer = PairTokenizer(files.tokenizer)
        name = f"selector-{SHA256[:12]}-{self._digest}-{precision}-v{GRAPH_VERSION}.graph"

        def build() -> bytes:
            from index.embedding.graph import pair_graph

            return pair_graph(adapted(load_weights(files.tensors)), precision=precision)

        self._session = open_session(cache / name, build)

    @property
    def name(self) -> str:
        """See `Selector.name`."""
        return f"fitted@{self._digest}"

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """See `Selector.scores`."""
        pairs = self._tokenizer.pairs(question, sentences)
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(self._score, pairs))

    def _score(self, pair: Pair) -> float:
        read = {"ids": np.array([pair.ids], np.int32), "types": np.array([pair.types], np.int32)}
        return float(self._session.run(["score"], read)[0][0])
