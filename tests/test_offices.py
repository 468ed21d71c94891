"""Who holds an office: answered where the archive says so of whom it is asked, else refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.answers import Ask
from service.door import LocalDoor
from support.archives import answering, article


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    articles = [
        article(
            "shoes.txt",
            "Fjordwear cut its outlook on Monday, and the shoe maker's shares fell by a tenth.",
            "Fjordwear still sells more shoes than its rivals, its chief executive Olav Ness said.",
        ),
        article(
            "boats.txt",
            "The chairman of Brakmont Boats, Lena Aasen, met the ferry workers on Tuesday.",
            "Brakmont Boats supplies Fjordwear with nothing but goodwill, a broker joked.",
        ),
        article(
            "visit.txt",
            "The French president Camille Roy visited the boat builders in Bergen last week.",
            "The captain of Peru stayed at home. It rained all week, and nobody minded the score.",
            "Chile won in the end, and its supporters sang on the way to the harbour.",
        ),
        article(
            "family.txt",
            "Lena Aasen married the painter Jon Vik in 2011, and they live on the coast.",
            "Olav Ness learnt the trade of making shoes from an uncle in the valley.",
        ),
    ]
    with answering(tmp_path_factory.mktemp("offices"), articles) as door:
        yield door


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who is the CEO of Fjordwear?", "Olav Ness"),
        ("Who runs Fjordwear?", "Olav Ness"),
        ("Who is Brakmont Boats' chairman?", "Lena Aasen"),
        ("Who chairs Brakmont Boats?", "Lena Aasen"),
        ("Who is the president of France?", "Camille Roy"),
        ("who is the president of france?", "Camille Roy"),
        ("Who is Lena Aasen's husband?", "Jon Vik"),
    ],
)
def test_the_holder_is_quoted_however_the_office_is_called(
    door: LocalDoor, question: str, answer: str
) -> None:
    assert answer in door.ask(Ask(question=question)).sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Who is the chairman of Fjordwear?", id="another company's chairman"),
        pytest.param("Who is the CEO of Brakmont Boats?", id="another company's chief"),
        pytest.param("Who founded Fjordwear?", id="an office that nobody holds"),
        pytest.param("Who is the president of Chile?", id="another country's president"),
        pytest.param("Who is the captain of Chile?", id="another country's captain"),
        pytest.param("Who is Olav Ness's wife?", id="another one's wife"),
    ],
)
def test_the_holder_of_another_office_is_no_answer(door: LocalDoor, question: str) -> None:
    assert door.ask(Ask(question=question)).status == "refused"


def test_a_question_that_only_mentions_an_office_is_answered(door: LocalDoor) -> None:
    answer = door.ask(Ask(question="What did a broker joke about Brakmont Boats?"))

    assert "nothing but goodwill" in answer.text
