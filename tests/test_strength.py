"""How strong evidence is: what of a question's names the passage that would answer lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.sources import articles_in, files_in
from service.answers import Ask
from service.door import LocalDoor
from service.settings import Settings
from service.wiring import open_local
from support.archives import SEEDS, article


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("strength"), embedding="hash")
    with closing(open_local(settings, serving=False)) as door:
        list(
            door.archive.ingest(
                [
                    article("treaty.txt", "Mara Lindqvist signed the fishing treaty in Bergen."),
                    article("visit.txt", "Tomas Brekke left for Oslo after the fishing season."),
                ]
            )
        )
        yield door


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        pytest.param("Where did Lindqvist sign the fishing treaty?", 0.0, id="all is there"),
        pytest.param(
            "When did Norwegian leader Lindqvist sign the fishing treaty?", 0.0, id="a nation's"
        ),
        pytest.param("When did Zacharias sign the fishing treaty?", 1.0, id="nowhere"),
        pytest.param("When did both Lindqvist and Brekke leave?", 0.0, id="across articles"),
    ],
)
def test_names_count_as_missing(door: LocalDoor, question: str, missing: float) -> None:
    assert door.answerer.evidence(Ask(question=question)).strength.missing == pytest.approx(missing)


def test_a_name_of_another_article_is_missing_from_the_one_that_would_answer(
    door: LocalDoor,
) -> None:
    strength = door.answerer.evidence(
        Ask(question="When did Lindqvist sign the treaty with Oslo?")
    ).strength

    assert 0.0 < strength.missing < 1.0


@pytest.mark.parametrize(
    "question",
    [
        "What type of treaty did Lindqvist sign?",
        "How would you describe the fishing treaty?",
        "What happened in Bergen?",
    ],
)
def test_words_that_only_ask_are_not_missed(door: LocalDoor, question: str) -> None:
    assert door.answerer.evidence(Ask(question=question)).strength.coverage == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        pytest.param("How many boats did the fishing treaty in Bergen name?", "refused", id="none"),
        pytest.param("Who signed the fishing treaty in Bergen?", "answered", id="not asked for"),
    ],
)
def test_where_a_number_is_asked_for_and_none_is_there_nothing_is_answered(
    door: LocalDoor, question: str, status: str
) -> None:
    answer = door.ask(Ask(question=question))

    assert answer.status == status
    assert answer.refusal is None or answer.receipt.confidence == 0.1


def test_what_is_told_of_a_thing_with_another_number_answers_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, embedding="hash")
    with closing(open_local(settings, serving=False)) as door:
        told = "The Meridian 2 camera costs $249. Bergen saw the Meridian 3 in May."
        list(door.archive.ingest([article("a.txt", told)]))
        another = door.ask(Ask(question="How much does the Meridian 3 camera cost?"))
        same = door.ask(Ask(question="How much does the Meridian 2 camera cost?"))

    assert (another.status, same.status) == ("refused", "answered")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        pytest.param("What did Mara Lindqvist sign in Bergen?", 1.0, id="named in full and there"),
        pytest.param("What did Tim Zacharias sign in Bergen?", 0.5, id="named in full, not there"),
        pytest.param("What did Zacharias sign in Bergen?", 1.0, id="one word may be any name"),
        pytest.param("What did both Mara Lindqvist and Tim Zacharias sign?", 1.0, id="across"),
        pytest.param("How many treaties did Mara Lindqvist sign?", 0.0, id="no number"),
    ],
)
def test_whom_the_question_names_in_full_has_to_be_there(
    door: LocalDoor, question: str, shown: float
) -> None:
    assert door.answerer.evidence(Ask(question=question)).strength.shown == shown


@pytest.mark.parametrize(
    ("topic", "status"),
    [("the Astana process", "answered"), ("the Astana process in Canada", "refused")],
)
def test_a_topic_is_told_of_where_a_sentence_has_all_its_words(
    tmp_path: Path, topic: str, status: str
) -> None:
    with closing(open_local(Settings(data_dir=tmp_path), serving=False)) as door:
        list(door.archive.ingest(each for file in files_in([SEEDS]) for each in articles_in(file)))

        assert door.ask(Ask(question=topic)).status == status
