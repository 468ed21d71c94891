"""Where outlets differ: asked as a user asks, of hand-written stories in a real archive."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from service.answers import Answer, Ask, CheckedSentence, FilterFields
from service.settings import Settings
from service.wiring import open_local
from support.wires import wires


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("wires"), embedding="hash", refusal_threshold=0.2
    )
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(wires()))
        yield door


def positions(answer):
    assert answer.status == "answered"
    return [
        (each.value, each.citation.article.outlet)
        for disagreement in answer.disagreements
        for each in disagreement.positions
    ]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "How many people died when the Santa Irene ferry capsized off Velmar?",
            [("At least 41 people", "The Post"), ("57 dead", "Morning Herald")],
        ),
        (
            "When did Norvik and Selbank sign the merger agreement?",
            [("Tuesday", "The Post"), ("11 October", "Morning Herald")],
        ),
        (
            "Where did Norvik and Selbank sign the merger agreement?",
            [("Oslo", "The Post"), ("Bergen", "Morning Herald")],
        ),
        (
            "Who appointed the new harbour minister?",
            [("Lena Aarsen", "The Courier"), ("Tomas Brekke", "Velmar Gazette")],
        ),
        (
            "Who is the CEO of Norvik?",
            [("Pia Lund", "The Post"), ("Olav Strand", "Morning Herald")],
        ),
    ],
)
def test_what_outlets_say_differently_is_told_oldest_first_undated_last(asked, question, told):
    assert positions(asked.ask(Ask(question=question))) == told


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(
            "How many miners were trapped in the Orsk Valley mine?", id="about 300 is 312"
        ),
        pytest.param("How much did the Halden bridge repairs cost?", id="1.2 million is 1,200,000"),
        pytest.param("How many visitors did the Lumen festival draw?", id="another year's"),
        pytest.param("How many passengers was the Santa Irene carrying?", id="a copy is no second"),
        pytest.param("Why was the harbour minister appointed?", id="no value is asked for"),
        pytest.param("When did Ida Holm and Jon Vik marry?", id="the second wedding of one"),
        pytest.param(
            "When did Norvik and Selbank cancel the merger agreement?", id="days of its signing"
        ),
        pytest.param(
            "When was Ida Holm sworn in as coach of Velmar United?", id="other deeds of hers"
        ),
        pytest.param("Where is Olga Sund from?", id="nothing is asked but a name's names"),
        pytest.param("Who is the agent of Olga Sund?", id="one word is no person"),
    ],
)
def test_what_does_not_differ_is_not_told(asked, question):
    answer = asked.ask(Ask(question=question))
    assert answer.status == "answered"
    assert answer.disagreements == ()
    assert "differ" not in answer.text


def test_the_text_says_so_in_a_last_checked_sentence_that_streams_too(asked):
    question = "How many people died when the Santa Irene ferry capsized off Velmar?"
    events = list(asked.answerer.stream(Ask(question=question)))
    answer = events[-1]
    assert isinstance(answer, Answer)
    last = answer.sentences[-1]
    assert last.text == (
        "The sources differ: At least 41 people (The Post and Velmar Gazette, 2 June 2023), "
        "57 dead (Morning Herald, 7 June 2023)."
    )
    assert last.support.verdict == "supported"
    told = [event for event in events if isinstance(event, CheckedSentence)]
    assert told[-1].sentence == last
    assert last.text.rstrip(".") in answer.text
    cited = {each.number: each for each in answer.citations}
    assert {cited[number].article.outlet for number in last.citations} == {
        "The Post", "Velmar Gazette", "Morning Herald",
    }  # fmt: skip


def test_each_position_is_an_address_in_the_archive_and_the_answers_own_citation(asked):
    answer = asked.ask(Ask(question="Where did Norvik and Selbank sign the merger agreement?"))
    (disagreement,) = answer.disagreements
    assert disagreement.about == "Where did Norvik and Selbank sign the merger agreement"
    for position in disagreement.positions:
        cited = position.citation
        assert cited in answer.citations
        assert position.value in cited.quote
        text = asked.archive.record.articles.paragraph_text(
            cited.article.id, cited.revision, cited.paragraph
        )
        assert text[cited.start : cited.end] == cited.quote


def test_a_copy_stands_with_the_article_whose_text_it_took_over(asked):
    question = "How many people died when the Santa Irene ferry capsized off Velmar?"
    (disagreement,) = asked.ask(Ask(question=question)).disagreements
    assert [each.article.outlet for each in disagreement.positions[0].copies] == ["Velmar Gazette"]
    assert disagreement.positions[1].copies == ()


def test_what_was_published_later_is_no_part_of_it(asked):
    filters = FilterFields(until=date(2023, 6, 5))
    question = "How many people died when the Santa Irene ferry capsized off Velmar?"
    assert asked.ask(Ask(question=question, filters=filters)).disagreements == ()


def test_a_refusal_says_nothing_of_differences(asked):
    answer = asked.ask(Ask(question="Who won the football World Cup in 2018?"))
    assert answer.status == "refused"
    assert answer.disagreements == ()
