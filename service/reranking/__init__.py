"""Rerankers by setting: a server that speaks the `/rerank` protocol, or a llama-index class.

Both give scores by place; `order` puts candidates after them, and `patience` bounds the
wait. What fails is a `RerankingFailed`, and the order as found stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from service.candidates import Candidate


class Reranker(Protocol):
    """Puts candidates into a better order."""

    @property
    def depth(self) -> int:
        """How many candidates it wants to see."""
        ...

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same candidates, best first.

        Raises:
            RerankingFailed: it cannot; the order as found stands.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class AsFound:
    """The reranker that keeps the order."""

    depth = 0

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:  # noqa: ARG002
        """See `Reranker.rerank`."""
        return candidates

    def close(self) -> None:
        """See `Reranker.close`."""
