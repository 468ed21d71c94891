"""Drafting without a model: the evidence itself, quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Sequence

from service.drafting import DraftSentence, Evidence, Usage
from service.expectations import expectation_of

LIKELY = 0.25
"""A sentence of another paragraph that is less likely than this to answer is not quoted."""

LIKELY_AT_HOME = 0.1
"""A sentence that is less likely than this to answer is not quoted, unless it is the first."""

Paragraph = tuple[str, int]


class Extractive:
    """Answers with the best evidence, verbatim: nothing to install, nothing to fail.

    The paragraph whose sentences are together the likeliest to answer is the home of the
    answer: its best sentence is quoted, and others of it that are likely enough. From
    elsewhere only what is likelier still comes with it, up to `max_sentences`; where the
    first shows the kind of answer, such as a number, the others must too. What comes from
    one paragraph stands in its order. What that is worth stands in docs/figures.md.
    """

    def __init__(
        self,
        *,
        max_sentences: int = 4,
        likely_at_home: float = LIKELY_AT_HOME,
        likely: float = LIKELY,
    ) -> None:
        self._max_sentences = max_sentences
        self._likely_at_home = likely_at_home
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
        """Yield the best quotes, best paragraph first; nothing when there is no evidence."""
        for item in _in_order(self._chosen(question, evidence)):
            yield DraftSentence(item.quote, (item.number,))

    def _chosen(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """What to quote, best first."""
        if not evidence:
            return []
        ranked = sorted(evidence, key=lambda item: item.score, reverse=True)
        home = _likeliest(ranked)
        first = next(item for item in ranked if _paragraph(item) == home)
        expected = expectation_of(question)
        is_shown = expected.is_met(first.quote)
        others = (
            item
            for item in ranked
            if item is not first
            and item.score >= (self._likely_at_home if _paragraph(item) == home else self._likely)
            and (expected.is_met(item.quote) or not is_shown)
        )
        return _without_repeats([first, *others])[: self._max_sentences]


def _paragraph(item: Evidence) -> Paragraph:
    return item.article.id, item.paragraph


def _overlap(one: Evidence, other: Evidence) -> bool:
    return _paragraph(one) == _paragraph(other) and one.start < other.end and other.start < one.end


def _without_repeats(ranked: Sequence[Evidence]) -> list[Evidence]:
    """Of quotes that share words the best, or the longer one where it holds all of that."""
    kept: list[Evidence] = []
    for item in ranked:
        shared = [each for each in kept if _overlap(each, item)]
        if not shared:
            kept.append(item)
        elif all(shared_one.quote in item.quote for shared_one in shared):
            kept[kept.index(shared[0])] = item
            kept = [each for each in kept if each not in shared[1:]]
    return kept


def _likeliest(evidence: Sequence[Evidence]) -> Paragraph:
    """The paragraph whose sentences have the highest scores in sum."""
    totals: dict[Paragraph, float] = defaultdict(float)
    for item in evidence:
        totals[_paragraph(item)] += item.score
    return max(totals, key=lambda paragraph: totals[paragraph])


def _in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Paragraphs by their best sentence, the sentences of each as they stand in it."""
    places = list(dict.fromkeys(_paragraph(item) for item in chosen))
    return sorted(chosen, key=lambda item: (places.index(_paragraph(item)), item.start))
