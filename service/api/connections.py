"""One client's connection: how long it may take to say what it wants, and how many there may be."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Any

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from service.api.errors import error_response
from service.api.headers import SECURITY_HEADERS

CLOSE = {**SECURITY_HEADERS, "Connection": "close"}
_UNSAID = frozenset({h11.IDLE, h11.SEND_BODY})
_UNANSWERED = frozenset({h11.IDLE, h11.SEND_RESPONSE})


@dataclass(frozen=True, slots=True)
class Patience:
    """What clients may keep waiting. uvicorn waits for a head and a body for ever.

    Attributes:
        seconds: For a whole request, head and body; also how long a client may take
            nothing of what is sent to it.
        pace: Bytes that buy another second, so that a large upload over a slow line has
            its time and one that drips has not.
        connections: So many at once; whoever comes beyond them is told to come again.
        crowded: Seconds for one that is beyond them.
    """

    seconds: float = 30.0
    pace: int = 20_000
    connections: int = 512
    crowded: float = 1.0


PATIENCE = Patience()


class Connection(H11Protocol):
    """uvicorn's, with an end to its patience."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._patience = patience
        self._seconds = patience.seconds
        self._received = 0
        self._begun = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > self._patience.connections:
            self.app = _crowded
            self._seconds = self._patience.crowded
        _give_up_unread(transport, self._patience.seconds)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self._received += len(data)
        super().data_received(data)

    def handle_events(self) -> None:
        """Take what is whole by now, and wait for as long as the request is not."""
        super().handle_events()
        if self.conn.their_state not in _UNSAID:
            self._stop_waiting()
        elif self._timer is None:
            self._await_request()

    def _await_request(self) -> None:
        self._received, self._begun = 0, self.loop.time()
        self._timer = self.loop.call_later(self._seconds, self._look_again)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_again(self) -> None:
        """Cut the client, unless what it sent has bought it time."""
        due = self._begun + self._seconds + self._received / self._patience.pace
        if self.loop.time() < due:
            self._timer = self.loop.call_at(due, self._look_again)
            return
        if self.conn.our_state in _UNANSWERED:
            self._answer_late()
        self.transport.close()

    def _answer_late(self) -> None:
        if self.cycle is not None:
            self.cycle.disconnected = True
        told = error_response(
            408,
            "too_slow",
            f"the request was not whole after {self._seconds:g} s: send it faster, or less at once",
            retryable=True,
            headers=CLOSE,
        )
        for event in (
            h11.Response(status_code=408, headers=told.raw_headers),
            h11.Data(data=bytes(told.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")


async def _crowded(scope: Scope, receive: Receive, send: Send) -> None:
    response = error_response(
        503,
        "busy",
        "too many clients are connected: ask again in a moment",
        retryable=True,
        headers={**CLOSE, "Retry-After": "1"},
    )
    await response(scope, receive, send)


def _give_up_unread(transport: asyncio.Transport, seconds: float) -> None:
    """Let the system drop a client that takes nothing for so long, where it knows how to."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1_000)
        )
