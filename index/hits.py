"""What an index gives back: passage ids with scores, best first, ties by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol

from index.embedding import Vectors
from index.record.passages import Entry
from index.scope import Scope

COSINE_DIGITS = 5
_PASSAGE, _SCORE = itemgetter(0), itemgetter(1)


class Hit(NamedTuple):
    """A passage that an index found. Scores compare only within one index and question.

    A question makes thousands of them, and a tuple is made in two thirds of a dataclass's time.
    """

    passage: str
    score: float


class PassageIndex(Protocol):
    """A rebuildable index of passages, kept in step with the record by id."""

    def ids(self) -> set[str]:
        """The ids of all passages that the index holds."""
        ...

    def count(self) -> int:
        """How many passages the index holds."""
        ...

    def put(self, entries: Sequence[Entry]) -> None:
        """Add passages, replacing any of the same id."""
        ...

    def drop(self, ids: Iterable[str]) -> None:
        """Forget passages; unknown ids are no error."""
        ...


class DenseSearch(Protocol):
    """Finds passages by vector."""

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[Hit]:
        """The `k` passages in scope of the highest cosine with `vector`.

        Raises:
            IndexUnavailable: the index cannot answer.
        """
        ...


def settled(hits: Iterable[tuple[str, float]], k: int, *, digits: int) -> list[Hit]:
    """Up to `k` hits, ranked, out of `k + 1` passages with their scores.

    What ties with the first one left out is left out too, since which of them an index
    gives first is a matter of the order in which they were added. So are the last digits
    of sums, hence scores keep `digits`.
    """
    found = ranked(Hit(passage, round(score, digits)) for passage, score in hits)
    if len(found) <= k:
        return found
    above = [hit for hit in found if hit.score > found[k].score]
    return above or found[:k]


def ranked(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in the one order that does not depend on how an index visits its rows."""
    # Twice by one field, which takes half the time of once by both.
    return sorted(sorted(hits, key=_PASSAGE), key=_SCORE, reverse=True)
