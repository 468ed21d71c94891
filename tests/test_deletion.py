"""What is deleted is in no file of the data directory any more."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import suppress
from pathlib import Path

from support.archives import SEEDS, article, opened
from support.cli import Cli
from support.service import running

CANARY = "The zebrafinch of Wexelmund hummed quizzaciously until dawn."


def test_a_text_that_was_deleted_is_in_no_file(tmp_path):
    with running(tmp_path, refusal_threshold=0) as service:
        service.await_ready()
        for name in ("a", "b"):
            service.upload_text(f"{name}.txt", f"Harbour {name}", f"Harbour {name} has nine piers.")
        doomed = service.upload_text("canary.txt", "A bird", CANARY)
        asked = service.http.post("/v1/ask", json={"question": "What did the zebrafinch hum?"})
        assert CANARY.rstrip(".") in asked.json()["text"]
        assert _holding(tmp_path, CANARY)

        assert service.http.delete(f"/v1/articles/{doomed}").status_code == 204

        assert _holding(tmp_path, CANARY) == []
        assert _holding(tmp_path, "zebrafinch") == []
        found = service.http.post("/v1/search", json={"question": "piers of harbour b"}).json()
        assert found["passages"][0]["text"] == "Harbour b has nine piers."
    assert _holding(tmp_path, "zebrafinch") == []


def test_a_removal_while_others_read_leaves_nothing_in_the_end(tmp_path):
    with opened(tmp_path) as archive:
        many = [article(f"{n}.txt", f"Paragraph number {n}.") for n in range(600)]
        list(archive.ingest([article("canary.txt", CANARY), *many]))
        doomed = archive.record.articles.by_source("canary.txt")
        reading = archive.record.passages.entries(
            archive.record.passages.live_ids(), archive.embedder.model.fingerprint
        )
        next(reading)
        begun = time.monotonic()
        archive.remove(doomed.id)
        assert time.monotonic() - begun < 5
        reading.close()

        archive.mend()
        # Chroma, inside this process here, writes scraps of its memory into its files.
        assert not [name for name in _holding(tmp_path, "zebrafinch") if name.startswith("record")]


def test_what_rebuilds_that_were_cut_off_left_is_removed(tmp_path):
    cli = Cli(tmp_path, NUTGRAF_EMBEDDING="hash")
    cli("ingest", str(SEEDS))
    data = tmp_path / "data"
    for name in ("dense", "lexical"):
        shutil.copytree(data / f"{name}-1", data / f"{name}-2")
    (data / "dense-2.log").write_text("an error")
    (data / "dense-notes").mkdir()
    (data / "dense-7").write_text("no folder")

    assert cli("doctor", "--repair").returncode == 0

    names = {path.name for path in data.iterdir() if path.name.startswith(("dense", "lexical"))}
    assert names == {"dense-1", "lexical-1", "dense-notes", "dense-7"}
    assert json.loads(cli("doctor", "--json").stdout)["sound"] is True


def _holding(folder: Path, text: str) -> list[str]:
    """The files under a folder that hold a text, in any case."""
    found = []
    for path in folder.rglob("*"):
        # An index that is at work removes files of its own.
        with suppress(FileNotFoundError):
            if path.is_file() and text.lower().encode() in path.read_bytes().lower():
                found.append(path.name)
    return found
