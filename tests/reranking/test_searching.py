"""A reranker as a user meets it: by setting, in the answer of a search."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.sources import files_in
from service.answers import Search
from service.errors import SettingsError
from service.settings import Settings
from service.wiring import open_local
from support.rerank_server import RerankServer, cohere

SHORT = "The minister arrived in Isfahan."
LONG = "The minister arrived in Isfahan on a Thursday in spring, and left again before the summer."


def searched(folder: Path, **settings: object) -> tuple[list[str], str | None]:
    """The passages found for a question, and what was degraded."""
    articles = folder / "articles"
    articles.mkdir(exist_ok=True)
    for name, text in (("short.txt", SHORT), ("long.txt", LONG)):
        (articles / name).write_text(f"Arrival\n\n{text}\n")
    fields = {"data_dir": folder / "data", "embedding": "hash", **settings}
    door = open_local(Settings.model_validate(fields), serving=False)
    try:
        list(door.ingest(files_in([articles])))
        found = door.search(Search(question="When did the minister arrive?", top_k=1))
        return [each.text for each in found.passages], found.degraded
    finally:
        door.close()


def test_a_reranker_reaches_below_what_was_asked_for(tmp_path: Path) -> None:
    assert searched(tmp_path) == ([SHORT], None)
    with RerankServer(cohere) as server:
        found = searched(tmp_path, reranker="http", reranker_url=server.url)
    assert found == ([LONG], None)


def test_a_reranker_that_fails_leaves_the_order_and_says_so(tmp_path: Path) -> None:
    with RerankServer(lambda _: (500, "out of memory")) as server:
        passages, degraded = searched(tmp_path, reranker="http", reranker_url=server.url)
    assert passages == [SHORT]
    assert degraded is not None
    assert "were not reranked" in degraded
    assert "the reranker answered 500" in degraded
    assert "out of memory" not in degraded


@pytest.mark.parametrize(
    ("kind", "variable"),
    [("http", "NUTGRAF_RERANKER_URL"), ("llama_index", "NUTGRAF_RERANKER_MODEL")],
)
def test_a_reranker_without_its_address_is_refused(
    tmp_path: Path, kind: str, variable: str
) -> None:
    with pytest.raises(SettingsError, match=variable):
        searched(tmp_path, reranker=kind)
