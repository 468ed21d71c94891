"""A running service: the real application under the real server, on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from service.api.app import create_app
from service.api.connections import PATIENCE, Patience
from service.api.server import Server, listen
from service.door import LocalDoor
from service.settings import Settings
from service.wiring import open_local

SEEDS = Path(__file__).parents[2] / "seeds"
PATIENCE_S = 60.0


class RunningService:
    """A service, and a client that asks it. Other threads may `stop` it."""

    def __init__(self, server: Server, door: LocalDoor, http: httpx.Client) -> None:
        self.server = server
        self.door = door
        self.http = http

    @property
    def url(self) -> str:
        """Its address."""
        return self.server.url

    def upload(self, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
        """Take in files and give the outcomes."""
        response = self.http.post("/v1/articles", files=[("files", each) for each in files])
        assert response.status_code in {200, 422}, response.text
        outcomes: list[dict[str, Any]] = response.json()["outcomes"]
        return outcomes

    def upload_text(self, source: str, *paragraphs: str) -> str:
        """Take in one article and give its id."""
        (outcome,) = self.upload((source, "\n\n".join(paragraphs).encode()))
        assert outcome["status"] == "added", outcome
        return str(outcome["article"])

    def await_ready(self) -> None:
        """Wait until the indexes were checked."""
        end = time.monotonic() + PATIENCE_S
        while self.http.get("/readyz").status_code != 200:
            assert time.monotonic() < end, "the service did not become ready"
            time.sleep(0.05)


@contextmanager
def running(
    data_dir: Path,
    *,
    api_key: str | None = None,
    max_upload_bytes: int = 1_000_000,
    heartbeat_s: float = 15.0,
    keep_answers_days: int = 90,
    patience: Patience = PATIENCE,
    before_serving: Callable[[LocalDoor], None] = lambda _: None,
    **settings: Any,
) -> Iterator[RunningService]:
    """Run a service in a thread until the block ends.

    The deterministic embedder is used unless `settings` say otherwise.
    """
    door = open_local(
        Settings(data_dir=data_dir, **{"embedding": "hash", **settings}), serving=True
    )
    before_serving(door)
    app = create_app(
        door=door,
        api_key=api_key,
        max_upload_bytes=max_upload_bytes,
        heartbeat_s=heartbeat_s,
        keep_answers_days=keep_answers_days,
    )
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    with (
        served(app, patience=patience) as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_S) as http,
    ):
        yield RunningService(server, door, http)


@contextmanager
def served(app: FastAPI, *, patience: Patience = PATIENCE) -> Iterator[Server]:
    """Serve an application on a free port, in a thread, until the block ends."""
    is_up = threading.Event()
    server = Server(
        app,
        listener=listen(app, "127.0.0.1", 0),
        on_ready=lambda _: is_up.set(),
        patience=patience,
    )
    thread = threading.Thread(target=server.run_until_told)
    thread.start()
    try:
        assert is_up.wait(PATIENCE_S), "the service did not start"
        yield server
    finally:
        server.stop()
        thread.join(PATIENCE_S)


def seeds() -> list[tuple[str, bytes]]:
    """The seed articles, by name."""
    return [(path.name, path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]
