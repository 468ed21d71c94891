"""Files and folders as the user names them, to the articles in them."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import ParsedArticle
from index.errors import UnreadableFile
from index.parsing import SUFFIXES, parse

MAX_FILE_BYTES = 500_000_000
_ENDING = re.compile(r"\.\w{1,10}")
# Control characters, and the bytes of a name that is not UTF-8 as Python holds them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class File:
    """A file to ingest and the name its articles will have as their source.

    A folder that cannot be listed is one too: it fails by its name when it is read.
    """

    source: str
    path: Path


def files_in(paths: Sequence[Path]) -> list[File]:
    """The files under `paths`, sorted. A folder gives all it holds of the suffixes known.

    Hidden files and links that lead out of their folder are left alone. Links that lead nowhere
    and folders that cannot be listed are among the files, and fail with them: an ingest that
    did not see all of a folder must not pass for one that did.

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


def left_alone(paths: Sequence[Path]) -> Counter[str]:
    """How many files in the folders of `paths` are not among `files_in`, by their endings.

    Links that are not followed are counted too, hidden files are not.
    """
    counts: Counter[str] = Counter()
    for top in (path for path in paths if stat.S_ISDIR(_mode(path))):
        root = top.resolve()
        counts.update(_kind(path) for path in _below(top) if not _is_wanted(path, root))
    return counts


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
        yield UnreadableFile(file.source, why_unread(fault))


def why_unread(fault: OSError) -> str:
    """Why a file could not be read, and what to do."""
    return f"cannot be read ({fault.strerror}): mend that, and ingest it again"


def _lines(path: Path) -> int:
    """The lines of a file; 1 where it cannot be read, which whoever parses it will say."""
    try:
        with path.open("rb") as lines:
            return sum(1 for _ in lines)
    except OSError:
        return 1


def _files_at(path: Path) -> Iterator[File]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as fault:
        raise UnreadableFile(str(path), "does not exist: check the path") from fault
    except OSError:
        is_folder = False
    if is_folder:
        yield from _files_below(path)
    else:
        yield File(_source_of(Path(path.name)), path)


def _files_below(top: Path) -> Iterator[File]:
    root = top.resolve()
    unlisted: list[OSError] = []
    wanted = [path for path in _below(top, on_fault=unlisted.append) if _is_wanted(path, root)]
    for path in (*wanted, *(Path(fault.filename) for fault in unlisted)):
        yield File(_source_of(path.relative_to(top)), path)


def _below(top: Path, *, on_fault: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """Files and links in a folder and the folders in it, without what is hidden."""
    for folder, folders, names in os.walk(top, onerror=on_fault):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))
        inner = (Path(folder, name) for name in folders)
        yield from (path for path in inner if stat.S_ISLNK(_mode(path, follow=False)))


def _is_wanted(path: Path, root: Path) -> bool:
    """Whether to read a file, which may fail: it stands under `root`, or it leads nowhere."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    mode = _mode(path)
    return not mode or (stat.S_ISREG(mode) and path.resolve().is_relative_to(root))


def _mode(path: Path, *, follow: bool = True) -> int:
    """What kind of file stands at a path; 0 where that cannot be told."""
    try:
        return path.stat(follow_symlinks=follow).st_mode
    except OSError:
        return 0


def _kind(path: Path) -> str:
    """What a file that is left alone is, in words for after a number."""
    if stat.S_ISLNK(_mode(path, follow=False)):
        return "linked"
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return f"{suffix} that is no file"
    return suffix if _ENDING.fullmatch(suffix) else "without an ending"


def _source_of(path: Path) -> str:
    """A path as its articles are known by, with `%E9` for a byte that stands for no character."""
    return _UNPRINTABLE.sub(lambda found: _escaped(found.group()), path.as_posix())


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(character))
