"""What is known of an archive as a whole, read once for each state of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.record.articles import OutletArticles
from index.record.store import Record


@dataclass(frozen=True, slots=True)
class Standing:
    """How an archive stands.

    `digest` is a short hash of which articles stand at which revision; `by_outlet` counts its
    articles, those of no known outlet last.
    """

    digest: str
    by_outlet: tuple[OutletArticles, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of all articles, by name."""
        return tuple(each.outlet for each in self.by_outlet if each.outlet is not None)

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return sum(each.articles for each in self.by_outlet)

    @property
    def dated(self) -> int:
        """How many of them have a known date."""
        return sum(each.dated for each in self.by_outlet)

    @property
    def since(self) -> date | None:
        """The day of the earliest article, or None without dates."""
        return min(_known([each.since for each in self.by_outlet]), default=None)

    @property
    def until(self) -> date | None:
        """The day of the latest article, which is the archive's own clock; None without dates."""
        return max(_known([each.until for each in self.by_outlet]), default=None)


class Standings:
    """Reads how the archive stands when it is first asked after a change.

    Whoever asks while it is read waits for it, and so does a change: nothing that was read
    before a change is told after it.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lock = threading.Lock()
        self._known: Standing | None = None

    def now(self) -> Standing:
        """How the archive stands."""
        with self._lock:
            if self._known is None:
                self._known = Standing(
                    digest=self._record.digest(),
                    by_outlet=tuple(self._record.articles.by_outlet()),
                )
            return self._known

    def forget(self) -> None:
        """Read it anew when it is next asked for: the record has changed."""
        with self._lock:
            self._known = None


def _known(days: Sequence[date | None]) -> list[date]:
    return [day for day in days if day is not None]
