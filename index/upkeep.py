"""Keeps an index equal to the record: compares, mends, and rebuilds beside the old one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from index.chroma_server import LOG
from index.errors import IndexUnavailable
from index.hits import PassageIndex
from index.record.store import Record

REBUILD_ROWS = 1_000


class OwnedIndex(PassageIndex, Protocol):
    """An index over a folder, that can be closed."""

    def close(self) -> None:
        """Let go of the folder."""
        ...


Kept = TypeVar("Kept", bound=OwnedIndex)
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How an index differs from the record; `fault` says why it could not be read."""

    missing: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    fault: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether the index holds just what the record says."""
        return not (self.missing or self.extra or self.fault)

    def __str__(self) -> str:
        if self.fault:
            return f"cannot be read ({self.fault})"
        if self.is_none:
            return "equals the record"
        return f"lacks {len(self.missing)} passages and has {len(self.extra)} too many"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a check found of each index, before anything was mended.

    `unmended` says of each index that could not be mended why.
    """

    dense: Drift
    lexical: Drift
    unmended: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether both indexes equal the record."""
        return self.dense.is_none and self.lexical.is_none


class Upkeep(Generic[Kept]):
    """One index of an archive, under a folder whose name the record knows.

    A rebuild fills a new folder, makes the record point at it, and only then
    deletes the old one, so that a crash at any moment leaves a whole index.
    """

    def __init__(
        self,
        name: str,
        *,
        data_dir: Path,
        record: Record,
        model: str,
        opener: Callable[[Path], Kept],
    ) -> None:
        self.name = name
        self._data_dir = data_dir
        self._record = record
        self._model = model
        self._open = opener
        self._fact = f"{name}.folder"
        self._index: Kept | None = None
        self.is_trusted = False
        """Whether the index was found or made equal to the record, and has not failed since."""

    @property
    def trusted(self) -> Kept:
        """The index, if it is trusted.

        Raises:
            IndexUnavailable: it was not compared with the record yet, or not since it failed.
        """
        if not self.is_trusted:
            raise IndexUnavailable(f"the {self.name} index is being checked")
        return self.index

    @property
    def index(self) -> Kept:
        """The index as it stands, opened at first use.

        Raises:
            IndexUnavailable: it cannot be opened.
        """
        if self._index is None:
            folder = self._folder()
            if _is_taken(folder):
                raise IndexUnavailable(
                    f"a file stands at {str(folder)!r}, where the folder of the {self.name} index "
                    "should be: move it away; a new index is built beside it meanwhile"
                )
            self._index = self._open(folder)
        return self._index

    def distrust(self) -> None:
        """Do not use the index until it was compared with the record again."""
        self.is_trusted = False

    def doubt(self, failed: Kept) -> None:
        """Distrust the index where it is `failed`, and not another that took its place since."""
        if failed is self._index:
            self.is_trusted = False

    def trust_if_complete(self) -> None:
        """Trust the index if it holds as many passages as the record, else mend it."""
        try:
            self.is_trusted = self.index.count() == self._record.passages.count()
        except IndexUnavailable:
            self.is_trusted = False
        if not self.is_trusted:
            self.mend()

    def drift(self) -> Drift:
        """Compare the index with the record."""
        try:
            held = self._held()
        except IndexUnavailable as fault:
            return Drift(fault=str(fault))
        live = self._record.passages.live_ids()
        return Drift(missing=frozenset(live - held), extra=frozenset(held - live))

    def mend(self, progress: Progress = silent) -> Drift:
        """Make the index equal to the record, and say how it differed before."""
        found = self.drift()
        if found.fault or len(found.missing) > REBUILD_ROWS + len(found.extra):
            self.rebuild(progress)
        elif not found.is_none:
            self._fill(self.index, found.missing, progress)
            self.index.drop(found.extra)
        self.is_trusted = True
        self._sweep()
        return found

    def rebuild(
        self, progress: Progress = silent, *, facts: Mapping[str, str] | None = None
    ) -> None:
        """Fill a new folder from the record's vectors and switch to it; nothing is embedded.

        `facts` become true of the record at the moment of the switch.

        Raises:
            IndexUnavailable: the new index fails, or is not whole; the old one stays.
        """
        folder = self._next_folder()
        shutil.rmtree(folder, ignore_errors=True)
        with ExitStack() as unfinished:
            index = self._open(folder)
            unfinished.callback(index.close)
            live = self._record.passages.live_ids()
            self._fill(index, live, progress)
            if index.ids() != live:
                raise IndexUnavailable(f"the new {self.name} index did not take in the record")
            self._record.state({**(facts or {}), self._fact: folder.name})
            unfinished.pop_all()
        before, self._index = self._index, index
        self.is_trusted = True
        if before is not None:
            before.close()
        self._sweep()

    def close(self) -> None:
        """Close the index if it was opened."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _fill(self, index: Kept, ids: frozenset[str] | set[str], progress: Progress) -> None:
        entries = []
        for done, entry in enumerate(self._record.passages.entries(ids, self._model), start=1):
            entries.append(entry)
            if len(entries) == REBUILD_ROWS or done == len(ids):
                index.put(entries)
                entries = []
                progress(done, len(ids))
        if entries:
            index.put(entries)

    def _held(self) -> set[str]:
        """The ids of the index. It is asked twice, since a server that died is started again."""
        try:
            return self.index.ids()
        except IndexUnavailable:
            return self.index.ids()

    def _sweep(self) -> None:
        """Remove the folders and logs of other rebuilds, also of such as were cut off."""
        current = self._folder().name
        for path in self._data_dir.glob(f"{self.name}-*"):
            if path.stem == current or not path.stem.removeprefix(f"{self.name}-").isdigit():
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix == LOG:
                with suppress(OSError):
                    path.unlink()

    def _folder(self) -> Path:
        return self._data_dir / (self._record.fact(self._fact) or f"{self.name}-1")

    def _next_folder(self) -> Path:
        """The next folder whose place no file has taken."""
        number = int(self._folder().name.rpartition("-")[2])
        folders = (self._data_dir / f"{self.name}-{each}" for each in count(number + 1))
        return next(folder for folder in folders if not _is_taken(folder))


def _is_taken(folder: Path) -> bool:
    return folder.exists() and not folder.is_dir()
