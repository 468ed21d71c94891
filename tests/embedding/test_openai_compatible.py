"""The OpenAI protocol against a real server on loopback, with the real client."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from index.embedding.openai_compatible import BATCH_TEXTS, OpenAICompatible
from index.errors import ArchiveError, IndexUnavailable, OperatorError
from support.model_server import ModelServer, head, refusal

KEY = "sk-proj-abcd1234wxyz"
JSON = b"Content-Type: application/json\r\n"
Reply = Callable[[list[str]], tuple[int, object]]


def rows(texts: list[str]) -> list[dict[str, Any]]:
    """One row a text, the number of its words in the first place, in reverse order."""
    return [
        {"index": place, "object": "embedding", "embedding": [len(text.split()), 1.0, 0.0]}
        for place, text in enumerate(texts)
    ][::-1]


def well(texts: list[str]) -> tuple[int, object]:
    return 200, {"data": rows(texts), "model": "words"}


class Endpoint(ThreadingHTTPServer):
    """`POST /v1/embeddings`, answering by `replies` in turn and by the last of them ever after."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[Reply] = [well]
        self.calls: list[list[str]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def model(self, *, dimension: int | None = None, seconds: float = 20) -> OpenAICompatible:
        return OpenAICompatible(
            base_url=self.url, model="words", dimension=dimension, pause=0, seconds=seconds
        )


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        texts = json.loads(self.rfile.read(length))["input"]
        self.server.calls.append(texts)
        self.server.keys.append(self.headers["Authorization"])
        replies = self.server.replies
        status, body = (replies.pop(0) if len(replies) > 1 else replies[0])(texts)
        content = json.dumps(body).encode()
        self.send_response(status if self.path == "/v1/embeddings" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        with suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_rows_come_in_the_order_of_the_texts_with_norm_one(endpoint: Endpoint) -> None:
    vectors = endpoint.model().embed(["one", "two words", "three more words"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [1, 2, 3])
    assert vectors.dtype == np.float32


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert endpoint.model(dimension=3).embed(["one"]).shape == (1, 3)


def test_the_dimension_is_found_by_one_call(endpoint: Endpoint) -> None:
    model = endpoint.model()
    assert model.model.dimension == model.model.dimension == 3
    assert len(endpoint.calls) == 1


def test_a_given_dimension_costs_no_call(endpoint: Endpoint) -> None:
    model = endpoint.model(dimension=3)
    assert model.model.name == "words"
    assert model.embed([]).shape == (0, 3)
    assert endpoint.calls == []


def test_many_texts_go_in_calls_that_servers_accept(endpoint: Endpoint) -> None:
    texts = ["word " * (1 + number % 3) for number in range(2 * BATCH_TEXTS + 1)]
    vectors = endpoint.model(dimension=3).embed(texts)
    assert [len(call) for call in endpoint.calls] == [BATCH_TEXTS, BATCH_TEXTS, 1]
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [len(text.split()) for text in texts])


def test_long_texts_go_in_smaller_calls(endpoint: Endpoint) -> None:
    endpoint.model(dimension=3).embed(["word " * 20_000, "word " * 20_000, "short"])
    assert [len(call) for call in endpoint.calls] == [1, 2]


def test_the_key_is_shown_to_the_endpoint(endpoint: Endpoint) -> None:
    model = OpenAICompatible(base_url=endpoint.url + "/", model="words", api_key="the key")
    model.embed(["text"])
    assert endpoint.keys[0] == "Bearer the key"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_once_more(endpoint: Endpoint, status: int) -> None:
    endpoint.replies = [lambda _: (status, {"error": {"message": "busy"}}), well]
    assert endpoint.model(dimension=3).embed(["text"]).shape == (1, 3)


def test_a_lasting_failure_is_unavailable_after_two_calls(endpoint: Endpoint) -> None:
    endpoint.replies = [lambda _: (503, {"error": {"message": "loading the model"}})]
    with pytest.raises(IndexUnavailable, match=r"503: try again later"):
        endpoint.model(dimension=3).embed(["text"])
    assert len(endpoint.calls) == 2


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_for_the_operator_and_not_repeated(endpoint: Endpoint, status: int) -> None:
    endpoint.replies = [lambda _: (status, {"error": {"message": "no such model"}})]
    with pytest.raises(OperatorError, match=rf"'words'.*{status}: check embedding_base_url"):
        endpoint.model(dimension=3).embed(["text"])
    assert len(endpoint.calls) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"data": []}, "0 vectors of 2 texts"),
        ({"data": rows(["a"])}, "1 vectors of 2 texts"),
        ({"data": rows(["a"]) * 2}, "left out or repeated"),
        ({"data": [{"index": n, "embedding": [1.0]} for n in (0, 1)]}, "length 1, not of length 3"),
        ({"data": [{"index": n, "embedding": [0.0] * 3} for n in (0, 1)]}, "zeros"),
        ({"data": [{"index": n, "embedding": [float("nan")] * 3} for n in (0, 1)]}, "not finite"),
        ({"data": [{"index": n, "embedding": None} for n in (0, 1)]}, "are no embeddings"),
        ({"hello": "world"}, "are no embeddings"),
        ("text", "are no embeddings"),
    ],
)
def test_what_is_no_embedding_is_refused(endpoint: Endpoint, body: object, message: str) -> None:
    endpoint.replies = [lambda _: (200, body)]
    with pytest.raises(OperatorError, match=message):
        endpoint.model(dimension=3).embed(["one", "two"])


def test_vectors_of_two_lengths_are_refused(endpoint: Endpoint) -> None:
    wide = {"data": [{"index": 0, "embedding": [1.0] * 5}]}
    endpoint.replies = [well, lambda _: (200, wide)]
    with pytest.raises(OperatorError, match="length 5, not of length 3"):
        endpoint.model().embed(["text"])


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        with pytest.raises(IndexUnavailable, match=r"'words'.*is it running"):
            OpenAICompatible(base_url=url, model="words", pause=0).embed(["text"])


def test_a_server_that_does_not_answer_is_given_up(endpoint: Endpoint) -> None:
    given_up = Event()

    def slow(texts: list[str]) -> tuple[int, object]:
        given_up.wait(timeout=20)
        return well(texts)

    endpoint.replies = [slow]
    with pytest.raises(IndexUnavailable, match="does not answer in time"):
        endpoint.model(dimension=3, seconds=0.3).embed(["text"])
    given_up.set()


DRIPS = {
    "its body": [head(headers=JSON), *[b" ", 0.1] * 60],
    "its head": [b"HTTP/1.1 200 OK\r\nX: ", *[b"x", 0.1] * 60],
    "an error": [head("400 Bad Request", JSON), *[b" ", 0.1] * 60],
}


@pytest.mark.parametrize("what", DRIPS)
def test_a_server_that_drips_is_given_up_at_the_deadline(what: str) -> None:
    with ModelServer(DRIPS[what]) as server:
        model = OpenAICompatible(base_url=server.url, model="words", dimension=3, seconds=0.6)
        begun = time.monotonic()
        with pytest.raises(IndexUnavailable, match="does not answer in time"):
            model.embed(["text"])
        assert time.monotonic() - begun < 2
        assert server.hung_up.wait(2)


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
def test_a_flood_is_not_read_to_its_end(status: str) -> None:
    flood = [head(status, JSON), *[b" " * 1_000_000] * 80, 30.0]
    with ModelServer(flood) as server:
        model = OpenAICompatible(base_url=server.url, model="words", dimension=3)
        with pytest.raises(OperatorError, match="over 64,000,000 bytes"):
            model.embed(["text"])


@pytest.mark.parametrize("status", ["401 Unauthorized", "503 Service Unavailable", "200 OK"])
def test_readers_are_told_a_plain_sentence_and_the_log_the_rest_without_keys(
    caplog: pytest.LogCaptureFixture, status: str
) -> None:
    said = f"no {KEY} nor sk-proj-****wxyz here"
    with ModelServer(refusal(status, body=json.dumps({"message": said}).encode())) as server:
        model = OpenAICompatible(
            base_url=server.url, model="words", api_key=KEY, dimension=3, pause=0
        )
        with pytest.raises(ArchiveError) as told:
            model.embed(["text"])

    assert "wxyz" not in f"{told.value}{caplog.text}"
    assert "http" not in str(told.value)
    assert "here" not in str(told.value)
    assert f"{server.url}" in caplog.text
    assert "here" in caplog.text


def test_many_threads_may_ask_at_once(endpoint: Endpoint) -> None:
    model = endpoint.model(dimension=3)
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(model.embed, [[f"text {n}"] for n in range(40)]))
    assert [each.shape for each in made] == [(1, 3)] * 40
