"""The kind of answer that a question asks for, and which sentences show one."""

from __future__ import annotations

import time

import pytest

from service.expectations import expectation_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What did the museum cost in 2019?", "number"),
        ("How much did Norvik pay for Selbank?", "number"),
        ("What is the price of the new ferry?", "number"),
        ("What year was the fine paid?", "time"),
        ("What caused prices to rise?", "cause"),
        ("What company paid the fine?", "other"),
        ("What did the report say about the cost of living?", "other"),
        ("How many died in the fire? Why do the numbers differ?", "cause"),
        ("How many died in the fire? And in May?", "number"),
    ],
)
def test_the_kind_is_what_is_asked_for(question: str, kind: str) -> None:
    assert expectation_of(question).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence", "strength"),
    [
        pytest.param("Who led the talks?", "Mevlüt Çavuşoğlu led them.", 2, id="any alphabet"),
        pytest.param("Who led the talks?", "Theresa May led them.", 2, id="a month for a name"),
        pytest.param("Who led the talks?", "They were led by the Court.", 1, id="some name"),
        pytest.param("Who runs New York City?", "It is New York City.", 0, id="the question's own"),
        pytest.param("Where did he move?", "He moved to the US.", 2, id="an acronym"),
        pytest.param("Where was she born?", "In Çanakkale she was born.", 2, id="opens with in"),
        pytest.param("When did it open?", "It opened in May.", 2, id="a month"),
        pytest.param("When did it open?", "You may open it.", 0, id="no month"),
        pytest.param("How long was it shut?", "It was shut for eleven months.", 2, id="a span"),
        pytest.param("How long was it shut?", "It has 40 windows.", 1, id="a number"),
        pytest.param("How many work there?", "Thousands of people do.", 1, id="a round number"),
        pytest.param("How many work there?", "It has sixteen engineers.", 1, id="in a word"),
        pytest.param("How many work there?", "It has 2,023 engineers.", 1, id="not a year"),
        pytest.param("How many work there?", "It made GPT-4 in 2023.", 0, id="no count"),
    ],
)
def test_signs_of_an_answer_are_graded(question: str, sentence: str, strength: int) -> None:
    assert expectation_of(question).strength(sentence) == strength


@pytest.mark.parametrize("question", ["How long was it?", "How much did it cost?", "Who was it?"])
@pytest.mark.parametrize("text", ["1" * 20_000, "1,2." * 5_000, "Aa " * 7_000, "A" * 20_000])
def test_a_page_of_anything_is_read_at_once(question: str, text: str) -> None:
    started = time.perf_counter()
    expectation_of(question).strength(text)

    assert time.perf_counter() - started < 1.0
