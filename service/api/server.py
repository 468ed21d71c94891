"""Runs the application until a signal ends it in order."""

from __future__ import annotations

import asyncio
import copy
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from index.loopback import is_loopback
from service.api.connections import PATIENCE, Connection, Patience
from service.api.state import State
from service.errors import SettingsError

GRACE_S = 8
BACKLOG = 2_048
SWITCH_S = 0.0005
"""How long a thread that computes may keep the others, and so the event loop, from running."""


class Server(uvicorn.Server):
    """uvicorn, which tells the application of a signal before it waits for its streams."""

    def __init__(
        self,
        app: FastAPI,
        *,
        listener: socket.socket,
        on_ready: Callable[[str], None],
        patience: Patience = PATIENCE,
    ) -> None:
        """Make a server; `run_until_told` runs it.

        Args:
            app: What `create_app` made.
            listener: The socket to serve, bound and listening.
            on_ready: Told the address once requests are answered.
            patience: What clients may keep waiting.
        """
        # h11 bounds a request's head at 64 KB, unlike the faster parser.
        protocol = partial(Connection, patience=patience)
        super().__init__(
            uvicorn.Config(
                app,
                http=cast("type[asyncio.Protocol]", protocol),
                ws="none",
                timeout_graceful_shutdown=GRACE_S,
                server_header=False,
                log_config=_log_config(),
            )
        )
        self._service: State = app.state.service
        self._listener = listener
        self._on_ready = on_ready
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """The address that it is reached at from this machine."""
        host, port = self._listener.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def run_until_told(self) -> None:
        """Serve until a signal comes or `stop` is called."""
        self.run(sockets=[self._listener])

    def stop(self) -> None:
        """End in order, as a signal does; from any thread."""
        self.handle_exit(signal.SIGTERM, None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.startup`; then say that requests are answered."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._on_ready(self.url)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Tell the streams, then leave the main loop; a second interrupt waits for nobody.

        Unlike uvicorn's own, this does not raise the signal again afterwards: an end
        in order is a success.
        """
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True
        if self._loop is not None:
            # A loop that is closed has stopped the service already.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._service.stop)


def serve(app: FastAPI, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve `app` until SIGTERM or an interrupt, which end it in order within 10 s.

    Args:
        app: What `create_app` made for the same `host`.
        host: The address to listen on.
        port: Its port; 0 takes a free one.
        on_ready: Told the real address once requests are answered.

    Raises:
        SettingsError: others could reach `host` and there is no key, or it cannot be bound.
    """
    server = Server(app, listener=listen(app, host, port), on_ready=on_ready)
    sys.setswitchinterval(SWITCH_S)
    server.run_until_told()


def listen(app: FastAPI, host: str, port: int) -> socket.socket:
    """Bind the address; raises as `serve` does."""
    if not (is_loopback(host) or app.state.has_key):
        raise SettingsError(
            f"host {host!r} can be reached from other machines and no key is asked for: set "
            "NUTGRAF_API_KEY, or listen on 127.0.0.1"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        raise SettingsError(
            f"cannot listen on {host!r}, port {port} ({fault.strerror}): choose another with "
            "--host and --port"
        ) from fault


def _log_config() -> dict[str, Any]:
    """uvicorn's, with everything on standard error and the lines of nutgraf's own packages."""
    config = copy.deepcopy(LOGGING_CONFIG)
    config["handlers"]["access"]["stream"] = "ext://sys.stderr"
    for package in ("service", "index"):
        config["loggers"][package] = {"handlers": ["default"], "level": "INFO", "propagate": False}
    return config
