from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from index.archive import Archive
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
from index.errors import IndexUnavailable, ModelMismatch
from index.scope import EVERYTHING
from support.archives import article, opened, sources


def test_a_damaged_index_is_found_and_rebuilt_from_the_record(tmp_path):
    many = [article(f"{n}.txt", f"Paragraph number {n} of the archive.") for n in range(30)]
    with opened(tmp_path) as archive:
        list(archive.ingest(many))
    damage(tmp_path)
    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=embedded_chroma)
    assert not archive.check().is_sound
    archive.mend()
    assert archive.check().is_sound
    assert sources(archive, "number 7")[0] == "7.txt"
    archive.close()


def test_a_file_in_the_place_of_an_index_is_told_and_built_around(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
    for name in ("dense-1", "lexical-1"):
        shutil.rmtree(tmp_path / name)
    for name in ("dense-1", "dense-2", "lexical-1"):
        (tmp_path / name).write_text("no folder")

    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=embedded_chroma)
    drifts = archive.check()
    for drift, name in ((drifts.dense, "dense-1"), (drifts.lexical, "lexical-1")):
        assert f"a file stands at '{tmp_path / name}'" in str(drift)
        assert "move it away" in str(drift)
    archive.mend()
    assert archive.check().is_sound
    assert sources(archive, "Ankara") == ["a.txt"]
    archive.close()

    with opened(tmp_path) as archive:
        assert sources(archive, "Ankara") == ["a.txt"]


def test_who_searches_during_a_rebuild_gets_hits_or_is_sent_to_the_record(tmp_path):
    many = [article(f"{n}.txt", f"Paragraph number {n} of the archive.") for n in range(30)]
    done = threading.Event()
    with opened(tmp_path) as archive, ThreadPoolExecutor() as threads:
        list(archive.ingest(many))
        vector = archive.embedder.embed(["number 7"])[0]

        def searched() -> int:
            found = 0
            while not done.is_set():
                with suppress(IndexUnavailable):
                    found += len(archive.dense.trusted.search(vector, 3, EVERYTHING))
            return found

        readers = [threads.submit(searched) for _ in range(3)]
        try:
            for _ in range(4):
                archive.dense.rebuild()
        finally:
            done.set()

        assert all(reader.result() > 0 for reader in readers)
        assert archive.check().is_sound


def test_a_chroma_that_missed_an_article_is_not_asked_until_it_was_mended(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
        archive.dense.index.close()

        list(archive.ingest([article("b.txt", "They meet in Ankara again.")]))

        assert not archive.is_trusted
        with pytest.raises(IndexUnavailable, match="is being checked"):
            archive.trusted_dense()
        archive.mend()
        vector = archive.embedder.embed(["Ankara"])[0]
        assert len(archive.trusted_dense().search(vector, 5, EVERYTHING)) == 2


def test_a_chroma_that_cannot_be_opened_keeps_words_from_nothing(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
    damage(tmp_path)

    def failing(_):
        raise IndexUnavailable("no room")

    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=failing)
    found = archive.mend()
    assert found.unmended == ("the dense index cannot be mended: no room",)
    assert "cannot be read" in str(found.lexical)
    assert archive.check().lexical.is_none
    (hit,) = archive.lexical.trusted.search("Ankara", 5, EVERYTHING)
    assert not archive.is_trusted
    vector = archive.embedder.embed(["Ankara"])[0]
    assert [each.passage for each in archive.exact.search(vector, 5, EVERYTHING)] == [hit.passage]
    archive.close()


def test_vectors_of_two_models_are_not_mixed_by_a_rebuild_that_failed(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
        vector = archive.embedder.embed(["Ankara"])[0]
        before = archive.dense.index.search(vector, 1, EVERYTHING)

    def failing(folder):
        if folder.name != "dense-1":
            raise IndexUnavailable("no room")
        return embedded_chroma(folder)

    other = HashEmbedder(dimension=64)
    archive = Archive(data_dir=tmp_path, embedder=other, open_dense=failing, re_embed=True)
    with pytest.raises(IndexUnavailable, match="no room"):
        archive.embed_anew()
    archive.close()

    with pytest.raises(ModelMismatch):
        Archive(data_dir=tmp_path, embedder=other, open_dense=embedded_chroma)
    with opened(tmp_path) as archive:
        assert archive.dense.index.search(vector, 1, EVERYTHING) == before


def test_a_closed_index_sends_to_the_record(tmp_path):
    index = embedded_chroma(tmp_path / "dense")
    assert index.count() == 0
    index.close()
    with pytest.raises(IndexUnavailable, match="closed"):
        index.count()


def damage(data_dir: Path) -> None:
    """Overwrite the first bytes of Chroma's database, and delete tantivy's segments."""
    for database in data_dir.glob("dense-*/chroma.sqlite3"):
        database.write_bytes(b"not a database" * 100)
    for segment in data_dir.glob("lexical-*/*/*.store"):
        segment.unlink()
