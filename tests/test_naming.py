"""The name that several outlets share: asked as a user asks, of hand-written stories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from index.articles import ParsedArticle
from service.answers import Answer, Ask
from service.door import LocalDoor
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

MOVED = "moved customer money to a sister fund"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("named"), embedding="hash", refusal_threshold=0.0
    )
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(stories()))
        yield door


def stories() -> list[ParsedArticle]:
    return [
        article(
            "post.txt",
            "In court on Monday, the founder Mara Lindqvist heard how the exchange broke down.",
            f"Prosecutors say that Lindqvist {MOVED} and told nobody.",
            title="On trial",
            outlet="The Post",
        ),
        article(
            "herald.txt",
            f"Two auditors told the paper that Lindqvist {MOVED} at Polaris.",
            f"Had Polaris {MOVED} before? Nobody says so.",
            title="Where it went",
            outlet="Morning Herald",
        ),
        article("gazette.txt", f"Nobody here {MOVED}.", title="No", outlet="Velmar Gazette"),
    ]


def last_sentence(answer: Answer) -> str:
    assert answer.status == "answered"
    return answer.sentences[-1].text


def test_who_is_asked_for_across_outlets_is_named_in_full(door: LocalDoor) -> None:
    answer = door.ask(Ask(question=f"Who {MOVED}, as The Post and Morning Herald report?"))

    assert last_sentence(answer) == "The Post and Morning Herald name Mara Lindqvist."
    cited = {each.number: each for each in answer.citations}
    quotes = {cited[n].article.outlet: cited[n].quote for n in answer.sentences[-1].citations}
    assert "Mara Lindqvist" in quotes["The Post"]
    assert "Lindqvist" in quotes["Morning Herald"]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(f"Who {MOVED}?", id="no outlets"),
        pytest.param(f"Who {MOVED}, as The Post reports?", id="one outlet"),
        pytest.param(f"Who, say The Post and Velmar Gazette, {MOVED}?", id="one has no name"),
        pytest.param(
            f"Who says in The Post and Morning Herald that Lindqvist {MOVED}?", id="named already"
        ),
    ],
)
def test_nobody_is_named_where_no_shared_name_is_asked_for(door: LocalDoor, question: str) -> None:
    assert " name " not in last_sentence(door.ask(Ask(question=question)))
