from __future__ import annotations

from datetime import date

import pytest

from service.days import Period
from service.periods import periods

TODAY = date(2023, 11, 22)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did it say on October 12, 2023?", date(2023, 10, 12), date(2023, 10, 12)),
        ("What did it say on Oct. 1st, 2023?", date(2023, 10, 1), date(2023, 10, 1)),
        ("the report of 3 March 2024", date(2024, 3, 3), date(2024, 3, 3)),
        ("the report of 2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("What happened in February 2024?", date(2024, 2, 1), date(2024, 2, 29)),
        ("What happened yesterday?", date(2023, 11, 21), date(2023, 11, 21)),
        ("What happened last week?", date(2023, 11, 13), date(2023, 11, 19)),
        ("What happened last month?", date(2023, 10, 1), date(2023, 10, 31)),
        ("What happened this year?", date(2023, 1, 1), TODAY),
        ("What happened last year?", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_days_are_read_from_a_question(question, since, until):
    assert periods(question, TODAY) == (Period(since, until),)


@pytest.mark.parametrize(
    "question",
    ["Who may march in 2024?", "What of February 30, 2024?", "Who won?", "Is 2023-13-01 a day?"],
)
def test_what_names_no_day_is_left_alone(question):
    assert periods(question, TODAY) == ()


def test_several_days_come_in_order_and_a_day_is_no_month_too():
    asked = "Did the article of October 4, 2023 agree with that of September 28, 2023?"
    assert [each.since for each in periods(asked, TODAY)] == [date(2023, 10, 4), date(2023, 9, 28)]


def test_without_a_clock_only_dates_name_a_day():
    asked = "Did yesterday's report agree with that of September 28, 2023?"
    assert periods(asked, None) == (Period(date(2023, 9, 28), date(2023, 9, 28)),)
