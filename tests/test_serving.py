"""`nutgraf serve` where it cannot say that it serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.cli import COMMAND, ROOT

PATIENCE_S = 30.0


@contextmanager
def serving(folder: Path, *, stderr: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The command in a process of its own, and the address that it will have."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    child = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NUTGRAF_EMBEDDING": "hash"},
        stderr=stderr,
    )
    try:
        yield child, f"http://127.0.0.1:{port}"
    finally:
        child.kill()
        child.wait()


def is_served(child: subprocess.Popen[bytes], url: str) -> bool:
    """Whether the service answers, a moment after it began to as well."""
    end = time.monotonic() + PATIENCE_S
    while child.poll() is None and time.monotonic() < end:
        try:
            httpx.get(url + "/healthz", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.05)
            continue
        time.sleep(0.5)
        return httpx.get(url + "/healthz", trust_env=False).status_code == 200
    return False


def ended(child: subprocess.Popen[bytes]) -> int:
    child.send_signal(signal.SIGTERM)
    return child.wait(PATIENCE_S)


def test_it_serves_though_nobody_reads_its_messages(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        with serving(tmp_path, stderr=write) as (child, url):
            assert is_served(child, url)
            assert ended(child) == 0
    finally:
        os.close(write)


def test_it_serves_though_its_address_cannot_be_written(tmp_path: Path) -> None:
    log = tmp_path / "log"
    owner = tmp_path / "data" / "owner.json"
    with log.open("wb") as stderr, serving(tmp_path, stderr=stderr.fileno()) as (child, url):
        while not owner.exists():
            assert child.poll() is None, log.read_text()
        owner.unlink()
        owner.mkdir()
        assert is_served(child, url), log.read_text()
        assert ended(child) == 0

    assert "Other commands will not find the service" in log.read_text()
    assert "Traceback" not in log.read_text()
