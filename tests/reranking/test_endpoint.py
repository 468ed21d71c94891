"""The `/rerank` protocol against a real server on loopback."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from threading import Event

import pytest

from reranking.candidates import candidates, texts_of
from service.errors import RerankingFailed
from service.reranking.endpoint import RerankEndpoint
from support.rerank_server import Reply, RerankServer, cohere, tei

FOUND = candidates("one", "a longer one", "the longest of all")
BEST_FIRST = ["the longest of all", "a longer one", "one"]


def reordered(server: RerankServer, *, depth: int = 40, seconds: float = 10) -> list[str]:
    endpoint = RerankEndpoint(url=f"{server.url}/v1/rerank", depth=depth, seconds=seconds)
    with closing(endpoint):
        return texts_of(endpoint.rerank("Which is long?", FOUND))


@pytest.mark.parametrize("dialect", [cohere, tei])
def test_every_dialect_is_spoken(dialect: Reply) -> None:
    with RerankServer(dialect) as server:
        assert reordered(server) == BEST_FIRST


def test_the_server_reads_the_question_the_context_and_who_asks() -> None:
    with RerankServer(cohere) as server:
        endpoint = RerankEndpoint(
            url=f"{server.url}/v2/", model="m", api_key="sk", depth=2, seconds=10
        )
        with closing(endpoint):
            found = endpoint.rerank("Which is long?", FOUND)
    assert server.paths == ["/v2/rerank"]
    assert server.keys == ["Bearer sk"]
    assert server.bodies == [
        {
            "model": "m",
            "query": "Which is long?",
            "documents": ["Visit. The Post\none", "Visit. The Post\na longer one"],
            "top_n": 2,
        }
    ]
    assert texts_of(found) == ["a longer one", "one", "the longest of all"]
    assert [each.score for each in found] == pytest.approx([0.28, 0.19, -2.0])


def test_the_dialect_is_asked_for_once() -> None:
    with RerankServer(tei) as server:
        endpoint = RerankEndpoint(url=server.url, depth=40, seconds=10)
        with closing(endpoint):
            endpoint.rerank("Which is long?", FOUND)
            endpoint.rerank("Which is long?", FOUND)
    assert ["texts" in body for body in server.bodies] == [False, True, True]


def test_passages_without_a_score_follow_as_found() -> None:
    with RerankServer(lambda _: (200, {"results": [{"index": 2, "relevance_score": 1}]})) as server:
        assert reordered(server) == ["the longest of all", "one", "a longer one"]


def test_nothing_found_asks_nobody() -> None:
    with RerankServer(cohere) as server:
        endpoint = RerankEndpoint(url=server.url, depth=40, seconds=10)
        with closing(endpoint):
            assert endpoint.rerank("Which is long?", []) == []
    assert server.bodies == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_once_more(status: int) -> None:
    with RerankServer(lambda _: (status, "busy"), cohere) as server:
        assert reordered(server) == BEST_FIRST


def test_a_lasting_failure_is_named_after_two_calls() -> None:
    with RerankServer(lambda _: (503, "loading the model")) as server:
        with pytest.raises(RerankingFailed, match=r"503: try again later"):
            reordered(server)
        assert len(server.bodies) == 2


@pytest.mark.parametrize(("status", "calls"), [(401, 1), (404, 1), (301, 1), (400, 2), (422, 2)])
def test_a_refusal_says_what_to_check(status: int, calls: int) -> None:
    with RerankServer(lambda _: (status, "no")) as server:
        with pytest.raises(RerankingFailed, match=rf"answered {status}: check reranker_url"):
            reordered(server)
        assert len(server.bodies) == calls


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"<html>Welcome</html>", "no ranking: does reranker_url end"),
        (b"", "no ranking"),
        (b'"done"', "no ranking"),
        ({"hello": "world"}, "no ranking"),
        ({"results": [{"index": 0}]}, "no ranking"),
        ({"results": [{"index": 0, "relevance_score": "high"}]}, "no ranking"),
        ({"results": []}, "scored none of 3"),
        ([], "scored none of 3"),
        ({"results": [{"index": 3, "relevance_score": 1}]}, "passage 3 of 3"),
        ({"results": [{"index": -1, "relevance_score": 1}]}, "passage -1 of 3"),
        ({"results": [{"index": 0, "relevance_score": 1}] * 2}, "a passage twice"),
        (b'[{"index": 0, "score": NaN}]', "the score nan"),
        (b" " * 1_000_001, "over 1,000,000 bytes"),
    ],
)
def test_what_is_no_ranking_of_the_passages_is_refused(answer: object, message: str) -> None:
    with (
        RerankServer(lambda _: (200, answer)) as server,
        pytest.raises(RerankingFailed, match=message),
    ):
        reordered(server)


@pytest.mark.parametrize("status", [200, 401, 503])
def test_readers_are_told_a_plain_sentence_and_the_log_the_rest_without_keys(
    caplog: pytest.LogCaptureFixture, status: int
) -> None:
    key = "jina_abcd1234wxyz"
    with RerankServer(lambda _: (status, f"no {key} nor jina_****wxyz here")) as server:
        url = f"{server.url}/rerank"
        endpoint = RerankEndpoint(url=url, api_key=key, depth=40, seconds=5)
        with closing(endpoint), pytest.raises(RerankingFailed) as told:
            endpoint.rerank("Which is long?", FOUND)

    assert "wxyz" not in f"{told.value}{caplog.text}"
    assert "http" not in str(told.value)
    assert "here" not in str(told.value)
    assert url in caplog.text
    assert "here" in caplog.text


def test_a_server_that_hangs_is_given_up_at_the_deadline() -> None:
    let_go = Event()

    def hang(_: dict[str, object]) -> tuple[int, object]:
        let_go.wait(20)
        return 200, []

    with RerankServer(hang) as server:
        started = time.monotonic()
        with pytest.raises(RerankingFailed, match=r"does not answer|no answer within"):
            reordered(server, seconds=0.3)
        assert time.monotonic() - started < 5
        let_go.set()


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        endpoint = RerankEndpoint(url=url, api_key="sk-secret", depth=40, seconds=5)
        with closing(endpoint), pytest.raises(RerankingFailed, match="is it running") as failure:
            endpoint.rerank("Which is long?", FOUND)
    assert "sk-secret" not in str(failure.value)
