"""The dense index: passages' vectors in Chroma.

Chroma is a cache of the record. Every id that it returns is looked up there, and
every failure of it is an `IndexUnavailable` that the caller answers from the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from index.chroma_query import ClientQuery, Found, Nearest, Where
from index.embedding import Vectors
from index.errors import IndexUnavailable
from index.hits import COSINE_DIGITS, Hit, settled
from index.loopback import exempt_from_proxies
from index.record.passages import Entry
from index.scope import Scope, day_number

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.client import Client

Result = TypeVar("Result")

UNDATED = 0
"""Stands for the day of an article without a date: before all days."""

# What is kept of a passage has changed once: an older collection then counts as empty.
COLLECTION = "passages.v2"
CLOSED = "this Chroma index was closed"
# 250 rows hold the interpreter for 0.4 s when Chroma is embedded; 4,000 for 4.4 s.
WRITE_ROWS = 250
READ_ROWS = 5_000
# The defaults (ef 100, M 16) find 0.86 of the true ten nearest among 10,000
# random vectors; these find 0.999.
HNSW: Any = {"space": "ip", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}


@dataclass(frozen=True, slots=True)
class _Open:
    """A connected Chroma: writes and pages by its collection, queries by `nearest`."""

    client: Client
    collection: chromadb.Collection
    nearest: Nearest

    def close(self) -> None:
        self.nearest.close()
        self.client.close()


class ChromaIndex:
    """A Chroma collection of passages, searched by cosine of unit vectors.

    Chroma's client has no timeouts, so each call runs on a thread of its own
    and is given up after `patience` seconds (a write after ten times that).
    """

    def __init__(
        self,
        connect: Callable[[], Client],
        *,
        patience: float,
        ask: Callable[[Client, chromadb.Collection], Nearest] = ClientQuery,
        on_silence: Callable[[], None] = lambda: None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        """Make an index that is connected at its first use.

        Args:
            connect: Gives a client; called again after a failure.
            patience: Seconds to wait for a read.
            ask: How queries are sent, once connected.
            on_silence: Gives up what `connect` started, since it does not answer.
            on_close: Ends what `connect` started.
        """
        self._connect = connect
        self._ask = ask
        self._patience = patience
        self._on_silence = on_silence
        self._on_close = on_close
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="chroma")
        self._open: _Open | None = None
        self._is_closed = False

    def ids(self) -> set[str]:
        """See `PassageIndex.ids`."""
        found: set[str] = set()
        while page := self._run(partial(_page, offset=len(found)), seconds=10 * self._patience):
            found.update(page)
        return found

    def count(self) -> int:
        """See `PassageIndex.count`."""
        return self._run(_count, seconds=self._patience)

    def put(self, entries: Sequence[Entry]) -> None:
        """See `PassageIndex.put`."""
        for start in range(0, len(entries), WRITE_ROWS):
            some = entries[start : start + WRITE_ROWS]
            self._run(partial(_upsert, entries=some), seconds=10 * self._patience)

    def drop(self, ids: Iterable[str]) -> None:
        """See `PassageIndex.drop`."""
        doomed = sorted(ids)
        for start in range(0, len(doomed), WRITE_ROWS):
            some = doomed[start : start + WRITE_ROWS]
            self._run(partial(_delete, ids=some), seconds=10 * self._patience)

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[Hit]:
        """See `DenseSearch.search`. The score is the cosine."""
        query = partial(self._found, vector=vector, k=k + 1, where=_where(scope))
        return settled(self._run(query, seconds=self._patience), k, digits=COSINE_DIGITS)

    def close(self) -> None:
        """End the connection; calls that hang are left behind, and later ones fail."""
        self._is_closed = True
        self._disconnect()
        self._on_close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _found(self, chroma: _Open, *, vector: Vectors, k: int, where: Where) -> Found:
        found = chroma.nearest.find(vector, k, where)
        return [(passage, 1.0 - distance) for passage, distance in found]

    def _run(self, call: Callable[[_Open], Result], seconds: float) -> Result:
        """Run one call; whatever it raises, and silence, is an `IndexUnavailable`.

        Chroma raises its own errors, httpx's and plain ones, and its Rust side panics;
        none of them says whether the call was carried out.
        """
        held = self._open
        try:
            future = self._threads.submit(lambda: call(self._opened()))
            fault = future.exception(seconds)
        except (CancelledError, RuntimeError) as closed:
            raise IndexUnavailable(CLOSED) from closed
        except TimeoutError as silence:
            future.cancel()
            # Whoever waited beside this call may have given up the server already.
            if self._open is held:
                self._disconnect()
                self._on_silence()
            raise IndexUnavailable(f"Chroma gave no answer within {seconds:g} s") from silence
        if fault is not None:
            self._disconnect()
            raise IndexUnavailable(f"Chroma failed: {type(fault).__name__}: {fault}") from fault
        return future.result()

    def _opened(self) -> _Open:
        if self._is_closed:
            raise IndexUnavailable(CLOSED)
        if self._open is None:
            client = self._connect()
            collection = client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
            )
            self._open = _Open(client, collection, self._ask(client, collection))
        return self._open

    def _disconnect(self) -> None:
        """Forget the client; the next call connects anew."""
        chroma, self._open = self._open, None
        if chroma is not None:
            chroma.close()


def embedded_chroma(folder: Path) -> ChromaIndex:
    """The index of a command that runs once: Chroma inside this process."""
    return ChromaIndex(partial(embedded_client, folder), patience=60.0)


def embedded_client(folder: Path) -> Client:
    """Chroma inside this process: for commands that run once."""
    import chromadb

    client = chromadb.PersistentClient(path=str(folder), settings=_settings())
    return cast("Client", client)


def http_client(host: str, port: int) -> Client:
    """A client of a Chroma server on this machine."""
    import chromadb

    exempt_from_proxies()
    client = chromadb.HttpClient(host=host, port=port, settings=_settings())
    return cast("Client", client)


def _count(chroma: _Open) -> int:
    return chroma.collection.count()


def _page(chroma: _Open, *, offset: int) -> list[str]:
    return chroma.collection.get(limit=READ_ROWS, offset=offset, include=[])["ids"]


def _upsert(chroma: _Open, *, entries: Sequence[Entry]) -> None:
    chroma.collection.upsert(
        ids=[entry.passage.id for entry in entries],
        embeddings=np.stack([entry.vector for entry in entries]),
        metadatas=[_metadata(entry) for entry in entries],
    )


def _delete(chroma: _Open, *, ids: list[str]) -> None:
    chroma.collection.delete(ids=ids)


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _metadata(entry: Entry) -> dict[str, str | int]:
    article = entry.article
    fields: dict[str, str | int] = {"article": article.id, "published": UNDATED}
    if article.outlet:
        fields["outlet"] = article.outlet
    if article.published:
        fields["published"] = day_number(article.published)
    return fields


def _where(scope: Scope) -> dict[str, Any] | None:
    """A filter in Chroma's language, which wants exactly one operator at the top."""
    clauses: list[dict[str, Any]] = []
    if scope.outlets:
        clauses.append({"outlet": {"$in": list(scope.outlets)}})
    if scope.articles:
        clauses.append({"article": {"$in": list(scope.articles)}})
    if scope.since or scope.until:
        first = day_number(scope.since) if scope.since else UNDATED + 1
        clauses.append({"published": {"$gte": first}})
    if scope.until:
        clauses.append({"published": {"$lte": day_number(scope.until)}})
    if scope.known_by:
        clauses.append({"published": {"$lte": day_number(scope.known_by)}})
    if len(clauses) < 2:
        return clauses[0] if clauses else None
    return {"$and": clauses}
