"""Several archives at once: the same figures, and no process that outlives its run."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from service.errors import InvalidRequest
from service.evals.archives import Deployed
from support.cli import Cli

from .scripted import write_lines
from .suites import measured, settings_in, write_suite

PATIENCE_S = 90
MORE = """
[[sets]]
name = "weather"
articles = "weather"
questions = "weather.jsonl"
modes = ["extractive"]

[[sets]]
name = "pairs"
pairs = "pairs.jsonl"
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """The seeds, a second archive, and pairs."""
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "storm.txt").write_text("A storm closed the harbour of Velmar.\n")
    asked = {"question": "What closed the harbour of Velmar?", "answer_any": ["storm"]}
    evidence = [{"article": "storm.txt", "snippet": "A storm closed the harbour"}]
    write_lines(
        tmp_path / "weather.jsonl",
        *({"id": f"w{i}", **asked, "evidence": evidence} for i in range(5)),
    )
    pair = {"claim": "A storm closed it.", "evidence": "A storm closed the harbour."}
    labels = ("supported", "unsupported") * 5
    write_lines(
        tmp_path / "pairs.jsonl",
        *({"id": f"p{i}", **pair, "label": label} for i, label in enumerate(labels)),
    )
    return write_suite(tmp_path, MORE)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path, NUTGRAF_EMBEDDING="hash", NUTGRAF_CACHE_DIR=str(tmp_path / "cache"))


def workers_of(pid: int) -> list[int]:
    """The processes that ask for another one, by what the kernel says of them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except (OSError, ValueError):
            continue
        if parent == pid and "spawn_main" in command:
            found.append(int(folder.name))
    return found


def lines_in(rows: Path) -> int:
    return rows.read_bytes().count(b"\n") if rows.exists() else 0


def await_rows(process, rows: Path, count: int) -> list[int]:
    """Wait until so many rows are there, and give the workers of then."""
    deadline = time.monotonic() + PATIENCE_S
    while lines_in(rows) < count or not workers_of(process.pid):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return workers_of(process.pid)


@pytest.mark.slow
def test_several_processes_give_what_one_gives(suite, cli, tmp_path):
    one = cli("eval", "run", suite, "--out", "one")
    two = cli("eval", "run", suite, "--out", "two", "--processes", 2)
    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    for name in ("summary.json", "scores.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    machine = json.loads((tmp_path / "two" / "run.json").read_text())["machine"]
    assert (machine["processes"], machine["parallel"]) == (2, 1)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
@pytest.mark.slow
def test_a_worker_that_is_killed_is_told_and_a_killed_run_leaves_none(suite, cli, tmp_path):
    rows = tmp_path / "run" / "rows.jsonl"
    command = ("eval", "run", suite, "--out", "run", "--processes", 2)
    process = cli.start(*command)
    for worker in await_rows(process, rows, 5):
        os.kill(worker, signal.SIGKILL)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "the process that asked it ended with status -9; the rows so far are in 'run'" in said
    kept = lines_in(rows)
    assert kept >= 5

    process = cli.start(*command)
    workers = await_rows(process, rows, kept + 5)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline, "a worker outlived its run"
        time.sleep(0.01)

    done = cli(*command)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["complete"]


def test_a_fault_in_a_worker_is_told_with_its_set(suite, cli, tmp_path):
    (tmp_path / "weather" / "storm.txt").write_text("")
    done = cli("eval", "run", suite, "--out", "run", "--processes", 2)
    assert done.returncode == 1
    assert "no article could be read from" in done.stderr
    assert "the rows so far are in 'run'" in done.stderr


def test_a_running_service_is_one_process(tmp_path):
    with pytest.raises(InvalidRequest, match="one process: ask it with --parallel"):
        measured(
            write_suite(tmp_path),
            tmp_path / "run",
            settings=settings_in(tmp_path / "cache"),
            targets=Deployed("http://127.0.0.1:9"),
            processes=2,
        )
