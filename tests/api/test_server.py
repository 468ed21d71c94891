import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from index.loopback import leads_here
from service.api.app import create_app
from service.api.server import Server, listen
from service.errors import SettingsError
from support.model_server import ModelServer, Script, event, head
from support.service import RunningService
from support.streams import events

ARTICLE = ("harbour.txt", b"Harbour\n\nThe harbour of Smyrna opened in May and has nine piers.")
QUESTION = {"question": "How many piers has the harbour of Smyrna?", "mode": "llm", "stream": True}
TESTS = Path(__file__).parents[1]


@contextmanager
def process(data_dir: Path, llm_base_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service in a process of its own, and its address."""
    child = subprocess.Popen(
        [sys.executable, "-m", "support.serving", str(data_dir), llm_base_url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    try:
        assert child.stdout is not None
        yield child, child.stdout.readline().strip()
    finally:
        child.kill()
        child.communicate()


def test_a_signal_ends_open_streams_in_order_and_the_process_soon(tmp_path: Path) -> None:
    script: Script = [head(), event("The harbour of Smyrna has nine piers [1]. And "), 60.0]
    with ModelServer(script) as model, process(tmp_path, model.url) as (child, url):
        httpx.post(url + "/v1/articles", files={"files": ARTICLE}, timeout=60).raise_for_status()
        with httpx.stream("POST", url + "/v1/ask", json=QUESTION, timeout=20) as response:
            seen = []
            for each in events(response.iter_lines()):
                seen.append(each)
                if each.name == "sentence":
                    begun = time.monotonic()
                    child.send_signal(signal.SIGTERM)
        child.wait(20)
        took = time.monotonic() - begun

    assert [each.name for each in seen] == ["meta", "sentence", "error"]
    assert seen[-1].body["error"]["code"] == "stopping"
    assert seen[-1].body["error"]["retryable"] is True
    assert child.returncode == 0
    assert took < 10


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_without_a_key_it_does_not_listen_beyond_this_machine(
    service: RunningService, host: str
) -> None:
    app = create_app(door=service.door, api_key=None, max_upload_bytes=1, host=host)

    with pytest.raises(SettingsError, match="NUTGRAF_API_KEY"):
        listen(app, host, 0)


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_a_command_of_this_machine_reaches_it_without_leaving_the_machine(
    service: RunningService, host: str, reached: str
) -> None:
    app = create_app(door=service.door, api_key="a key", max_upload_bytes=1, host=host)

    with listen(app, host, 0) as listener:
        url = Server(app, listener=listener, on_ready=print).url

    assert url.startswith(f"http://{reached}:")
    assert leads_here(url)


def test_a_port_in_use_is_told(service: RunningService) -> None:
    app = create_app(door=service.door, api_key=None, max_upload_bytes=1)
    port = int(service.url.rpartition(":")[2])

    with pytest.raises(SettingsError, match=f"port {port} .*--port"):
        listen(app, "127.0.0.1", port)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/articles", "/", "/docs"])
def test_what_can_be_got_can_be_asked_after(service: RunningService, path: str) -> None:
    """As monitors do."""
    got, asked = service.http.get(path), service.http.head(path)

    assert asked.status_code == got.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert asked.headers["content-length"] == got.headers["content-length"]
    assert service.http.head("/v1/ask").status_code == 405
