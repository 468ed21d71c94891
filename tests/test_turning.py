"""A short question also finds what is near to what it found, as a user would notice."""

from __future__ import annotations

from contextlib import closing

import pytest

from service.answers import Search
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

ONIONS = (
    "Red onions hold much quercetin.",
    "Growers of red onions praise quercetin.",
    "Quercetin makes red onions bitter.",
)
OTHERS = ("Rain fell in Oslo.", "Ferries wait.", "Shares rose again.", "He won the cup.", "A mine.")


@pytest.fixture
def door(tmp_path):
    with closing(open_local(Settings(data_dir=tmp_path, embedding="hash"), serving=False)) as door:
        texts = (*ONIONS, *OTHERS, "Mice were given quercetin.")
        list(door.archive.ingest([article(f"{n}.txt", text) for n, text in enumerate(texts)]))
        yield door


def test_what_is_near_to_the_best_passages_comes_next(door):
    found = [each.text for each in door.search(Search(question="red onions")).passages]
    assert set(found[:3]) == set(ONIONS)
    assert found[3] == "Mice were given quercetin."


def test_a_question_that_finds_nothing_is_no_error(tmp_path):
    with closing(open_local(Settings(data_dir=tmp_path, embedding="hash"), serving=False)) as door:
        assert door.search(Search(question="red onions")).passages == ()
