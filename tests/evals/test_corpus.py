from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.errors import InvalidRequest
from service.evals.corpus import corpus_digest, corpus_directory


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_the_same_content_has_the_same_name_wherever_and_whenever_it_lies(tmp_path: Path) -> None:
    texts = {f"article {i}": f"text {i}" for i in range(20)}
    one = folder(tmp_path / "one", **texts)
    two = folder(tmp_path / "two", **dict(reversed(texts.items())))
    os.utime(two / "article 3", (0, 0))
    assert corpus_digest(one) == corpus_digest(two)


def test_another_text_name_or_split_has_another_name(tmp_path: Path) -> None:
    folders = [
        folder(tmp_path / "one", a="alpha", b="beta"),
        folder(tmp_path / "two", a="alpha", b="betas"),
        folder(tmp_path / "three", a="alpha", c="beta"),
        folder(tmp_path / "four", a="alphab", b="eta"),
    ]
    nested = folder(tmp_path / "five", a="alpha")
    folder(nested / "sub", b="beta")
    deeper = folder(tmp_path / "six", a="alpha")
    folder(deeper / "sub", b="gamma")
    assert len({corpus_digest(path) for path in [*folders, nested, deeper]}) == 6


def test_a_file_name_that_is_no_text_is_part_of_the_name(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", **{os.fsdecode(b"caf\xe9"): "alpha"})
    two = folder(tmp_path / "two", **{os.fsdecode(b"caf\xe8"): "alpha"})
    assert corpus_digest(one) != corpus_digest(two)


def test_a_file_is_named_by_its_bytes_and_fields_part_directories(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"id": "a"}\n', encoding="utf-8")
    first = corpus_directory(articles, cache=cache, fields=("model-a", "v1"))
    assert first.parent == cache
    assert not cache.exists()
    assert corpus_directory(articles, cache=cache, fields=("model-a", "v1")) == first
    assert corpus_directory(articles, cache=cache, fields=("model-b", "v1")) != first
    assert corpus_directory(articles, cache=cache, fields=("model-av", "1")) != first
    articles.write_text('{"id": "b"}\n', encoding="utf-8")
    assert corpus_directory(articles, cache=cache, fields=("model-a", "v1")) != first


def test_nothing_to_ingest_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no such file or folder"):
        corpus_digest(tmp_path / "absent")
    with pytest.raises(InvalidRequest, match="holds no file"):
        corpus_digest(folder(tmp_path / "empty"))
