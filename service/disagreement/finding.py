"""Where articles differ on what a question asks: which of their sentences speak of it, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.parsing.paragraphs import ends_sentence
from service.candidates import Candidate, Retrieved
from service.copies import runs_of
from service.disagreement.asking import Asked, asked_of
from service.disagreement.positions import Stated, Statement, one_an_article, positions_around
from service.disagreement.statements import mentioned, stated
from service.disagreement.values import Value
from service.disagreement.wording import content_keys, share, words_of
from service.drafting import Evidence
from service.reading import Reading, Sentence, read
from service.relevance import Rarity

NEAR_SHARE = 0.6
"""Share of the question, by rarity, that a sentence has to hold with what stands near it."""
SENTENCE_SHARE = 0.3
"""Share of the question that the sentence itself has to hold."""
NAMING_SHARE = 0.6
"""The same where a name is asked for."""
DEED_SHARE = 0.5
"""More than this share of what was done has to stand in the sentence or the one before."""
WHOLE_DEED = 3
"""Of so few words all have to stand near a day: a trial has many days, and one on which it ends.
A name needs them in its own sentence."""
LONGEST = 600
"""Characters of the longest sentence that is read; what is longer is a list or a table."""
CONTINUED_SHARE = 0.5
"""Share of the question in the sentence before, for one that speaks on of the same."""
_CONTINUES = re.compile(
    r"(?:\w+, )?(?:it|its|this|that|these|those|the|he|she|they|his|her|their|on this|on that"
    r"|instead|after|none other)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What articles differ on, as the question has it; by date of publication, unknown last."""

    about: str
    positions: tuple[Stated, ...]


class DifferenceFinder:
    """Finds what articles differ on, from the passages that were read for an answer."""

    def __init__(self, *, rarity: Rarity) -> None:
        """Make a finder; `rarity` is the inverse document frequency of terms in the archive."""
        self._rarity = rarity

    def find(self, retrieved: Retrieved, evidence: Sequence[Evidence]) -> Difference | None:
        """What two or more articles give different values for.

        Args:
            retrieved: the question as it was asked of the indexes, and its passages.
            evidence: the sentences that the answer was made from. What none of
                them states is no matter of this answer.

        Returns:
            None where the articles agree, where no single value is asked for, or where it is
            not plain that they speak of the same thing.
        """
        asked = asked_of(retrieved.query.asks, self._rarity)
        if asked is None:
            return None
        statements = one_an_article(
            statement
            for place, candidate in enumerate(retrieved.with_copies)
            for statement in _statements(
                asked, candidate, read(candidate, retrieved.vector, place=place)
            )
        )
        anchor = next((s for e in evidence for s in statements if _is_of(s.evidence, e)), None)
        if anchor is None:
            return None
        positions = positions_around(anchor, statements, asked)
        return Difference(_about(retrieved.query.asks), positions) if positions else None


def _statements(asked: Asked, candidate: Candidate, reading: Reading) -> Iterator[Statement]:
    """The sentences of a passage that state what is asked."""
    published = candidate.article.published
    context = content_keys(candidate.passage.context)
    before: frozenset[str] = frozenset()
    also: tuple[Value, ...] | None = None
    for sentence in reading.sentences:
        keys = content_keys(sentence.text)
        told = keys | before
        prior = share(before, asked.weights)
        fit = share(told | context, asked.weights)
        own = share(keys, asked.weights)
        before = keys
        if fit < NEAR_SHARE or not _is_about(asked, told, told | context):
            continue
        if asked.names_somebody and not _tells_the_deed(asked, sentence, keys):
            continue
        if len(sentence.text) > LONGEST or not ends_sentence(sentence.text):
            continue
        continues = prior >= CONTINUED_SHARE and _CONTINUES.match(sentence.text) is not None
        if own < _least_share(asked) and not continues:
            continue
        value = stated(asked, sentence.text, published)
        if value is not None:
            if also is None:
                also = _also(asked, reading.sentences, published)
            yield Statement(
                value=value,
                also=also,
                evidence=_evidence(candidate, sentence),
                runs=runs_of([word.key for word in words_of(sentence.text)]),
                fit=fit + own,
            )


def _is_about(asked: Asked, told: frozenset[str], near: frozenset[str]) -> bool:
    """Whether a sentence tells of those that are asked about, and of what they did.

    Args:
        asked: the question.
        told: the keys of the sentence and of the one before it.
        near: these with the keys of the article's title.
    """
    if not asked.figures | asked.names <= near:
        return False
    # A title names two, and its article tells what each of them did with others.
    if asked.is_mutual and not asked.names <= told:
        return False
    deed = asked.deed
    if asked.kind == "time" and len(deed) <= WHOLE_DEED and not deed.keys() <= near:
        return False
    return not deed or share(told, deed) > DEED_SHARE


def _tells_the_deed(asked: Asked, sentence: Sentence, own: frozenset[str]) -> bool:
    """Whether the sentence itself says what a name is asked for."""
    if asked.office is not None:
        return asked.office.stated_in(sentence.text, sentence.content) == 1.0
    return len(asked.deed) > WHOLE_DEED or asked.deed.keys() <= own


def _least_share(asked: Asked) -> float:
    """Names stand in any sentence; numbers and dates of the kind asked for do not."""
    return NAMING_SHARE if asked.names_somebody else SENTENCE_SHARE


def _also(asked: Asked, sentences: Sequence[Sentence], published: date | None) -> tuple[Value, ...]:
    return tuple(value for each in sentences for value in mentioned(asked, each.text, published))


def _evidence(candidate: Candidate, sentence: Sentence) -> Evidence:
    return Evidence(
        number=0,
        article=candidate.article,
        paragraph=sentence.place.paragraph,
        start=sentence.place.start,
        end=sentence.place.end,
        quote=sentence.quote,
        score=0.0,
    )


def _is_of(one: Evidence, other: Evidence) -> bool:
    return (one.article.id, one.paragraph) == (other.article.id, other.paragraph) and (
        one.start < other.end and other.start < one.end
    )


def _about(question: str) -> str:
    return question.strip().rstrip("?!. ")
