from __future__ import annotations

import pytest

from service.outlets import asked_of_outlets

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
    assert [set(each.outlets) for each in asked_of_outlets(question, OUTLETS)] == named


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Does the Fortune article on rising mortgage rates agree with The Verge's report on \
a fall in prices of smart home gadgets?",
            ["rising mortgage rates", "prices of smart home gadgets"],
        ),
        (
            "Who hid losses on a Manhattan apartment, according to 'Fortune', and lowered the \
value of another tower, as reported by 'The Age'?",
            ["losses on a Manhattan apartment", "the value of another tower"],
        ),
        ("Which company is covered by both Fortune and The Verge?", [None, None]),
        ("What did The Verge report on the trial of the crypto founder in New York?", [None]),
    ],
)  # fmt: skip
def test_each_outlet_has_its_part_of_the_question(question, parts):
    asked = asked_of_outlets(question, OUTLETS)
    for each, told in zip(asked, parts, strict=True):
        if told is None:
            assert each.part is None
        else:
            assert told in question[slice(*each.part)]
            assert not any(
                other in question[slice(*each.part)] for other in parts if other not in {told, None}
            )


def test_an_outlet_that_is_named_twice_is_asked_twice():
    question = (
        "Does the Fortune article on Twitch's subscription split differ from the Fortune "
        "article on Beeper's plans for subscriptions?"
    )
    first, second = asked_of_outlets(question, OUTLETS)
    assert first.outlets == second.outlets == {"Fortune"}
    assert "Twitch" in question[slice(*first.part)]
    assert "Beeper" in question[slice(*second.part)]
