"""What a question and an archive teach of which sentence answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from service.door import LocalDoor
from service.evals.archives import DoorParagraphs
from service.evals.cases import EvidenceItem, Question
from service.evals.selection_examples import example
from service.evidence import READ_AT_MOST
from support.archives import article

from .pools import pooled

ANSWER = "The painter Mara Lindqvist opened the harbour museum."
OTHERS = tuple(f"The harbour museum was opened to the public again in hall {n}." for n in range(9))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    with pooled(
        tmp_path_factory.mktemp("examples"), article("museum.txt", ANSWER, *OTHERS)
    ) as door:
        yield door


def asked(question: str, **fields: Any) -> Question:
    evidence = (EvidenceItem(article="museum.txt", snippet="The painter Mara"),)
    return Question(id="1", question=question, kind="who", evidence=evidence, **fields)


@pytest.mark.parametrize(
    "question", ["Who opened the harbour museum?", "What was opened to the public again in hall 3?"]
)
def test_the_sentence_that_answers_is_among_those_that_are_read(
    door: LocalDoor, question: str
) -> None:
    found = example(door, DoorParagraphs(door), asked(question, answer_any=("Mara Lindqvist",)))

    assert found is not None
    assert len(found.sentences) == READ_AT_MOST
    assert [text for text, right in zip(found.sentences, found.answers, strict=True) if right] == [
        ANSWER
    ]


def test_a_question_to_be_refused_teaches_that_nothing_answers(door: LocalDoor) -> None:
    found = example(
        door, DoorParagraphs(door), asked("Who closed the harbour museum?", refuse=True)
    )

    assert found is not None
    assert not any(found.answers)


def test_a_question_whose_answer_was_not_found_teaches_nothing(door: LocalDoor) -> None:
    assert (
        example(
            door,
            DoorParagraphs(door),
            asked("Who opened the museum?", answer_any=("Tomas Brekke",)),
        )
        is None
    )
