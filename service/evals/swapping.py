"""Questions that only look answered: a question of a set with one name exchanged for another's.

"How old was Diana Nyad when she swam from Cuba?" becomes one about Jamaica, or about somebody else
of whom the archive tells other things. The wording stays that of questions that have an answer, so
that nothing but what a sentence says can tell them apart; whoever makes up such questions leaves a
mark in their wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from index.embedding import Vectors
from index.terms import content_terms, folded
from service.answers import Ask
from service.door import LocalDoor
from service.evals.cases import Question
from service.evals.selection_examples import POOL, Example, is_held_out, unanswered
from service.names import names

ALIKE = 12
"""Of so many names that are most like it, in the questions that they stand in, one is drawn."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a question: its characters from `start` to `end`."""

    question: Question
    name: str
    start: int
    end: int


class Swapping:
    """Exchanges names between the questions of one set that each have one article.

    Those of the fifth that a selector is never fitted on neither give nor get any.
    """

    def __init__(self, door: LocalDoor, questions: Sequence[Question]) -> None:
        """Read the names of the questions.

        Args:
            door: an archive without a selector that keeps `POOL` sentences as evidence.
            questions: those of a set; what has no answer, or several articles, is left out.
        """
        self._door = door
        self._said = lru_cache(maxsize=None)(self._read)
        whole = [each for each in questions if _has_one_article(each) and not is_held_out(each)]
        self._all = [named for each in whole for named in _names_of(each)]
        self._of_question: dict[str, list[int]] = {}
        for place, named in enumerate(self._all):
            self._of_question.setdefault(named.question.id, []).append(place)
        self._vectors = self._embedded()

    def examples(self) -> Iterator[Example]:
        """One example of each question that has a name to exchange."""
        for mentions in self._of_question.values():
            chance = np.random.default_rng([*self._all[mentions[0]].question.id.encode()])
            place = mentions[chance.integers(len(mentions))]
            others = list(islice(self._others(place), ALIKE))
            if others:
                other = others[chance.integers(len(others))]
                made = self._example(self._all[place], other)
                if made is not None:
                    yield made

    def _others(self, place: int) -> Iterator[str]:
        """Names that its question and its article lack, the most alike first."""
        named = self._all[place]
        words = set(folded(named.question.text).split())
        article = self._said(named.question.evidence[0].article)
        given = set[str]()
        for other in np.argsort(-(self._vectors @ self._vectors[place])):
            name = folded(self._all[other].name)
            if name not in given and words.isdisjoint(name.split()) and name not in article:
                given.add(name)
                yield self._all[other].name

    def _example(self, named: _Named, other: str) -> Example | None:
        """The question with the other name; None where a sentence holds all of its words."""
        text = named.question.text
        swapped = text[: named.start] + other + text[named.end :]
        pool = self._door.answerer.evidence(Ask(question=swapped)).likely[:POOL]
        words = set(content_terms(swapped))
        if not pool or any(words.issubset(content_terms(each.quote)) for each in pool):
            return None
        return unanswered(swapped, pool)

    def _embedded(self) -> Vectors:
        """The vector of each name as it is read within its question, in order."""
        embedder = self._door.archive.embedder
        groups = [[self._all[place] for place in places] for places in self._of_question.values()]
        texts = [group[0].question.text for group in groups]
        parts = [[(each.start, each.end) for each in group] for group in groups]
        read = embedder.embed_with_parts(texts, parts)
        return np.concatenate([np.empty((0, embedder.model.dimension)), *(e.parts for e in read)])

    def _read(self, source: str) -> str:
        shelf = self._door.archive.record.articles
        article = shelf.by_source(source)
        if article is None:
            return ""
        return folded(" ".join((article.title, *(each.text for each in shelf.paragraphs(article)))))


def _has_one_article(question: Question) -> bool:
    return len({each.article for each in question.evidence}) == 1 and bool(question.answer_any)


def _names_of(question: Question) -> Iterator[_Named]:
    for found in names(question.text):
        yield _Named(question, found.text, found.start, found.end)
