"""A client that leaves takes the model's call with it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from support.model_server import ModelServer, Script, event, head
from support.service import RunningService, running, seeds

PATIENCE_S = 30.0
QUESTION = {"question": "Who met Javad Zarif in Isfahan?", "mode": "llm"}
SILENT: dict[str, Script] = {
    "before its headers": [60.0],
    "before its first word": [head(), 60.0],
    "within its answer": [head(), event('{"sentences": [{"evidence": [1], "text": "They '), 60.0],
}


@contextmanager
def asking(service: RunningService, **body: object) -> Iterator[None]:
    """A client that asks, and is gone at the end of the block."""
    address = urlsplit(service.url)
    content = json.dumps({**QUESTION, **body}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((str(address.hostname), address.port)) as client:
        client.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        yield


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("silence", SILENT)
def test_the_model_is_hung_up_on_within_a_second(
    tmp_path: Path, silence: str, stream: bool
) -> None:
    with (
        ModelServer(SILENT[silence]) as model,
        running(tmp_path, llm_base_url=model.url) as service,
    ):
        service.await_ready()
        service.upload(*seeds())
        with asking(service, stream=stream):
            assert model.playing.wait(PATIENCE_S)
            time.sleep(0.2)

        assert model.hung_up.wait(1)
