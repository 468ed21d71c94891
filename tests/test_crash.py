"""kill -9 in the middle of an ingest: nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from support.archives import opened

ROUNDS = 4
ARTICLES = 1500

INGEST = """
import sys
from pathlib import Path
from index.archive import Archive
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
from index.lock import Ownership
from index.sources import articles_in, files_in
ownership = Ownership(Path(sys.argv[1]))
archive = Archive(
    data_dir=Path(sys.argv[1]), embedder=HashEmbedder(), open_dense=embedded_chroma
)
archive.mend()
for file in files_in([Path(sys.argv[2])]):
    for outcome in archive.ingest(articles_in(file)):
        print(outcome.source, outcome.status, flush=True)
"""


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.jsonl"
    with path.open("w") as lines:
        for n in range(ARTICLES):
            text = f"Article {n} opens here.\n\nIts second paragraph has the number {n} in it."
            lines.write(json.dumps({"id": f"a{n}", "title": f"Title {n}", "text": text}) + "\n")
    return path


def test_kill_9_during_ingest_loses_nothing_that_was_acknowledged(tmp_path, articles):
    data_dir = tmp_path / "data"
    chance = random.Random(11)
    acknowledged: set[str] = set()
    for turn in range(ROUNDS):
        acknowledged |= _ingest_and_kill(data_dir, articles, after=chance.randint(1, 500))
        with opened(data_dir) as archive:
            held = {each.source for each in archive.record.articles.listed()}
            assert acknowledged <= held, f"round {turn}"
            assert archive.check().is_sound
            for article in archive.record.articles.listed():
                assert len(archive.record.articles.paragraphs(article)) == 2
    assert acknowledged

    with opened(data_dir) as archive:
        assert len(archive.record.passages.live_ids()) == len(archive.lexical.index.ids())


def _ingest_and_kill(data_dir, articles, *, after: int) -> set[str]:
    """Ingest until `after` articles are acknowledged or all are, then kill -9."""
    child = subprocess.Popen(
        [sys.executable, "-c", INGEST, str(data_dir), str(articles)],
        stdout=subprocess.PIPE,
        text=True,
    )
    seen = set()
    for line in child.stdout:
        seen.add(line.split()[0])
        if len(seen) >= after and line.split()[1] != "unchanged":
            time.sleep(random.Random(after).random() / 10)
            break
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    return seen
