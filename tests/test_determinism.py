"""The same articles and question give the same list, byte for byte, whoever built the archive."""

from __future__ import annotations

import json
import random
from contextlib import closing, contextmanager

import pytest

from service.answers import Search
from service.settings import Settings
from service.wiring import open_local
from support.archives import article
from support.cli import Cli
from support.wires import wires

QUESTIONS = (
    "How many people died when the Santa Irene ferry capsized off Velmar?",
    "Did The Post and the Velmar Gazette give the same number of passengers of the ferry?",
    "mine collapse",
    "repairs",
)
# One sentence in many articles: all tie, more than are taken.
REPEATED = [
    article(f"notice-{n}.txt", "Repairs begin on Monday.", f"Notice number {n} of the council.")
    for n in range(260)
]


@contextmanager
def archive_of(articles, folder, *, serving=False):
    settings = Settings(data_dir=folder, embedding="hash")
    with closing(open_local(settings, serving=serving)) as door:
        if serving:
            door.archive.mend()
        for start in range(0, len(articles), 50):
            list(door.archive.ingest(articles[start : start + 50]))
        yield door


def lists(search):
    """What each question finds, without what it took."""
    return [search(question)["passages"] for question in QUESTIONS]


def searched(door):
    return lists(
        lambda question: door.search(Search(question=question, top_k=30)).model_dump(mode="json")
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    with archive_of([*wires(), *REPEATED], folder) as door:
        return folder, searched(door)


def test_an_archive_built_apart_in_another_order_finds_the_same(first, tmp_path):
    shuffled = random.Random(4).sample([*wires(), *REPEATED], len(wires()) + len(REPEATED))
    with archive_of(shuffled, tmp_path) as door:
        assert json.dumps(searched(door)) == json.dumps(first[1])


def test_a_service_with_chromas_server_finds_what_the_exact_scan_finds(tmp_path):
    with archive_of(wires(), tmp_path / "exact") as door:
        exact = searched(door)
    with archive_of(wires(), tmp_path / "served", serving=True) as door:
        assert door.search(Search(question=QUESTIONS[0])).degraded is None
        assert json.dumps(searched(door)) == json.dumps(exact)


def test_a_new_process_finds_the_same(first, tmp_path):
    nutgraf = Cli(tmp_path, NUTGRAF_EMBEDDING="hash", NUTGRAF_DATA_DIR=str(first[0]))

    def search(question):
        done = nutgraf("search", question, "--top-k", 30, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert json.dumps(lists(search)) == json.dumps(first[1])
