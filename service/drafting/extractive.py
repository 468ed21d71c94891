"""Drafting without a model: the evidence itself, quoted."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from service.drafting import DraftSentence, Evidence, Usage


class Extractive:
    """Answers with the best evidence, verbatim: nothing to install, nothing to fail.

    The best sentence is quoted, and up to `max_sentences` that are likely enough to
    be what was asked for. On squad1, where nothing is refused, .15 gives .86 right answers of
    42 words with .80 of citations on the evidence; quoting one sentence alone gives .79, 30
    and .84.
    """

    def __init__(self, *, max_sentences: int = 4, likely: float = 0.15) -> None:
        self._max_sentences = max_sentences
        self._likely = likely

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
        for place, item in enumerate(ranked[: self._max_sentences]):
            if place == 0 or item.score >= self._likely:
                yield DraftSentence(item.quote, (item.number,))
