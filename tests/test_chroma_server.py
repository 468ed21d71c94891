from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from index.archive import Archive
from index.chroma_server import ChromaServer, served_chroma
from index.embedding.hashing import HashEmbedder
from index.errors import IndexUnavailable
from index.scope import EVERYTHING
from support.archives import article
from support.service import RunningService, running

PROC = Path("/proc")
LISTENING = "0A"


def test_the_service_searches_a_chroma_process_that_may_die(tmp_path):
    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=served_chroma)
    try:
        archive.mend()
        list(archive.ingest([article("a.txt", "The minister arrived in Isfahan on Thursday.")]))
        vector = archive.embedder.embed(["minister in Isfahan"])[0]
        (before,) = archive.dense.trusted.search(vector, 1, EVERYTHING)

        _signalled(signal.SIGKILL, tmp_path)
        after = _searched_until_back(archive, vector)
        assert [hit.passage for hit in after] == [before.passage]
        assert archive.check().is_sound
    finally:
        archive.close()


def test_a_chroma_that_died_unnoticed_is_started_again_and_not_built_anew(tmp_path):
    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=served_chroma)
    try:
        archive.mend()
        list(archive.ingest([article("a.txt", "The minister arrived in Isfahan on Thursday.")]))
        _signalled(signal.SIGKILL, tmp_path)
        assert archive.mend().is_sound
        assert not (tmp_path / "dense-2").exists()
        vector = archive.embedder.embed(["minister in Isfahan"])[0]
        assert len(archive.trusted_dense().search(vector, 1, EVERYTHING)) == 1
    finally:
        archive.close()


def test_a_chroma_that_hangs_costs_one_question_and_comes_back(tmp_path):
    with running(tmp_path) as service:
        service.await_ready()
        service.upload_text("a.txt", "Isfahan", "The minister arrived in Isfahan on Thursday.")
        before, degraded, _ = _searched(service)
        assert before
        assert degraded is None
        hung = _signalled(signal.SIGSTOP, tmp_path)

        found, degraded, took = _searched(service)
        assert found == before
        assert "no answer within 2 s" in degraded
        assert took < 8
        for _ in range(5):
            found, degraded, took = _searched(service)
            assert found == before
            assert took < 1.5

        end = time.monotonic() + 30
        while degraded is not None:
            assert time.monotonic() < end, degraded
            time.sleep(0.1)
            found, degraded, _ = _searched(service)
            assert found == before
        (child,) = _children(tmp_path)
        assert child != hung
        assert service.door.archive.check().is_sound


def test_the_server_listens_on_loopback_and_ends_when_closed(tmp_path):
    server = ChromaServer(tmp_path / "chroma", log=tmp_path / "chroma.log")
    server.client()
    pid = server.pid
    assert _addresses(pid) == {"127.0.0.1"}
    server.close()
    assert not server.is_running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_module_of_the_working_directory_is_run(tmp_path, monkeypatch):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name in ("index", "chromadb", "chromadb_rust_bindings", "json"):
        planted = f"open({str(tmp_path / 'run')!r}, 'a').write({name!r})\nraise SystemExit"
        (folder / f"{name}.py").write_text(planted)
    monkeypatch.chdir(folder)
    server = ChromaServer(tmp_path / "chroma", log=tmp_path / "chroma.log")
    try:
        assert server.client().heartbeat() > 0
    finally:
        server.close()
    assert not (tmp_path / "run").exists()


def test_searches_write_nothing_to_the_log_and_no_variable_moves_the_server(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMA_LISTEN_ADDRESS", "0.0.0.0")
    monkeypatch.setenv("CHROMA_PORT", "1")
    index = served_chroma(tmp_path / "dense-1")
    try:
        index.ids()
        written = (tmp_path / "dense-1.log").stat().st_size
        for _ in range(20):
            assert index.search(HashEmbedder().embed(["nothing"])[0], 3, EVERYTHING) == []
        assert (tmp_path / "dense-1.log").stat().st_size == written
        (child,) = _children(tmp_path)
        assert _addresses(child) == {"127.0.0.1"}
    finally:
        index.close()


def test_searches_of_many_threads_each_get_their_own_answer(tmp_path):
    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=served_chroma)
    try:
        archive.mend()
        texts = [f"Minister number{each} arrived on day{each}." for each in range(40)]
        list(archive.ingest([article(f"{n}.txt", text) for n, text in enumerate(texts)]))
        rows = archive.known(archive.record.passages.live_ids()).values()
        vectors = archive.embedder.embed([each.passage.indexed_text for each in rows])
        with ThreadPoolExecutor(6) as threads:
            asked = partial(archive.dense.trusted.search, k=1, scope=EVERYTHING)
            found = list(threads.map(asked, vectors))
        assert [hits[0].passage for hits in found] == [each.passage.id for each in rows]
    finally:
        archive.close()


def _searched_until_back(archive, vector):
    end = time.monotonic() + 20
    while True:
        try:
            return archive.dense.trusted.search(vector, 1, EVERYTHING)
        except IndexUnavailable:
            assert time.monotonic() < end
            time.sleep(0.1)


def _searched(service: RunningService) -> tuple[list[str], str | None, float]:
    """The passages that a search finds, what was wrong with it, and how many seconds it took."""
    begun = time.monotonic()
    found = service.http.post("/v1/search", json={"question": "minister in Isfahan"}).json()
    hits = [passage["text"] for passage in found["passages"]]
    return hits, found["degraded"], time.monotonic() - begun


def _signalled(told: signal.Signals, folder: Path) -> int:
    """The one Chroma process of a folder, after it has stopped or ended as it was told."""
    (child,) = _children(folder)
    os.kill(child, told)
    os.waitid(os.P_PID, child, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    return child


def _children(folder: Path) -> list[int]:
    """The Chroma processes that this one started for what is in a folder."""
    found = []
    for process in PROC.glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and str(folder) in (process / "cmdline").read_text():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _addresses(pid: int) -> set[str]:
    """The IPv4 addresses that a process listens on."""
    sockets = set()
    for link in (PROC / str(pid) / "fd").iterdir():
        try:
            sockets.add(str(link.readlink()))
        except OSError:
            continue
    found = set()
    for row in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = row.split()
        if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
            octets = bytes.fromhex(fields[1].split(":")[0])[::-1]
            found.add(".".join(map(str, octets)))
    return found
