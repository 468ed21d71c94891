"""How a question is put is no part of what it asks about."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from service.answers import Ask
from service.framing import matter_of
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

FERRY = "The Velmar ferry sank in a storm off Hallo on Tuesday, with 41 people on board."
OTHERS = (
    "The articles of the club say that its archive is open to all who ask about it.",
    "Nobody has written more about the harbour than its first keeper, and you can tell.",
)


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("Please tell me who owns the ferry.", "who owns the ferry."),
        ("Could you tell me when the Velmar ferry sank?", "when the Velmar ferry sank?"),
        ("I'd like to know more about the Velmar ferry.", "the Velmar ferry"),
        ("According to these articles, who owns the ferry?", "who owns the ferry?"),
        ("Who owns the ferry, according to the archive?", "Who owns the ferry?"),
        ("What do the articles say about the Velmar ferry?", "the Velmar ferry"),
        ("What has been written about the Velmar ferry?", "the Velmar ferry"),
        ("Which articles mention the ferry, and what do they say about it?", "the ferry"),
        ("Do any of the texts speak of the ferry?", "the ferry"),
        ("Please give me a short overview of the storm, thanks!", "the storm"),
        ("Can you summarise what was reported about the storm?", "the storm"),
    ],
)
def test_what_is_said_of_the_asking_is_left_out(question: str, matter: str) -> None:
    assert matter_of(question) == matter


@pytest.mark.parametrize(
    "question",
    [
        "What articles did Lena Aarsen write?",
        "Which documents cover the treaty?",
        "What sources of energy does Velmar use?",
        "Who may vote as they please?",
        "What do the articles say?",
        "What did the minister say about the ferry?",
        "In the sources of the Velm, what fish live?",
        "Are there any sources of water on Mars?",
        "What was written on the wall?",
        "Outline of History was written by whom?",
        "Please Please Me was released when?",
        "Tell Me Why was sung by whom?",
    ],
)
def test_what_is_asked_about_stays(question: str) -> None:
    assert matter_of(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "What do the articles say about the Velmar ferry?",
        "Which of these articles speak of the Velmar ferry?",
        "Could you tell me what has been written about the Velmar ferry, please?",
    ],
)
def test_a_question_of_the_archive_is_answered_as_one_of_its_matter(
    tmp_path: Path, question: str
) -> None:
    with closing(open_local(Settings(data_dir=tmp_path), serving=False)) as door:
        list(door.archive.ingest([article("ferry.txt", FERRY), article("club.txt", *OTHERS)]))
        said = door.ask(Ask(question=question))

    assert said.sentences[0].text == FERRY
    assert said.receipt.understood.words == "the Velmar ferry"
