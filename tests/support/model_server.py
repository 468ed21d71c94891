"""A chat endpoint on loopback that misbehaves as told.

A script is a sequence of steps: bytes are sent as they are, a number pauses for
that many seconds, `CUT` resets the connection. Each request plays the next
script; the last one is played again.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

CUT = "cut"
Step = bytes | float | str
Script = Iterable[Step]
Reply = Callable[[dict[str, Any]], Script]

_STREAM = b"Content-Type: text/event-stream\r\n"


def event(
    content: str | None = None,
    *,
    finish: str | None = None,
    usage: tuple[int, int] | None = None,
) -> bytes:
    """One event of a chat completion."""
    body: dict[str, Any] = {"id": "c", "object": "chat.completion.chunk", "choices": []}
    if content is not None or finish is not None:
        delta = {} if content is None else {"content": content}
        body["choices"] = [{"index": 0, "delta": delta, "finish_reason": finish}]
    if usage is not None:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def head(status: str = "200 OK", headers: bytes = _STREAM) -> bytes:
    """Status line and headers; the body ends with the connection."""
    return b"HTTP/1.1 " + status.encode() + b"\r\n" + headers + b"Connection: close\r\n\r\n"


def answer(*pieces: str, finish: str | None = "stop", usage: tuple[int, int] = (11, 7)) -> Script:
    """A whole answer in pieces, as a server in good health sends it."""
    end = [event(finish=finish)] if finish else []
    told = [event(piece) for piece in pieces]
    return [head(), *told, *end, event(usage=usage), b"data: [DONE]\n\n"]


def refusal(status: str, *, headers: bytes = b"", body: bytes = b"{}") -> Script:
    """An error status."""
    length = b"Content-Length: %d\r\n" % len(body)
    return [head(status, b"Content-Type: application/json\r\n" + length + headers), body]


class ModelServer:
    """Plays scripts to whoever connects, and remembers what it was asked.

    `hung_up` is set when a client leaves during a pause. `reply` may be changed between
    requests.
    """

    def __init__(self, *scripts: Script, reply: Reply | None = None) -> None:
        """Make a server that plays `scripts`, or what `reply` gives for each request."""
        self._scripts = [list(script) for script in scripts]
        self.reply = reply
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.hung_up = threading.Event()
        self.playing = threading.Event()

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def play(self, connection: socket.socket, headers: Any, body: bytes) -> None:
        """Answer one request with the next script."""
        number = min(len(self.bodies), len(self._scripts) - 1)
        self.bodies.append(json.loads(body))
        script = self.reply(self.bodies[-1]) if self.reply else self._scripts[number]
        self.keys.append(headers["Authorization"])
        self.playing.set()
        try:
            self._perform(connection, list(script))
        except OSError:
            self.hung_up.set()

    def _perform(self, connection: socket.socket, steps: Sequence[Step]) -> None:
        for step in steps:
            if isinstance(step, bytes):
                connection.sendall(step)
            elif step == CUT:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.close()
                return
            elif select.select([connection], [], [], float(step))[0]:
                self.hung_up.set()  # a client says nothing after its request but good-bye
                return

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.close_connection = True
                server.play(self.connection, self.headers, body)

            def finish(self) -> None:
                if self.connection.fileno() >= 0:
                    super().finish()

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        return Handler
