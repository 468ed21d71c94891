"""Which sentences are taken for an answer, told by what is quoted first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from service.answers import Ask
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

Asked = Callable[..., str]

OTHERS = (
    "Ships call at the harbour every morning.",
    "The museum café sells waffles.",
    "Visitors come by bus from the station.",
)


@pytest.fixture
def first_quote(tmp_path: Path) -> Asked:
    """The first quote for a question, asked of an archive of one article."""

    def ask(question: str, *paragraphs: str) -> str:
        settings = Settings(data_dir=tmp_path, embedding="hash", refusal_threshold=0.0)
        with closing(open_local(settings, serving=False)) as door:
            list(door.archive.ingest([article("one.txt", *paragraphs)]))
            return door.ask(Ask(question=question)).sentences[0].text

    return ask


@pytest.mark.parametrize(
    ("question", "beside", "answer"),
    [
        pytest.param(
            "Who opened the harbour museum in Bergen?",
            "Who opened the harbour museum in Bergen?",
            "It was the painter Mara Lindqvist who opened the museum.",
            id="a question claims nothing",
        ),
        pytest.param(
            "Who opened the harbour museum in Bergen?",
            "The harbour museum of Bergen opened last spring.",
            "The painter Mara Lindqvist opened the museum.",
            id="a name that the question lacks",
        ),
        pytest.param(
            "What did the harbour museum in Bergen cost in 2019?",
            "In 2019 the museum was all that Bergen spoke of.",
            "The harbour museum came to $62 million.",
            id="money, and not the question's year",
        ),
        pytest.param(
            "How long was the harbour museum closed for repairs?",
            "The harbour museum closed 40 rooms.",
            "The harbour museum was shut for eleven months.",
            id="a span of time, and not a number",
        ),
        pytest.param(
            "When was the harbour museum opened?",
            "Today the harbour museum opened at noon.",
            "The harbour museum opened its doors in March 1998.",
            id="a date rather than today",
        ),
    ],
)
def test_what_shows_the_kind_of_answer_is_quoted(
    first_quote: Asked, question: str, beside: str, answer: str
) -> None:
    assert first_quote(question, beside, answer, *OTHERS) == answer


def test_a_heading_is_not_quoted_where_a_sentence_says_it(first_quote: Asked) -> None:
    said = "The repairs of the harbour museum began on Monday, the council said."

    quote = first_quote("What began at the harbour museum?", "Harbour museum: what began", said)

    assert quote == said
