"""Sentences of the passages found, each compared with what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.capitals import has_as_word, told_apart
from service.numbered import names_another
from service.reading import Reading, Sentence
from service.relevance import Likeness, Need, coverage, likeness

Mentions = Callable[[str, str], bool]
"""Whether the article of an id says a term anywhere, or is headed by it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence, the passage it stands in, and how likely it is to be the one that answers.

    `log_odds` are those of its likeness, and of `read`, the selector's score, where it was read.
    """

    sentence: Sentence
    reading: Reading
    likeness: Likeness
    log_odds: float
    read: float | None = None
    probability: float = 0.0


def compared(
    readings: Sequence[Reading], need: Need, mentions: Mentions | None
) -> Iterator[Compared]:
    """Each sentence of the passages with what it shares with the need.

    Args:
        readings: the passages.
        need: what is asked.
        mentions: tells of a name that no passage of an article has whether the article has it;
            None where several articles may hold between them what is named.
    """
    pairs = [(sentence, reading) for reading in readings for sentence in reading.sentences]
    texts = [sentence.text for sentence, _ in pairs]
    expected = need.expectation.surprises(texts)
    capitals = told_apart(need.capitals, texts)
    absent = _absent(readings, need, mentions) if mentions and need.named else {}
    for (sentence, reading), surprise in zip(pairs, expected, strict=True):
        lacking = absent.get(reading.candidate.article.id, 0.0)
        another = names_another(sentence.words, need.numbered) or has_as_word(
            sentence.text, capitals
        )
        met = likeness(need, sentence, reading, expected=surprise, absent=lacking, another=another)
        yield Compared(sentence, reading, met, met.log_odds)


def _absent(readings: Sequence[Reading], need: Need, mentions: Mentions) -> Mapping[str, float]:
    """The share of the question's names and numbers, by rarity, that each article lacks."""
    said: dict[str, frozenset[str]] = {}
    for each in readings:
        article = each.candidate.article.id
        said[article] = each.content | said.get(article, frozenset())
    for article, content in said.items():
        rest = need.named.keys() - content
        said[article] = content.union(term for term in rest if mentions(article, term))
    return {article: 1.0 - coverage(content, need.named) for article, content in said.items()}
