"""A data directory that this user may read and not write: commands that only read do so."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.archives import SEEDS
from support.cli import PLAIN_USER, Cli
from support.service import running

QUESTION = "How often will the Turkish and Iranian foreign ministers meet from now on?"
# Who may do all things must be told not to.
AS_READER = PLAIN_USER if os.geteuid() == 0 else ()
INGEST_AND_DIE = """
import os, signal, sys
from pathlib import Path
from support.archives import article, opened
with opened(Path(sys.argv[1])) as archive:
    list(archive.ingest([article("a.txt", "The council of Velmar closed the harbour on Monday.")]))
    os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which(PLAIN_USER[0]) is None,
    reason="root writes everywhere, and setpriv is missing",
)


@pytest.fixture
def reader(tmp_path):
    """A reader of an archive of the seeds in `data`, which is made writable again at the end."""
    Cli(tmp_path, NUTGRAF_EMBEDDING="hash")("ingest", str(SEEDS))
    protect(tmp_path / "data")
    yield Cli(tmp_path, before=AS_READER, NUTGRAF_EMBEDDING="hash")
    protect(tmp_path / "data", allow="u+w")


def test_an_archive_that_cannot_be_written_is_read(reader):
    answer = json.loads(reader("ask", QUESTION, "--json").stdout)
    assert "every six months" in answer["text"]
    assert answer["degraded"] is None
    assert json.loads(reader("articles", "list", "--json").stdout)["total"] == 5
    found = reader("search", "Zarif")
    assert (found.returncode, found.stderr) == (0, "")


def test_who_would_write_is_told_which_directory_and_what_to_do(reader):
    for words in (("ingest", SEEDS), ("serve", "--port", "0"), ("doctor", "--repair")):
        refused = reader(*words)
        assert refused.returncode == 1
        assert "data directory 'data' cannot be written (Permission denied)" in refused.stderr
        assert "mend its permissions" in refused.stderr


def test_words_that_cannot_be_searched_are_told(reader):
    protect(reader.folder / "data", allow="u+w")
    for part in (reader.folder / "data" / "lexical-1").iterdir():
        (part / "meta.json").write_text("damaged")
    protect(reader.folder / "data")
    found = reader("search", "Zarif")
    assert found.returncode == 0
    assert "Zarif" in found.stdout
    assert "only meaning is searched, not words" in found.stderr


def test_what_a_killed_writer_left_in_the_log_is_read(tmp_path):
    data = tmp_path / "data"
    folder = Path(__file__).parent
    killed = subprocess.run([sys.executable, "-c", INGEST_AND_DIE, data], cwd=folder, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (data / "record.sqlite-wal").stat().st_size
    protect(data)
    try:
        found = Cli(tmp_path, before=AS_READER, NUTGRAF_EMBEDDING="hash")(
            "search", "harbour of Velmar"
        )
        assert "closed the harbour on Monday" in found.stdout, found.stderr
    finally:
        protect(data, allow="u+w")


def test_a_service_that_owns_it_is_asked(tmp_path):
    with running(tmp_path / "data") as service:
        service.await_ready()
        service.upload_text("a.txt", "Harbour", "The council of Velmar closed the harbour.")
        service.door.announce(service.url)
        protect(tmp_path / "data")
        try:
            found = Cli(tmp_path, before=AS_READER)("search", "harbour of Velmar")
        finally:
            protect(tmp_path / "data", allow="u+w")
        assert "closed the harbour" in found.stdout, found.stderr


def protect(folder: Path, *, allow: str = "a-w") -> None:
    """Take the right to write in a folder from everybody, or give it back to its owner."""
    subprocess.run(["chmod", "-R", allow, str(folder)], check=True)
