"""Sentences compared with a question: what the whole article says counts, not only what is near."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.articles import ParsedArticle
from service.answers import Ask
from service.settings import Settings
from service.wiring import open_local
from support.archives import article, opened

FILLER = "The harbour café sells waffles, and ships call at the quay every single morning. " * 12


def first_quote(data_dir: Path, question: str, *articles: ParsedArticle) -> str:
    settings = Settings(data_dir=data_dir, embedding="hash", refusal_threshold=0.0)
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(articles))
        return door.ask(Ask(question=question)).sentences[0].text


def test_the_article_that_names_who_is_asked_about_is_quoted(tmp_path: Path) -> None:
    theirs = "The new bridge was opened on 4 May 1998 after years of work."
    another = "The new bridge was opened on 7 June 2003 after nine years of work."
    articles = [
        article("bergen.txt", "Lindqvist Builders came to the town in 1990.", FILLER, theirs),
        article("oslo.txt", "Brekke and Sons came to the city in 1995.", FILLER, another),
    ]
    question = "When was the new bridge opened by Lindqvist after nine years of work?"

    assert first_quote(tmp_path, question, *articles) == theirs


@pytest.mark.parametrize(
    ("question", "right", "another"),
    [
        (
            "How much does the Meridian 3 camera cost in shops?",
            "The Meridian 3 is sold for $499 by the maker.",
            "The Meridian 2 camera does cost $249.",
        ),
        (
            "Who ran the harbour in World War II?",
            "Mara Lindqvist ran it all through World War II.",
            "Piet Brekke ran the harbour in World War I, and who ran it is known.",
        ),
        (
            "What can the GPT-4 model read?",
            "GPT-4 reads pictures and long texts.",
            "The GPT-3 model can read nothing but what the short texts say.",
        ),
    ],
)
def test_a_thing_of_another_number_is_not_the_one_asked_about(
    tmp_path: Path, question: str, right: str, another: str
) -> None:
    assert first_quote(tmp_path, question, article("a.txt", another, FILLER, right)) == right


SIGNAL = "Nobody but a club in Bergen makes anything like Signal, and all of it is free."
SIGNALS = "Who makes a signal too weak makes phones drop a call."


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Who makes Signal?", SIGNAL),
        ("Who makes a signal?", SIGNALS),
    ],
)
def test_a_word_is_not_the_name_that_is_written_like_it(
    tmp_path: Path, question: str, right: str
) -> None:
    assert first_quote(tmp_path, question, article("a.txt", SIGNALS, FILLER, SIGNAL)) == right


def test_a_capital_that_the_word_before_explains_makes_no_name(tmp_path: Path) -> None:
    right = "Whoever lives here gets a library card at the town hall of Bergen."
    other = "Who gets a card at the town hall, asks the Library."
    asked = "Who gets your Library card at the town hall?"

    assert first_quote(tmp_path, asked, article("a.txt", other, FILLER, right)) == right


def test_a_name_that_no_sentence_has_is_looked_for_as_a_word(tmp_path: Path) -> None:
    assert first_quote(tmp_path, "Who makes Signal?", article("a.txt", SIGNALS, FILLER)) == SIGNALS


def test_an_article_mentions_what_any_of_its_passages_says(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as archive:
        outcomes = archive.ingest([article("one.txt", "Mara Lindqvist came.", FILLER)])
        [id_] = [each.article for each in outcomes]

        assert archive.mentions(id_, "lindqvist")
        assert not archive.mentions(id_, "brekk")
        assert not archive.mentions("another", "lindqvist")
