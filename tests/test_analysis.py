from __future__ import annotations

from datetime import date

import pytest

from service.analysis import NewsAnalyser
from service.answers import Turn
from service.days import Period

OUTLETS = [
    "CNBC | World Business News",
    "Fortune",
    "The Age",
    "The Independent - Life and Style",
    "The Independent - Sports",
    "The Verge",
]


def test_days_that_a_question_names_are_understood():
    analyser = NewsAnalyser(outlets=lambda: OUTLETS, today=lambda: date(2023, 11, 20))
    query = analyser.read("Did The Verge of 12 October 2023 agree with last week's Fortune?", ())
    assert query.periods == (
        Period(date(2023, 10, 12), date(2023, 10, 12)),
        Period(date(2023, 11, 13), date(2023, 11, 19)),
    )


def test_a_short_follow_up_takes_its_question_along():
    analyser = NewsAnalyser(outlets=lambda: OUTLETS, today=lambda: date(2023, 11, 20))
    turns = (
        Turn(role="user", content="What did The Verge report on the trial?"),
        Turn(role="assistant", content="It began on Tuesday."),
    )
    query = analyser.read("And when will it end?", turns)
    assert "trial" in query.text
    assert query.outlets == (frozenset({"The Verge"}),)


@pytest.mark.parametrize(
    ("text", "is_topic"),
    [
        ("red onions", True),
        ("trade of Turkey and Iran in the years after the coup attempt", True),
        ("who sold the red onions", False),
        ("Red onions?", False),
        ("In which year were red onions first sold", False),
        (" ".join(f"onion{n}" for n in range(20)), False),
    ],
)
def test_a_topic_asks_nothing_in_few_words(text: str, is_topic: bool) -> None:
    analyser = NewsAnalyser(outlets=lambda: OUTLETS, today=lambda: None)

    assert analyser.read(text, ()).is_topic is is_topic


def test_a_whole_question_stands_alone():
    analyser = NewsAnalyser(outlets=lambda: OUTLETS, today=lambda: date(2023, 11, 20))
    turns = (Turn(role="user", content="What did The Verge report on the trial?"),)
    question = "How many merchants joined the antitrust lawsuit against the card networks?"
    assert analyser.read(question, turns).text == question
