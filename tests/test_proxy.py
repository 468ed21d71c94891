"""Where the environment names a proxy, this machine is still reached directly."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import httpx

from support.cli import Cli

# Nothing listens there: whatever asks it fails.
NOWHERE = "http://127.0.0.1:9"
NAMES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def test_a_service_and_its_commands_work_behind_a_proxy(tmp_path: Path) -> None:
    proxied = {**dict.fromkeys(NAMES, NOWHERE), "NO_PROXY": "", "no_proxy": ""}
    cli = Cli(tmp_path, NUTGRAF_EMBEDDING="hash", **proxied)
    (tmp_path / "harbour.txt").write_text("Harbour\n\nA storm closed the harbour today.\n")
    cli("ingest", "harbour.txt")
    service = cli.start("serve", "--port", "0")
    try:
        url = _url(tmp_path / "data" / "owner.json")
        deadline = time.monotonic() + 30
        with httpx.Client(base_url=url, trust_env=False) as http:
            while http.get("/readyz").is_error and time.monotonic() < deadline:
                time.sleep(0.1)
            assert http.get("/readyz").json()["dense"] is True
        assert "storm closed the harbour" in cli("search", "storm harbour").stdout
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(15)
        assert service.stderr is not None
        service.stderr.close()


def _url(owner: Path) -> str:
    """Where the service listens, once it does."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if owner.exists() and (url := json.loads(owner.read_text())["url"]):
            return str(url)
        time.sleep(0.1)
    raise AssertionError("the service did not start")
