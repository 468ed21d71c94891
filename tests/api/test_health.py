import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from support.model_server import ModelServer, Script, event, head
from support.service import RunningService, running
from support.streams import Event, events

ARTICLE = ("harbour.txt", "Harbour", "The harbour of Smyrna opened in May and has nine piers.")
QUESTION = {"question": "How many piers has the harbour of Smyrna?", "mode": "llm"}
SILENT_S = 30.0


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose model writes one sentence and then falls silent."""
    script: Script = [head(), event("The harbour of Smyrna has nine piers [1]. And "), SILENT_S]
    with (
        ModelServer(script) as model,
        running(
            tmp_path_factory.mktemp("slow"),
            heartbeat_s=0.2,
            llm_base_url=model.url,
            refusal_threshold=0,  # one article is too few to tell strong evidence from weak
        ) as service,
    ):
        service.upload_text(*ARTICLE)
        yield service


def test_ready_tells_what_is_there(service: RunningService) -> None:
    readiness = service.http.get("/readyz").json()

    assert readiness["status"] == "ready"
    assert readiness["articles"] >= 5
    assert readiness["passages"] >= readiness["articles"]
    assert readiness["dense"] is readiness["lexical"] is True


def test_health_answers_at_once_while_answers_are_made(slow: RunningService) -> None:
    streams = [threading.Thread(target=first_sentence, args=(slow,)) for _ in range(3)]
    for stream in streams:
        stream.start()
    waits = []
    for _ in range(20):
        begun = time.monotonic()
        assert slow.http.get("/healthz").status_code == 200
        waits.append(time.monotonic() - begun)
        time.sleep(0.02)
    assert slow.http.get("/v1/articles").status_code == 200
    for stream in streams:
        stream.join()

    assert sorted(waits)[len(waits) // 2] < 0.5


def test_quotes_do_not_wait_for_others_models(slow: RunningService) -> None:
    body = {**QUESTION, "stream": True}
    begun = time.monotonic()
    with ExitStack() as streams:
        # An iterator that nobody holds any more hangs up.
        held = [
            events(streams.enter_context(asking).iter_lines())
            for asking in (
                httpx.stream("POST", slow.url + "/v1/ask", json=body, timeout=5) for _ in range(6)
            )
        ]
        assert all(any(each.name == "sentence" for each in stream) for stream in held)

        quoted = slow.http.post("/v1/ask", json={**QUESTION, "mode": "extractive"}, timeout=5)

    assert quoted.json()["status"] == "answered"
    assert time.monotonic() - begun < 10


def test_a_silent_stream_has_a_heartbeat(slow: RunningService) -> None:
    with slow.http.stream("POST", "/v1/ask", json={**QUESTION, "stream": True}) as response:
        seen = []
        for each in events(response.iter_lines()):
            seen.append(each.name)
            if seen.count("comment") == 3:
                break

    assert [name for name in seen if name != "comment"] == ["meta", "sentence"]


def first_sentence(service: RunningService) -> Event | None:
    """Ask, read until the first sentence, hang up."""
    body = {**QUESTION, "stream": True}
    with httpx.stream("POST", service.url + "/v1/ask", json=body, timeout=20) as response:
        return next(
            (each for each in events(response.iter_lines()) if each.name == "sentence"), None
        )


def test_a_file_in_the_place_of_an_index_keeps_no_service_from_being_ready(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as service:
        service.upload_text(*ARTICLE)
    shutil.rmtree(tmp_path / "lexical-1")
    (tmp_path / "lexical-1").write_text("no folder")

    with running(tmp_path) as service:
        deadline = time.monotonic() + SILENT_S
        while service.http.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert service.http.get("/readyz").json()["lexical"] is True
