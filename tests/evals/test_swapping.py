"""Questions with a name taken from another: worded as before, and answered by nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.door import LocalDoor
from service.evals.cases import EvidenceItem, Question
from service.evals.swapping import Swapping
from support.archives import article

from .pools import pooled

MUSEUM = "The painter Mara Lindqvist opened the harbour museum in Velmar."
CHAPEL = "The bishop Jonas Hale closed the old chapel in Tarnholm."


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    with pooled(
        tmp_path_factory.mktemp("swapping"),
        article("harbour.txt", MUSEUM),
        article("chapel.txt", CHAPEL),
    ) as door:
        yield door


def asked(question: str, source: str, answer: str) -> Question:
    evidence = (EvidenceItem(article=source),)
    return Question(id=source, question=question, answer_any=(answer,), evidence=evidence)


def test_names_change_places_and_nothing_answers_any_more(door: LocalDoor) -> None:
    museum = asked("Who opened the harbour museum in Velmar?", "harbour.txt", "Mara Lindqvist")
    chapel = asked("Who closed the old chapel in Tarnholm?", "chapel.txt", "Jonas Hale")

    made = list(Swapping(door, [museum, chapel]).examples())

    assert [each.question for each in made] == [
        "Who opened the harbour museum in Tarnholm?",
        "Who closed the old chapel in Velmar?",
    ]
    assert not any(any(each.answers) for each in made)
    assert all(MUSEUM in each.sentences and CHAPEL in each.sentences for each in made)


def test_a_name_that_the_article_has_too_is_not_taken(door: LocalDoor) -> None:
    museum = asked("Who opened the harbour museum in Velmar?", "harbour.txt", "Mara Lindqvist")
    other = asked("What did the painter Mara Lindqvist close?", "chapel.txt", "the old chapel")

    made = list(Swapping(door, [museum, other]).examples())

    assert [each.question for each in made] == ["What did the painter Velmar close?"]


def test_questions_without_names_or_answers_give_nothing(door: LocalDoor) -> None:
    nameless = asked("Who opened the museum?", "harbour.txt", "Mara Lindqvist")
    refused = Question(id="3", question="Who burnt Velmar down?", refuse=True)

    assert list(Swapping(door, [nameless, refused]).examples()) == []


def test_what_is_never_fitted_on_neither_gives_nor_gets_a_name(door: LocalDoor) -> None:
    fitted = asked("Who opened the harbour museum in Velmar?", "harbour.txt", "Mara Lindqvist")
    held_out = asked("Who closed the old mill in Tarnholm?", "museum.txt", "Jonas Hale")

    assert list(Swapping(door, [fitted, held_out]).examples()) == []
