from __future__ import annotations

from datetime import date

import pytest

from service.asof import as_of

TODAY = date(2023, 11, 22)  # a Wednesday


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("As of 5 June 2023, how many people had died?", date(2023, 6, 5)),
        ("as of June 5th, 2023 how many people had died", date(2023, 6, 5)),
        ("How many had died as of 2023-06-05?", date(2023, 6, 5)),
        ("How many had died as of June 2023?", date(2023, 6, 30)),
        ("How many members did it have as of the end of 2022?", date(2022, 12, 31)),
        ("As of 5 June, how many people were missing?", date(2023, 6, 5)),
        ("As of 24 December, how many people were missing?", date(2022, 12, 24)),
        ("What was the toll as of Thursday?", date(2023, 11, 16)),
        ("What was the toll as of yesterday?", date(2023, 11, 21)),
        ("What was the toll as of last month?", date(2023, 10, 31)),
        ("What was the toll as of last week?", date(2023, 11, 19)),
        ("What was known about the fire on 3 May 2023?", date(2023, 5, 3)),
        ("What was known about the fire before 3 May 2023?", date(2023, 5, 2)),
        ("What was known before June 2023?", date(2023, 5, 31)),
        ("By 5 June 2023, how many deaths had been confirmed?", date(2023, 6, 5)),
        ("What do articles published before 3 May 2023 say of it?", date(2023, 5, 2)),
    ],
)
def test_the_last_day_whose_articles_may_answer(question, day):
    assert as_of(question, TODAY) == day


@pytest.mark.parametrize(
    "question",
    [
        "How many people died on 5 June 2023?",
        "How many people had died by Monday?",
        "What happened in June 2023?",
        "What was known before the coup attempt?",
        "Which city was known until 1924 as Petrograd?",
        "As of today, how many people have died?",
        "How much will it cost as of 2030?",
        "How many are there as of 31 February 2023?",
        "As of when is the law in force?",
        "What is known about the fire?",
        "What may have caused the fire?",
    ],
)
def test_a_question_that_does_not_look_back_has_none(question):
    assert as_of(question, TODAY) is None
