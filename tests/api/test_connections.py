"""Clients that take their time, on real sockets."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from service.api.connections import Patience
from support.model_server import ModelServer, answer
from support.service import RunningService, running

GIVEN_UP_S = 5.0
QUICK = Patience(seconds=0.5)
HEAD = b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SLOW = {
    "says nothing": b"",
    "drips its head": HEAD,
    "drips its body": HEAD + b"Content-Length: 900\r\n\r\n{",
    "drips a body that is refused": HEAD + b"Content-Length: 9000000\r\n\r\n{",
    "drips a second request": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + HEAD,
    "drips a second body": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    + HEAD
    + b"Content-Length: 900\r\n\r\n{",
}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service with little patience."""
    with running(tmp_path_factory.mktemp("hasty"), patience=QUICK) as service:
        service.await_ready()
        yield service


@contextmanager
def client(service: RunningService) -> Iterator[socket.socket]:
    address = urlsplit(service.url)
    with socket.create_connection((str(address.hostname), address.port), timeout=0.1) as own:
        yield own


def seconds_until_cut(own: socket.socket, *, drip: bytes) -> tuple[float, bytes]:
    """How long the service bears a client that sends `drip` ten times a second; what it says."""
    begun, told = time.monotonic(), b""
    while time.monotonic() - begun < GIVEN_UP_S:
        try:
            own.sendall(drip)
            read = own.recv(65_536)
        except TimeoutError:
            continue
        except OSError:
            break
        if not read:
            break
        told += read
    return time.monotonic() - begun, told


@pytest.mark.parametrize("way", SLOW)
def test_a_client_that_never_says_what_it_wants_is_cut_and_others_are_served(
    hasty: RunningService, way: str
) -> None:
    with client(hasty) as own:
        own.sendall(SLOW[way])
        assert hasty.http.get("/healthz").status_code == 200
        took, _ = seconds_until_cut(own, drip=b"x" if SLOW[way] else b"")

    assert took < GIVEN_UP_S
    assert hasty.http.post("/v1/search", json={"question": "Who met whom?"}).status_code == 200


def test_it_is_told_why(hasty: RunningService) -> None:
    with client(hasty) as own:
        own.sendall(HEAD)
        _, told = seconds_until_cut(own, drip=b"")

    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert json.loads(body)["error"]["code"] == "too_slow"
    assert "0.5 s" in json.loads(body)["error"]["message"]


def test_an_upload_that_keeps_its_pace_has_its_time(hasty: RunningService) -> None:
    def content() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(12):
            time.sleep(0.1)
            yield b"The harbour of Smyrna opened in May and has nine piers. " * 500
        yield b"\r\n--b--\r\n"

    begun = time.monotonic()
    response = hasty.http.post(
        "/v1/articles",
        content=content(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert time.monotonic() - begun > 2 * QUICK.seconds
    assert response.json()["outcomes"][0]["status"] == "added"


def test_an_answer_may_take_longer_than_its_question(tmp_path: Path) -> None:
    script = [1.0, *answer('{"sentences": [{"evidence": [1], "text": "It has nine piers."}]}')]
    with (
        ModelServer(script) as model,
        running(
            tmp_path, patience=QUICK, llm_base_url=model.url, selector="none", refusal_threshold=0
        ) as service,
    ):
        service.await_ready()
        service.upload_text("harbour.txt", "Harbour", "The harbour of Smyrna has nine piers.")
        begun = time.monotonic()
        asked = {"question": "How many piers has the harbour of Smyrna?", "mode": "llm"}
        response = service.http.post("/v1/ask", json=asked)

    assert time.monotonic() - begun > QUICK.seconds
    assert response.json()["status"] == "answered"


def test_a_crowd_is_told_to_come_again_and_leaves_in_a_moment(tmp_path: Path) -> None:
    with running(tmp_path, patience=Patience(connections=6)) as service:
        with ExitStack() as crowd:
            for _ in range(6):
                crowd.enter_context(client(service))
            response = httpx.get(service.url + "/healthz")
            late, _ = seconds_until_cut(crowd.enter_context(client(service)), drip=b"")
        service.await_ready()

    assert response.status_code == 503
    assert response.json()["error"]["code"] == "busy"
    assert response.headers["retry-after"] == "1"
    assert late < GIVEN_UP_S


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="the system cannot drop it")
def test_a_client_that_reads_nothing_is_cut(tmp_path: Path) -> None:
    with running(tmp_path, max_upload_bytes=10**7, patience=QUICK) as service:
        service.await_ready()
        article = service.upload_text(
            "long.md", "# Harbour", "It has piers.", *["## " + "The harbour has piers " * 999] * 300
        )
        with client(service) as own:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            own.sendall(f"GET /v1/articles/{article} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(3)
            with pytest.raises(ConnectionError):
                read_on(own)


def read_on(own: socket.socket) -> None:
    while own.recv(65_536):
        pass
