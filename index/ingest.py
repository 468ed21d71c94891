"""Parsed articles into the record, and from there into the indexes.

The order is what makes a crash harmless: vectors and text are committed to the
record first; the indexes follow, and are mended from the record if they did not.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.articles import Article, ParsedArticle, Passage
from index.embedding import Embedder
from index.errors import StorageFull, UnreadableFile
from index.identity import article_id, article_of, each_in_one_place, number_paragraphs
from index.passages import passages_of, sentences_of
from index.record.passages import PassageVectors, Sentences, text_hash
from index.record.store import Record, Revision

BATCH_PASSAGES = 256
MIN_FREE_BYTES = 64_000_000
CAME_BACK = "it was removed before, and is in the archive again"

Written = tuple[Passage, Article]
Status = Literal["added", "updated", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article.

    `reason` is set when it failed; `note` tells what of it could not be read, and that it
    had been removed.
    """

    source: str
    status: Status
    article: str | None = None
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Passages that a commit made live, and those that it took away."""

    live: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pending:
    """A revision that waits for its vectors, and what it takes the place of."""

    revision: Revision
    before: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Embedding:
    """A batch whose vectors are being made."""

    batch: tuple[_Pending, ...]
    vectors: Future[dict[str, PassageVectors]]


class _Batches:
    """Gathers revisions into batches, and embeds one while the next is read."""

    def __init__(
        self, beside: Executor, embed: Callable[[list[Written]], dict[str, PassageVectors]]
    ) -> None:
        self._beside = beside
        self._embed = embed
        self._batch: list[_Pending] = []
        self._embedding: list[_Embedding] = []

    def holds(self, source: str) -> bool:
        """Whether an earlier version of `source` is not written yet."""
        batches = (self._batch, *(embedding.batch for embedding in self._embedding))
        return any(each.outcome.source == source for batch in batches for each in batch)

    def add(self, pending: _Pending) -> list[_Embedding]:
        """Add a revision; the batches to write before going on."""
        self._batch.append(pending)
        if sum(len(each.revision.passages) for each in self._batch) < BATCH_PASSAGES:
            return []
        ready, self._embedding = self._embedding, []
        self._begin()
        return ready

    def all(self) -> list[_Embedding]:
        """All that is not written yet, in order."""
        self._begin()
        ready, self._embedding = self._embedding, []
        return ready

    def _begin(self) -> None:
        if self._batch:
            live = [
                (passage, each.revision.article)
                for each in self._batch
                for passage in each.revision.passages
            ]
            vectors = self._beside.submit(self._embed, live)
            self._embedding.append(_Embedding(tuple(self._batch), vectors))
            self._batch = []


class Ingester:
    """Brings articles into the record and tells `on_change` which passages changed."""

    def __init__(
        self,
        *,
        record: Record,
        embedder: Embedder,
        data_dir: Path,
        writing: AbstractContextManager[object],
        on_change: Callable[[Change], None],
    ) -> None:
        """Make an ingester.

        Args:
            record: Takes the articles.
            embedder: Embeds their passages.
            data_dir: Whose disk must have room.
            writing: Held while a batch is written and followed.
            on_change: Told which passages changed, after each commit.
        """
        self._record = record
        self._embedder = embedder
        self._data_dir = data_dir
        self._writing = writing
        self._on_change = on_change

    def ingest(self, parsed: Iterable[ParsedArticle | UnreadableFile]) -> Iterator[Outcome]:
        """Take in articles, yielding what became of each once that is certain.

        An article that is there already with the same text is `unchanged`; a failed one, as
        is the later of two places with one source, is an outcome and stops no other.

        Raises:
            StorageFull, StorageReadOnly: this batch was not kept; those before it were.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed") as beside:
            batches = _Batches(beside, self._vectors)
            known = self._record.articles.sources()
            taken = set(known.values())
            for item in each_in_one_place(parsed):
                if isinstance(item, UnreadableFile):
                    yield Outcome(item.source, "failed", reason=item.reason)
                    continue
                if batches.holds(item.source):
                    yield from self._commit(*batches.all())
                identity = known.get(item.source) or article_id(item, taken=taken)
                pending = self._prepare(item, identity, is_known=item.source in known)
                if pending is None:
                    yield Outcome(item.source, "unchanged", known[item.source], note=item.note)
                    continue
                known[item.source] = identity
                taken.add(identity)
                yield from self._commit(*batches.add(pending))
            yield from self._commit(*batches.all())

    def embed_missing(self, progress: Callable[[int, int], None]) -> int:
        """Embed the live passages that have no vector of this model; how many there were."""
        missing = self._record.passages.without_vectors(self._embedder.model.fingerprint)
        for start in range(0, len(missing), BATCH_PASSAGES):
            some = missing[start : start + BATCH_PASSAGES]
            self._record.embed(self._vectors(some), self._embedder.model)
            progress(start + len(some), len(missing))
        return len(missing)

    def _prepare(self, parsed: ParsedArticle, identity: str, *, is_known: bool) -> _Pending | None:
        """The revision to write, or None when the record has it as the current one."""
        current = self._record.articles.by_source(parsed.source)
        article = article_of(parsed, identity)
        if current is not None and current.revision == article.revision:
            return None
        paragraphs = number_paragraphs(parsed)
        revision = Revision(
            article=article,
            paragraphs=paragraphs,
            passages=tuple(passages_of(article, paragraphs)),
            raw=parsed.raw,
        )
        before = self._record.passages.of_article(current) if current else []
        status: Status = "updated" if current else "added"
        notes = (parsed.note, CAME_BACK if is_known and current is None else None)
        outcome = Outcome(
            parsed.source, status, article.id, note="; ".join(filter(None, notes)) or None
        )
        return _Pending(revision, tuple(passage.id for passage in before), outcome)

    def _commit(self, *embedded: _Embedding) -> Iterator[Outcome]:
        """Wait for batches' vectors, write them, and tell what became of their articles."""
        for embedding in embedded:
            made = embedding.vectors.result()
            self._check_space()
            revisions = [pending.revision for pending in embedding.batch]
            live = {passage.id for revision in revisions for passage in revision.passages}
            gone = {old for pending in embedding.batch for old in pending.before} - live
            rest = [
                (passage, revision.article)
                for revision in revisions
                for passage in revision.passages
                if text_hash(passage) not in made
            ]
            with self._writing:
                # A removal may have taken vectors that were there when the batch was begun.
                vectors = {**made, **self._vectors(rest)}
                self._record.keep(revisions, vectors, self._embedder.model)
                self._on_change(Change(live=tuple(sorted(live)), gone=tuple(sorted(gone))))
            yield from (pending.outcome for pending in embedding.batch)

    def _vectors(self, written: Sequence[Written]) -> dict[str, PassageVectors]:
        """Vectors by text hash of those passages that have none yet."""
        by_hash = {text_hash(passage): (passage, article) for passage, article in written}
        missing = self._record.passages.unembedded(by_hash, self._embedder.model.fingerprint)
        if not missing:
            return {}
        keys = sorted(missing)
        chosen = [by_hash[key] for key in keys]
        offsets = [sentences_of(passage, article.language) for passage, article in chosen]
        made = self._embedder.embed_with_parts(
            [passage.indexed_text for passage, _ in chosen],
            [
                [(passage.text_starts + start, passage.text_starts + end) for start, end in places]
                for (passage, _), places in zip(chosen, offsets, strict=True)
            ],
        )
        return {
            key: PassageVectors(each.whole, Sentences.of(places, each.parts))
            for key, each, places in zip(keys, made, offsets, strict=True)
        }

    def _check_space(self) -> None:
        free = shutil.disk_usage(self._data_dir).free
        if free < MIN_FREE_BYTES:
            raise StorageFull(
                f"{free:,} bytes are free on the disk of {str(self._data_dir)!r}, "
                f"{MIN_FREE_BYTES:,} are needed for a safe write: free some space and "
                "do it again"
            )
