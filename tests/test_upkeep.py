from __future__ import annotations

import shutil
from pathlib import Path

from index.archive import Archive
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
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


def damage(data_dir: Path) -> None:
    """Overwrite the first bytes of Chroma's database, and delete tantivy's segments."""
    for database in data_dir.glob("dense-*/chroma.sqlite3"):
        database.write_bytes(b"not a database" * 100)
    for segment in data_dir.glob("lexical-*/*.store"):
        segment.unlink()
