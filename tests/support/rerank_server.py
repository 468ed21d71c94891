"""A `/rerank` server on loopback, of the dialect and with the faults that a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

Reply = Callable[[dict[str, Any]], tuple[int, object]]


def by_length(texts: list[str]) -> list[tuple[int, float]]:
    """Places with scores: the longest text is the best, and comes last."""
    return sorted(((n, len(text) / 100) for n, text in enumerate(texts)), key=lambda row: row[1])


def cohere(body: dict[str, Any]) -> tuple[int, object]:
    """As Cohere, Jina, llama.cpp and vLLM answer."""
    if "documents" not in body:
        return 400, {"message": "documents is required"}
    rows = [{"index": n, "relevance_score": score} for n, score in by_length(body["documents"])]
    return 200, {"id": "1", "results": rows, "meta": {"billed_units": {"search_units": 1}}}


def tei(body: dict[str, Any]) -> tuple[int, object]:
    """As text-embeddings-inference answers."""
    if "texts" not in body:
        return 422, "missing field `texts`"
    return 200, [{"index": n, "score": score} for n, score in by_length(body["texts"])]


class RerankServer(ThreadingHTTPServer):
    """Answers by `replies` in turn, and by the last of them ever after."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        """The server's address, without the route."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: RerankServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        self.server.paths.append(self.path)
        self.server.keys.append(self.headers["Authorization"])
        replies = self.server.replies
        status, answer = (replies.pop(0) if len(replies) > 1 else replies[0])(body)
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
