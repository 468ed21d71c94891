"""Files and folders as the user names them, to the articles in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import ParsedArticle
from index.errors import UnreadableFile
from index.parsing import SUFFIXES, parse

MAX_FILE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class File:
    """A file to ingest and the name its articles will have as their source."""

    source: str
    path: Path


def files_in(paths: Sequence[Path]) -> list[File]:
    """The files under `paths`, sorted. A folder gives all it holds of the suffixes known.

    Hidden files and links that lead out of their folder are left alone.

    Raises:
        UnreadableFile: a path does not exist, or two files would share a source.
    """
    found: dict[str, File] = {}
    for path in paths:
        for file in _files_at(path):
            if file.source in found and found[file.source].path != file.path:
                raise UnreadableFile(
                    str(file.path),
                    f"would have the same source {file.source!r} as "
                    f"{str(found[file.source].path)!r}: ingest a folder that holds both",
                )
            found[file.source] = file
    return [found[source] for source in sorted(found)]


def count_articles(files: Sequence[File]) -> int:
    """About how many articles `files` hold, for a progress bar: a `.jsonl` has one a line."""
    return sum(_lines(file.path) if file.path.suffix.lower() == ".jsonl" else 1 for file in files)


def articles_in(file: File) -> Iterator[ParsedArticle | UnreadableFile]:
    """Parse one file; what cannot be read comes as the error that says why."""
    try:
        size = file.path.stat().st_size
        if size > MAX_FILE_BYTES:
            yield UnreadableFile(
                file.source, f"{size:,} bytes is over {MAX_FILE_BYTES:,}: split it"
            )
            return
        yield from parse(file.source, file.path.read_bytes())
    except OSError as fault:
        yield UnreadableFile(file.source, f"cannot be read: {fault.strerror}")


def _lines(path: Path) -> int:
    """The lines of a file; 1 where it cannot be read, which whoever parses it will say."""
    try:
        with path.open("rb") as lines:
            return sum(1 for _ in lines)
    except OSError:
        return 1


def _files_at(path: Path) -> Iterator[File]:
    if path.is_dir():
        root = path.resolve()
        for child in sorted(path.rglob("*")):
            relative = child.relative_to(path)
            hidden = any(part.startswith(".") for part in relative.parts)
            if hidden or child.suffix.lower() not in SUFFIXES or not child.is_file():
                continue
            if child.resolve().is_relative_to(root):
                yield File(relative.as_posix(), child)
    elif path.exists():
        yield File(path.name, path)
    else:
        raise UnreadableFile(str(path), "does not exist: check the path")
