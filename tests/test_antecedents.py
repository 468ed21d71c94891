"""Quotes that can be understood: who "he" is comes with what he did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from service.answers import Ask
from service.door import LocalDoor
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

NAMED = "The harbour minister is Tomas Brekke."
DID = "He opened the new lighthouse road on Friday."
BEFORE = "Norvik makes a lamp for divers."


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDoor]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("he"), embedding="hash", refusal_threshold=0.0
    )
    with closing(open_local(settings, serving=False)) as door:
        list(
            door.archive.ingest(
                [
                    article("road.txt", f"{NAMED}  {DID} The tolls begin in May."),
                    article("apart.txt", "Lena Aarsen was there.", "She praised the toll booths."),
                ]
            )
        )
        yield door


def test_a_quote_that_opens_with_he_takes_along_who_he_is(door: LocalDoor) -> None:
    answer = door.ask(Ask(question="When was the new lighthouse road opened?"))

    assert answer.sentences[0].text.split("  ") == [NAMED, DID]
    cited = answer.citations[0]
    paragraphs = {each.number: each.text for each in door.article(cited.article.id).paragraphs}
    assert cited.quote == answer.sentences[0].text
    assert cited.quote == paragraphs[cited.paragraph][cited.start : cited.end]


def test_a_quote_stays_in_its_paragraph(door: LocalDoor) -> None:
    answer = door.ask(Ask(question="Who praised the toll booths?"))

    assert answer.sentences[0].text == "She praised the toll booths."


@pytest.mark.parametrize(
    "opener", ["That version of it", "These", "The two", "But this lamp", "However, they", "“It"]
)
def test_a_quote_takes_along_what_it_opens_by_pointing_at(tmp_path: Path, opener: str) -> None:
    told = f"{opener} cost $62 at the harbour shop."

    assert _quoted(tmp_path, told) == f"{BEFORE} {told}"


@pytest.mark.parametrize("opener", ["This year, lamps", "Both Norvik and Selbank", "The lamps"])
def test_a_quote_that_can_be_understood_stands_alone(tmp_path: Path, opener: str) -> None:
    told = f"{opener} cost $62 at the harbour shop."

    assert _quoted(tmp_path, told) == told


def _quoted(folder: Path, told: str) -> str:
    """What is quoted of a paragraph that ends with these words."""
    settings = Settings(data_dir=folder, embedding="hash", refusal_threshold=0.0)
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest([article("lamp.txt", f"{BEFORE} {told}")]))
        return door.ask(Ask(question="What cost $62 at the harbour shop?")).citations[0].quote
