"""Names the data directory of an evaluation by what is in it.

Embedding a set takes minutes; a directory named by content is used again for
the same articles and settings, and never for others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from service.errors import InvalidRequest

BLOCK_BYTES = 1 << 20


def corpus_digest(articles_path: Path) -> str:
    """The SHA-256, in hex, of a file, or of a folder's files with their names in it.

    Neither where the path lies nor the times of its files play a part.

    Raises:
        InvalidRequest: there is nothing at the path, a folder holds no file, or
            one cannot be read.
    """
    if articles_path.is_file():
        return _file_digest(articles_path)
    if not articles_path.is_dir():
        raise InvalidRequest(f"{articles_path}: no such file or folder of articles")
    files = {
        path.relative_to(articles_path).as_posix(): path
        for path in articles_path.rglob("*")
        if path.is_file()
    }
    if not files:
        raise InvalidRequest(f"{articles_path}: the folder holds no file to ingest")
    return _digest(part for name in sorted(files) for part in (name, _file_digest(files[name])))


def corpus_directory(articles_path: Path, *, cache: Path, fields: tuple[str, ...]) -> Path:
    """Where under `cache` the data directory of these articles belongs; nothing is created.

    Args:
        articles_path: a `.jsonl` file, or a folder of articles.
        cache: the folder that holds the data directories of all evaluations.
        fields: whatever else changes what is stored, such as the fingerprint
            of the embedding model and the digest of the code that ingests.

    Raises:
        InvalidRequest: as `corpus_digest`.
    """
    return cache / _digest((corpus_digest(articles_path), *fields))[:32]


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise InvalidRequest(f"{path}: cannot be read ({error.strerror})") from error
    return digest.hexdigest()


def _digest(parts: Iterable[str]) -> str:
    """One digest of several texts, each with its length, so that no two lists run together."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogateescape")
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()
