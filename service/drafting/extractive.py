"""Drafting without a model: the evidence itself, quoted."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from service.drafting import DraftSentence, Evidence, Usage


class Extractive:
    """Answers with the best evidence, verbatim: nothing to install, nothing to fail.

    At most `max_sentences` are quoted, and none that scores below `fraction` of
    the best one's score, so that a clear answer is not padded.
    """

    def __init__(self, *, max_sentences: int = 2, fraction: float = 0.95) -> None:
        self._max_sentences = max_sentences
        self._fraction = fraction

    @property
    def model(self) -> str:
        """The name for receipts."""
        return "extractive"

    @property
    def prompt(self) -> None:
        """None: there is no prompt."""
        return

    def draft(
        self,
        question: str,  # noqa: ARG002 - of the Protocol; the scores already hold it
        evidence: Sequence[Evidence],
    ) -> Generator[DraftSentence | Usage]:
        """Yield the best quotes, best first; nothing when there is no evidence."""
        ranked = sorted(evidence, key=lambda item: item.score, reverse=True)
        for item in ranked[: self._max_sentences]:
            if item.score >= self._fraction * ranked[0].score:
                yield DraftSentence(item.quote, (item.number,))
