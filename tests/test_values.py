"""Which of two ways to write a value agree, seen through the question that asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from service.disagreement.asking import asked_of
from service.disagreement.statements import stated

PUBLISHED = date(2023, 6, 7)  # a Wednesday
DEAD = "How many people died in the Velmar ferry disaster?"
COST = "How much did the Velmar bridge cost?"
SIGNED = "When was the Velmar treaty signed?"
OFTEN = "How often does the Velmar council meet?"
WHO = "Who wrote the Velmar report?"
WHERE = "Where was the Velmar treaty signed?"


def value(question, sentence):
    asked = asked_of(question, lambda terms: dict.fromkeys(terms, 1.0))
    return stated(asked, sentence, PUBLISHED)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (DEAD, "About 300 people died.", "The disaster killed 312."),
        (DEAD, "Six people were killed and 20 injured.", "It left 6 dead."),
        (DEAD, "More than 280 people died.", "The toll rose to 288 from 275."),
        (COST, "The bridge cost 1.2 million euros.", "The bridge cost €1,200,000."),
        (COST, "It cost $3bn to build.", "The price was about 3.1 billion dollars."),
        (SIGNED, "It was signed on Monday.", "It was signed on 5 June."),
        (SIGNED, "It was signed in June 2023.", "It was signed on 5 June 2023."),
        (SIGNED, "It was signed yesterday.", "It was signed on June 6, 2023."),
        (OFTEN, "The council meets every six months.", "The council meets twice a year."),
        (WHO, "The report was written by Lena Aarsen.", "President Aarsen wrote the report."),
        (WHERE, "It was signed in Bergen, Norway.", "It was signed in Bergen."),
    ],
)
def test_two_ways_to_write_one_value_agree(question, one, other):
    assert value(question, one).agrees(value(question, other))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (DEAD, "At least 290 people died.", "The disaster killed 41."),
        (DEAD, "Six people were killed and 7 injured.", "It left 7 dead and 6 injured."),
        (COST, "The bridge cost 1.2 million euros.", "The bridge cost €1.4m."),
        (SIGNED, "It was signed on Monday.", "It was signed on Tuesday."),
        (SIGNED, "It was signed in May 2023.", "It was signed on 5 June 2023."),
        (OFTEN, "The council meets every six months.", "The council meets monthly."),
        (WHO, "The report was written by Lena Aarsen.", "Tomas Brekke wrote the report."),
        (WHO, "It was not Lena Aarsen but Tomas Brekke who wrote it.", "Lena Aarsen wrote it."),
        (WHERE, "It was signed in Bergen.", "It was signed in Oslo."),
    ],
)
def test_two_values_that_cannot_both_be_true_differ(question, one, other):
    assert value(question, one).differs(value(question, other))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (DEAD, "The two trains left at 5:30 on June 5, 2023."),
        (DEAD, "Season 4 of the series has 24 episodes."),
        (COST, "The bridge is 300 metres long and 24 years old, and 40 people built it."),
        (WHO, "The American report was long."),
        (WHERE, "Lena Aarsen signed it."),
    ],
)
def test_a_sentence_that_gives_no_such_value_states_none(question, sentence):
    found = value(question, sentence)
    assert found is None or found.unit not in {"count", "name"}, found


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The Velmar trial opened one of the biggest fights since the U.S. of the 1990s.", None),
        ("The Velmar trial was the longest since 1999.", None),
        ("The Velmar trial, the longest since 1999, opened on 1 May 2023.", "1 May 2023"),
        ("The Velmar trial has been open since 1999.", "1999"),
        ("In protest the Velmar trial has been open since 1999.", "1999"),
    ],
)
def test_a_day_that_a_thing_is_compared_with_is_not_its_own(sentence, text):
    found = value("When did the Velmar trial open?", sentence)
    assert (found.text if found else None) == text


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("By late Thursday the Velmar trial had cost more than $1,200.", None),
        ("As of 1 May 2023 the Velmar trial had not opened.", None),
        ("The Velmar trial is expected to open by Friday.", "Friday"),
        ("The Velmar trial, open until Friday, began on Tuesday.", "Tuesday"),
    ],
)
def test_a_day_by_which_a_thing_stood_so_is_not_its_own(sentence, text):
    found = value("When did the Velmar trial open?", sentence)
    assert (found.text if found else None) == text


def test_euros_and_dollars_cannot_be_compared():
    one, other = value(COST, "It cost 3 million euros."), value(COST, "It cost $5 million.")
    assert not one.differs(other)
