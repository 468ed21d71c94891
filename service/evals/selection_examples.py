"""What there is to learn of which sentence answers a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from service.answers import Ask
from service.door import LocalDoor
from service.drafting import Evidence
from service.evals.archives import DoorParagraphs
from service.evals.cases import Question
from service.evals.matching import contains
from service.evidence import READ_AT_MOST

FIFTHS = 5
POOL = 20
"""Sentences among which one that answers is looked for, if none of the first does."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the sentences that seem likeliest to answer it.

    `log_odds` are those by what each shares with the question and shows, less a constant, and
    `answers` says whether it does answer: its paragraph is the evidence, and it holds the answer
    where one is known. Questions about the same first article are held out together.
    """

    question: str
    sentences: tuple[str, ...]
    log_odds: tuple[float, ...]
    answers: tuple[bool, ...]
    is_held_out: bool


def example(door: LocalDoor, paragraphs: DoorParagraphs, question: Question) -> Example | None:
    """What there is to learn from a question; nothing where no sentence found answers it.

    Args:
        door: an archive without a selector that keeps `POOL` sentences as evidence.
        paragraphs: those of the same archive.
        question: with evidence, or to be refused.
    """
    asked = Ask(question=question.text, conversation=question.conversation)
    pool = door.answerer.evidence(asked).likely[:POOL]
    right = [not question.refuse and _answers(paragraphs, question, each) for each in pool]
    if not pool or not (question.refuse or any(right)):
        return None
    read = list(range(min(READ_AT_MOST, len(pool))))
    if any(right) and not any(right[:READ_AT_MOST]):
        read[-1] = right.index(True)
    return Example(
        question=question.text,
        sentences=tuple(pool[place].quote for place in read),
        log_odds=_log_odds([pool[place] for place in read]),
        answers=tuple(right[place] for place in read),
        is_held_out=is_held_out(question),
    )


def unanswered(question: str, pool: Sequence[Evidence]) -> Example:
    """What there is to learn from a question that no sentence answers."""
    read = pool[:READ_AT_MOST]
    return Example(
        question=question,
        sentences=tuple(each.quote for each in read),
        log_odds=_log_odds(read),
        answers=(False,) * len(read),
        is_held_out=False,
    )


def _log_odds(sentences: Sequence[Evidence]) -> tuple[float, ...]:
    return tuple(math.log(max(each.score, 1e-9)) for each in sentences)


def about(question: Question) -> str:
    """The first article of a question's evidence, and its own id where it has none."""
    return question.evidence[0].article if question.evidence else question.id


def is_held_out(question: Question) -> bool:
    """Whether the question is of the fifth that a selector is never fitted on."""
    return int(sha256(about(question).encode()).hexdigest(), 16) % FIFTHS == 0


def _answers(paragraphs: DoorParagraphs, question: Question, sentence: Evidence) -> bool:
    article = sentence.article
    text = paragraphs.paragraph_text(article.id, article.revision, sentence.paragraph)
    is_evidence = any(
        item.article == article.source
        and (item.snippet is None or contains(text or "", item.snippet))
        for item in question.evidence
    )
    is_said = any(contains(sentence.quote, answer) for answer in question.answer_any)
    return is_evidence and (is_said or not question.answer_any)
