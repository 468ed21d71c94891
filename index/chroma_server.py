"""Chroma's own server as a supervised child on a loopback port of its own.

A stall or a crash of Chroma is then not the service's: writes to an embedded
Chroma hold the interpreter, and a damaged file of it can end the process.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from index.chroma_query import WireQuery
from index.dense import ChromaIndex, http_client
from index.errors import IndexUnavailable

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.client import Client

HOST = "127.0.0.1"
CHILD = Path(__file__).with_name("chroma_child.py")
PATIENCE = 2.0
LOG = ".log"
"""The server's log stands beside its folder, under the folder's name."""


class ChromaServer:
    """One `chroma run` over one folder, started at the first `client` and after each death."""

    def __init__(self, folder: Path, *, log: Path, patience: float = 20.0) -> None:
        self._folder = folder
        self._log = log
        self._patience = patience
        self._starting = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._is_given_up = False
        self._is_closed = False

    def client(self) -> Client:
        """A client of the server, which is started if it does not run or was given up.

        Raises:
            IndexUnavailable: the server did not answer in time, or `close` was called.
        """
        with self._starting:
            if self._is_given_up or not self.is_running:
                self._start()
            return http_client(HOST, self._port)

    @property
    def is_running(self) -> bool:
        """Whether the child process lives."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first start."""
        return self._child.pid if self._child else None

    def give_up(self) -> None:
        """Ask a server that is silent to end; the next `client` is one of another.

        Nobody waits here for its end, since a stopped process does not hear of it.
        """
        child = self._child
        self._is_given_up = True
        if child is not None:
            child.terminate()

    def close(self) -> None:
        """End the server for good, by force if it does not go within five seconds."""
        self._is_closed = True
        self._stop()

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin:
            child.stdin.close()
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _start(self) -> None:
        self._stop()
        self._is_given_up = False
        self._port = _free_port()
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-P", str(CHILD), str(self._folder), str(self._port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        # Looked at last: a `close` from now on finds the child.
        if self._is_closed:
            self._stop()
            raise IndexUnavailable("the Chroma server was closed")
        self._await_heartbeat()

    def _await_heartbeat(self) -> None:
        deadline = time.monotonic() + self._patience
        url = f"http://{HOST}:{self._port}/api/v2/heartbeat"
        while self.is_running and time.monotonic() < deadline:
            try:
                if httpx.get(url, timeout=1.0, trust_env=False).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        how = f"did not start within {self._patience:g} s" if self.is_running else "ended at once"
        self._stop()
        raise IndexUnavailable(f"the Chroma server {how}: see {self._log}")


def served_chroma(folder: Path) -> ChromaIndex:
    """The index of a service: Chroma in a child process, whose log lies beside its folder."""
    server = ChromaServer(folder, log=folder.with_suffix(LOG))
    return ChromaIndex(
        server.client,
        patience=PATIENCE,
        ask=_ready_query,
        on_silence=server.give_up,
        on_close=server.close,
    )


def _ready_query(client: Client, collection: chromadb.Collection) -> WireQuery:
    """The queries of a server that has asked itself once.

    It reads its vectors at the first of them, which takes longer than a question waits.
    """
    some = collection.get(limit=1, include=["embeddings"])["embeddings"]
    if some is not None and len(some):
        collection.query(query_embeddings=some, n_results=1, include=[])
    return WireQuery(client, collection, seconds=2 * PATIENCE)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port
