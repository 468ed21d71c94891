"""Drafting without a model: the evidence itself, quoted."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from service.drafting import DraftSentence, Evidence, Usage
from service.expectations import expectation_of, meets


class Extractive:
    """Answers with the best evidence, verbatim: nothing to install, nothing to fail.

    The best sentence is quoted, and up to `max_sentences` that are likely enough to
    be what was asked for; where the best shows the kind of answer, such as a number,
    the others must too. On squad1, where nothing is refused, .15 gives .86 right answers of
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
        self, question: str, evidence: Sequence[Evidence]
    ) -> Generator[DraftSentence | Usage]:
        """Yield the best quotes, best first; nothing when there is no evidence."""
        expected = expectation_of(question)
        ranked = sorted(evidence, key=lambda item: item.score, reverse=True)
        is_shown = bool(ranked) and meets(expected, ranked[0].quote)
        for place, item in enumerate(ranked[: self._max_sentences]):
            is_wanted = meets(expected, item.quote) or not is_shown
            if place == 0 or (is_wanted and item.score >= self._likely):
                yield DraftSentence(item.quote, (item.number,))
