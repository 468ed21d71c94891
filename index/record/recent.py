"""Passages as they were read lately, so that the record is not read again for each question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Generic, TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Recent(Generic[Key, Kept]):
    """What was read of the record by id, for as long as nothing is written.

    A reader never gets what a write has replaced, nor a part from before a write
    beside a part from after it: while a write is under way everything is read from
    the record, in one reading, and after it nothing is kept of before.
    """

    def __init__(self, most: int) -> None:
        """Keep up to `most` readings; the ones kept longest make room."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[Key, Kept] = {}
        self._writes = 0
        self._begun = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Something of the record is written in here."""
        with self._lock:
            self._writes += 1
            self._begun += 1
        try:
            yield
        finally:
            with self._lock:
                self._kept = {}
                self._writes -= 1

    def get(
        self, keys: Sequence[Key], read: Callable[[Sequence[Key]], Mapping[Key, Kept]]
    ) -> dict[Key, Kept]:
        """What the record holds of `keys`; `read` is asked for those that are not kept."""
        with self._lock:
            begun = None if self._writes else self._begun
            known = {key: self._kept[key] for key in keys if key in self._kept}
        if begun is None:
            return dict(read(keys))
        lacking = [key for key in keys if key not in known]
        if not lacking:
            return known
        found = read(lacking)
        with self._lock:
            if self._begun == begun:
                self._keep(found)
                return {**known, **found}
        return dict(read(keys))

    def _keep(self, found: Mapping[Key, Kept]) -> None:
        self._kept |= found
        for oldest in list(islice(self._kept, max(0, len(self._kept) - self._most))):
            del self._kept[oldest]
