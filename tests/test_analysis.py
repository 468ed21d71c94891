from __future__ import annotations

from datetime import date

import pytest

from service.analysis import NewsAnalyser, follows_up, named_outlets
from service.answers import Turn
from service.periods import Period

OUTLETS = [
    "CNBC | World Business News",
    "Fortune",
    "The Age",
    "The Independent - Life and Style",
    "The Independent - Sports",
    "The Verge",
]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did The Verge report?", [{"The Verge"}]),
        ("Did Fortune and 'The Age' agree?", [{"Fortune"}, {"The Age"}]),
        ("What does CNBC say?", [{"CNBC | World Business News"}]),
        ("What does CNBC | World Business News say?", [{"CNBC | World Business News"}]),
        (
            "What did The Independent write?",
            [{"The Independent - Life and Style", "The Independent - Sports"}],
        ),
        ("What did The Independent - Sports write?", [{"The Independent - Sports"}]),
        ("What fortune did he make at the age of forty?", []),
        ("Who lives on the Fortuneteller's Verge?", []),
    ],
)
def test_outlets_are_known_by_their_names(question, named):
    assert list(map(set, named_outlets(question, OUTLETS))) == named


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


def test_a_whole_question_stands_alone():
    analyser = NewsAnalyser(outlets=lambda: OUTLETS, today=lambda: date(2023, 11, 20))
    turns = (Turn(role="user", content="What did The Verge report on the trial?"),)
    question = "How many merchants joined the antitrust lawsuit against the card networks?"
    assert analyser.read(question, turns).text == question


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("And when was that?", True),
        ("What did Rouhani say of it?", True),
        ("And Rouhani?", True),
        ("Who opposed the merger?", True),
        ("How did Rouhani describe the embargo?", False),
        ("How many merchants joined the antitrust lawsuit against the networks?", False),
    ],
)
def test_a_follow_up_is_short_and_names_nothing_or_points_back(question, leans):
    assert follows_up(question) is leans
