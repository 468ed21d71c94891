"""Sentences as a reader would cut them, and never a character lost."""

# ruff: noqa: RUF001  (the marks of other languages are what is tested)
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LONGEST_QUOTATION, split


def sentences(text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


# Every case is written as its sentences, with a bar between them.
CASES = [
    # full stops that end nothing
    "Raisi spoke at a press conference. joint with his Iranian counterpart.",
    "He met Gen. Hulusi Akar on Aug. 15 and Mr. Smith of J. P. Morgan Inc. at noon. | They ate.",
    "The meeting starts at 5 p.m. Tuesday. | It costs $3.5 million.",
    "Google, Yahoo!, and Intel paid. | Others did not.",
    "The plan, i.e. the draft of Fig. 3, was signed.",
    "They chose plan\xa0B\xa0. | He\xa0left.",
    # full stops of machine translation and of tokenised text
    "This leads to stability.. | Despite ties, mistrust persists.. | “It will end,” he said..",
    "The `` season '' has seven parts -- so far . | Any predictable change is one .",
    "He said `` no . Never . '' | She left .",
    "... He left.",
    "It was late. | He won! 🚀",
    # quotations stay whole, with their marks and with who said them
    "He spoke first. | “This is a threat. It can decrease trade,” he said. | Then he left.",
    '"This is a threat. It can decrease trade," he said. | "We hope not."',
    "He called it a “killer.” | Others disagreed.",
    "“Stop!” Erdogan said on Friday. | Nobody stopped.",
    "“Who is it?” asked Bob. | “It is I.”",
    "Er sagte: „Das ist gut. Es bleibt so.“ | Dann ging er.",
    "Il a dit : « C’est bon. On reste. » | Puis il est parti.",
    # a mark that is never closed cuts nothing and joins nothing
    "“We want better relations. | “We will build roads,” Raisi said. | He left.",
    "“We gained confidence. | We passed better.",
    # brackets, lists, numbers
    "It is a Roma (he went there. It was late.) and more. | It ended.",
    "1. Open the window. | 2. Select the host. | • Close it.",
    "A number p is prime if (p − 1)! + 1 is divisible by it. | No other is.",
    "London is large.[1] | Paris is old.",
    "İstanbul’da kaldı. | Sonra gitti.",
    "One, two, three, four and so on, without an end",
    "中文句子。 | 另一个句子！",
]


@pytest.mark.parametrize("case", CASES)
def test_cuts(case: str) -> None:
    expected = case.split(" | ")
    assert sentences(" ".join(expected)) == expected


def test_a_very_long_quotation_is_cut_at_its_sentences() -> None:
    inside = "This is one of many sentences. "
    short = "“" + (inside * (LONGEST_QUOTATION // len(inside) - 1)).strip() + "” He left."
    long = "“" + (inside * (LONGEST_QUOTATION // len(inside) + 1)).strip() + "” He left."
    assert len(sentences(short)) == 2
    assert len(sentences(long)) > LONGEST_QUOTATION // len(inside)


def test_a_language_brings_its_abbreviations() -> None:
    assert len(sentences("Am 3. Mai kam er. Er ging.", "de")) == 2


@pytest.mark.parametrize("language", [None, "xx", ""])
def test_an_unknown_language_is_cut_like_english(language: str | None) -> None:
    assert sentences("Dr. Smith came. He left.", language) == ["Dr. Smith came.", "He left."]


@pytest.mark.parametrize(
    "unit", ['"He left," she said. "I know it." ', "... ", "He left. (a) ", "‘He left. ", "“No. "]
)
def test_hostile_text_takes_time_by_its_length_and_not_by_its_square(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    cut = split(text, "en")
    assert time.perf_counter() - began < 5
    assert text[cut[-1][0] : cut[-1][1]].endswith(unit.strip()[-1])


PIECES = st.sampled_from(
    [*"aBÉ中。.! ?…“”„«»\"'’()[]1", ". ", " A", "``", "''", "Mr.", "\n", "\xa0", "\u2028", "\u200b"]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)),
    st.sampled_from([None, "en", "de", "tr", "zh"]),
)
def test_sentences_cover_the_text_in_order_without_outer_space(
    text: str, language: str | None
) -> None:
    reached = 0
    for start, end in split(text, language):
        assert reached <= start < end
        assert not text[reached:start].strip()
        assert text[start:end] == text[start:end].strip()
        reached = end
    assert not text[reached:].strip()
