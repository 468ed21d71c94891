"""An archive whose embedding endpoint fails: it opens, and words still answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.embeddings import MockEmbedding

from index.errors import IndexUnavailable, ModelMismatch
from service.settings import Settings
from service.wiring import open_local
from support.model_server import ModelServer, Script, head, refusal
from support.service import running

ARTICLE = "The pelican of Velmar met the harbour minister on Monday."
QUESTION = {"question": "Whom did the pelican of Velmar meet?", "mode": "extractive"}
KEY = "sk-proj-abcd1234wxyz"
JSON = b"Content-Type: application/json\r\n"


def embeddings(body: dict[str, Any]) -> Script:
    """What an endpoint in good health answers."""
    rows = [
        {"index": place, "embedding": [len(text) % 7 + 1.0, 1.0, 2.0]}
        for place, text in enumerate(body["input"])
    ]
    return [head(headers=JSON), json.dumps({"data": rows}).encode()]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(reply=embeddings) as server:
        yield server


def settings(server: ModelServer, **changes: Any) -> dict[str, Any]:
    return {
        "embedding": "openai",
        "embedding_base_url": server.url,
        "embedding_model": "words",
        "embedding_api_key": KEY,
        "selector": "none",
        "refusal_threshold": 0,
        **changes,
    }


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        (refusal("401 Unauthorized", body=b'{"message": "no key sk-proj-****wxyz"}'), "401"),
        (refusal("404 Not Found"), "404"),
        ([head(headers=JSON), b'{"data": []}'], "0 vectors of 1"),
        ([head(headers=JSON), b'{"data": [{"index": 0, "embedding": [1, 2]}]}'], "length 2"),
    ],
)
def test_a_refused_key_at_question_time_leaves_words_to_answer(
    tmp_path: Path, server: ModelServer, failing: Script, told: str
) -> None:
    with running(tmp_path, **settings(server)) as service:
        service.await_ready()
        service.upload_text("velmar.txt", "Velmar", ARTICLE)
        server.reply = lambda _: failing
        asked = service.http.post("/v1/ask", json=QUESTION)
        found = service.http.post("/v1/search", json={"question": QUESTION["question"]})

    assert asked.status_code == found.status_code == 200
    assert asked.json()["text"].startswith("The pelican of Velmar met")
    assert found.json()["passages"]
    for answer in (asked, found):
        assert "only words were searched" in answer.json()["degraded"]
        assert told in answer.json()["degraded"]
        assert "wxyz" not in answer.text
        assert server.url not in answer.text


def test_a_service_starts_while_its_endpoint_is_down(tmp_path: Path, server: ModelServer) -> None:
    with running(tmp_path, **settings(server)) as service:
        service.upload_text("velmar.txt", "Velmar", ARTICLE)
    server.reply = lambda _: refusal("503 Service Unavailable")

    with running(tmp_path, **settings(server)) as service:
        service.await_ready()
        down = service.http.post("/v1/ask", json=QUESTION).json()
        server.reply = embeddings
        back = service.http.post("/v1/ask", json=QUESTION).json()

    assert "only words were searched" in down["degraded"]
    assert down["text"].startswith("The pelican of Velmar met")
    assert back["degraded"] is None


def test_another_model_is_still_refused_and_a_new_archive_still_asks(
    tmp_path: Path, server: ModelServer
) -> None:
    open_local(Settings(data_dir=tmp_path / "old", **settings(server)), serving=False).close()
    other = settings(server, embedding_model="other")
    with pytest.raises(ModelMismatch, match="--re-embed"):
        open_local(Settings(data_dir=tmp_path / "old", **other), serving=False)

    server.reply = lambda _: refusal("503 Service Unavailable")
    with pytest.raises(IndexUnavailable, match="503"):
        open_local(Settings(data_dir=tmp_path / "new", **settings(server)), serving=False)


class Falling(MockEmbedding):
    """An integration whose service goes down after the first batch."""

    def __init__(self) -> None:
        super().__init__(embed_dim=4)

    def _get_query_embedding(self, query: str) -> list[float]:
        raise LookupError("no such deployment")


def test_whatever_a_class_of_llama_index_raises_leaves_words_to_answer(tmp_path: Path) -> None:
    named = {"embedding": "llama_index", "embedding_model": f"{__name__}:Falling"}
    with running(tmp_path, **named, selector="none", refusal_threshold=0) as service:
        service.await_ready()
        service.upload_text("velmar.txt", "Velmar", ARTICLE)
        response = service.http.post("/v1/ask", json=QUESTION)

    assert response.status_code == 200
    assert "only words were searched" in response.json()["degraded"]
    assert "deployment" not in response.text
