"""Follow-ups: what they lean on is looked up with them, and what they ask is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from service.analysis import NewsAnalyser
from service.answers import Ask, Turn
from service.door import LocalDoor
from service.following import follows_up
from support.archives import answering, article


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    articles = [
        article(
            "works.txt",
            "The paint works of Ostrava, which Jana Novotna opened in 1931, burnt down on Monday.",
            "Two firemen were hurt, the town said, and forty families had to leave their homes.",
            "Petr Dvorak, who ran the works, said of Jana Novotna that she had built it for ever.",
            "Novotna became mayor of the town in 1946 and held the office for nine years.",
        ),
        article(
            "bank.txt",
            "Norvik Bank named Pia Lund its new head of risk on Thursday.",
            "The clocks go back by an hour on the last Sunday of October.",
        ),
    ]
    with answering(tmp_path_factory.mktemp("following"), articles) as door:
        yield door


@pytest.fixture
def after(door: LocalDoor) -> Callable[[str, str], str]:
    """The reply to a question that is asked after another one was answered."""

    def reply(first: str, second: str) -> str:
        answer = door.ask(Ask(question=first))
        turns = (Turn(role="user", content=first), Turn(role="assistant", content=answer.text))
        return door.ask(Ask(question=second, conversation=turns)).text

    return reply


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did she become mayor?", "1946"),
        ("What did Dvorak say of her?", "for ever"),
        ("How many firemen were hurt?", "Two firemen"),
    ],
)
def test_a_follow_up_is_not_answered_with_what_was_said_before(
    after: Callable[[str, str], str], question: str, answer: str
) -> None:
    told = after("What did Jana Novotna open in 1931?", question)

    assert answer in told
    assert "burnt down" not in told


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How old was he?", "does not say who “he” is"),
        ("When did she become mayor?", "does not say who “she” is"),
        ("Thanks!", "Nothing is asked"),
        ("thank you very much", "Nothing is asked"),
    ],
)
def test_what_asks_of_nobody_or_nothing_is_refused_without_passages(
    door: LocalDoor, question: str, reason: str
) -> None:
    answer = door.ask(Ask(question=question))

    assert answer.refusal is not None
    assert reason in answer.refusal.reason
    assert answer.refusal.nearest == ()


def test_who_is_meant_may_stand_in_the_question(door: LocalDoor) -> None:
    answer = door.ask(Ask(question="What did Novotna open before she became mayor?"))

    assert answer.status == "answered"


def test_what_a_follow_up_was_taken_to_ask_stands_in_the_receipt(door: LocalDoor) -> None:
    turns = (Turn(role="user", content="What did Jana Novotna open in 1931?"),)

    follow_up = door.ask(Ask(question="When did she become mayor?", conversation=turns))
    alone = door.ask(Ask(question="When did Jana Novotna become mayor?"))

    assert follow_up.receipt.understood is not None
    assert follow_up.receipt.understood.asks == "When did Jana Novotna become mayor?"
    assert alone.receipt.understood is not None
    assert alone.receipt.understood.asks is None


def test_a_question_of_its_own_is_not_answered_with_what_was_asked_before(
    after: Callable[[str, str], str],
) -> None:
    told = after("Whom did Norvik Bank name head of risk?", "When do the clocks go back?")

    assert "last Sunday of October" in told
    assert "Lund" not in told


def test_a_follow_up_of_a_follow_up_takes_along_what_stood_alone() -> None:
    analyser = NewsAnalyser(outlets=lambda: (), today=lambda: None)
    asked = ("Who opened the Ostrava paint works?", "How many died there?", "What caused it?")
    turns = [Turn(role="user", content=each) for each in asked]

    assert analyser.read("Was anyone arrested?", turns).text == " ".join(
        (*asked, "Was anyone arrested?")
    )
    assert analyser.read("Who is the president of Turkey?", turns).text.startswith("Who is")


@pytest.mark.parametrize(
    ("before", "question", "asks"),
    [
        (
            "When did Bill Kenwright die?",
            "What did Rooney say about him?",
            "What did Rooney say about Bill Kenwright?",
        ),
        (
            "When did Bill Kenwright die?",
            "When did his tenure begin?",
            "When did Bill Kenwright’s tenure begin?",
        ),
        ("Who is Binance's new CEO?", "Who did he succeed?", "Who did he succeed? Binance"),
        ("How much did Spill raise?", "How many users has it?", "How many users has Spill?"),
        (
            "Who won the vote in Oslo?",
            "And Bergen?",
            "Who won the vote in Oslo? And Bergen?",
        ),
        ("When was Sam Altman fired?", "Why?", "When was Sam Altman fired? Why?"),
        (
            "What are quantum dots?",
            "When were they found?",
            "When were they found? What are quantum dots?",
        ),
    ],
)
def test_what_a_follow_up_asks_has_the_names_of_what_it_follows(
    before: str, question: str, asks: str
) -> None:
    analyser = NewsAnalyser(outlets=lambda: (), today=lambda: None)

    assert analyser.read(question, [Turn(role="user", content=before)]).asks == asks


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("And when was that?", True),
        ("What did Rouhani say of it?", True),
        ("And Rouhani?", True),
        ("What about Rouhani?", True),
        ("Who opposed it?", True),
        ("Who opposed?", True),
        ("Who is the president of Turkey?", False),
        ("Who opposed the bank merger?", False),
        ("When do the clocks go back?", False),
        ("Which lawyer defends SBF?", False),
        ("How much did Spill raise in its extension?", False),
        ("How did Rouhani describe the embargo?", False),
        ("How many merchants joined the antitrust lawsuit against the networks?", False),
    ],
)
def test_a_follow_up_is_short_and_names_nothing_or_points_back(question: str, leans: bool) -> None:
    assert follows_up(question) is leans
