"""One wire story in several outlets is one passage of what is found."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from service.answers import Search
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

WIRE = (
    "The regional court in Velmar ruled on Tuesday that the harbour company has to pay for the "
    "clean-up of the bay, where 40 tonnes of oil were spilled in March. The company said that it "
    "would appeal against the ruling, which it called a blow to the whole industry."
)
QUESTION = "Who has to pay for the clean-up of the bay?"


def story(outlet: str, text: str, *, more: str = "", day: int = 6):
    return article(
        f"{outlet}.txt",
        *filter(None, (text, more)),
        title="Court rules on the oil spill",
        outlet=outlet,
        published=date(2023, 6, day),
    )


STORIES = (
    story("The Post", WIRE, day=5),
    story("Velmar Gazette", WIRE.replace("said that it would", "said it would")),
    story("Morning Herald", WIRE.replace("40 tonnes", "90 tonnes"), day=7),
    story("Harbour News", WIRE, more="Anglers in the bay lost a whole season, their union said."),
)


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("copies"), embedding="hash")
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(STORIES))
        yield door


def found(door, question: str) -> dict[str, set[str]]:
    """The outlets that stand for themselves, each with those that stand under it."""
    passages = door.search(Search(question=question)).passages
    return {each.outlet: {copy.outlet for copy in each.also_in} for each in passages}


def test_near_copies_stand_under_one_passage_which_says_all_that_they_say(door):
    outlets = found(door, QUESTION)
    everywhere = [outlet for head, copies in outlets.items() for outlet in (head, *copies)]
    assert sorted(everywhere) == sorted(each.outlet for each in STORIES)
    (folded,) = [{head, *copies} for head, copies in outlets.items() if copies]
    assert {"The Post", "Velmar Gazette"} <= folded


def test_a_copy_with_another_number_stands_for_itself(door):
    outlets = found(door, QUESTION)
    assert outlets["Morning Herald"] == set()


def test_a_copy_from_an_outlet_that_is_asked_for_stands_for_itself(door):
    outlets = found(door, "What do The Post and Velmar Gazette say about the clean-up of the bay?")
    assert {"The Post", "Velmar Gazette"} <= set(outlets)


def test_editions_of_one_outlet_stand_for_themselves(tmp_path):
    settings = Settings(data_dir=tmp_path, embedding="hash")
    editions = [
        article("first.txt", WIRE, outlet="The Post"),
        article("second.txt", WIRE, outlet="The Post"),
        article("nobody.txt", WIRE),
    ]
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(editions))
        passages = door.search(Search(question=QUESTION)).passages
        assert [each.also_in for each in passages] == [(), (), ()]


def test_a_copy_says_where_it_stands(door):
    passages = door.search(Search(question=QUESTION)).passages
    for copy in (copy for each in passages for copy in each.also_in):
        paragraphs = door.article(copy.article).paragraphs
        assert {each.number for each in paragraphs} >= set(copy.paragraphs)
        assert copy.published is not None
