"""The live passages and their vectors, as the record gives them to the indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import Engine, Row, Select, func, select

from index.articles import Article, Passage, Span
from index.embedding import Vectors
from index.record.articles import ARTICLE_COLUMNS, CURRENT, article_from
from index.record.quantised import packed, unpacked
from index.record.recent import Recent
from index.record.schema import articles, passages, revisions, sentences, vectors

SQL_VARIABLES = 500
# About 6 KB each, half of it the vectors of its sentences.
RECENT = 10_000
PASSAGE_COLUMNS = (passages.c.id, passages.c.spans, passages.c.text, passages.c.context)
LIVE = (passages.c.article == articles.c.id) & (passages.c.revision == articles.c.revision)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index holds of a passage: the passage, its article, and its unit vector."""

    passage: Passage
    article: Article
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where a passage's sentences stand in its text, and their unit vectors, a byte a number."""

    offsets: tuple[tuple[int, int], ...] = ()
    packed: bytes = b""

    @classmethod
    def of(cls, offsets: Sequence[tuple[int, int]], vectors: Vectors) -> Sentences:
        """Sentences with their vectors, of shape (n, d)."""
        return cls(tuple(offsets), packed(vectors))

    @property
    def vectors(self) -> Vectors:
        """Their unit vectors, (n, d)."""
        return unpacked(self.packed, len(self.offsets))


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """All that a model made of a passage: its own unit vector, and its sentences'."""

    whole: Vectors
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Known:
    """A live passage as it is read: with its article and its sentences.

    Of a passage that is not embedded yet no sentence is known.
    """

    passage: Passage
    article: Article
    sentences: Sentences


def text_hash(passage: Passage) -> str:
    """The address of a passage's vector: the SHA-256 of the text that was embedded."""
    return sha256(passage.indexed_text.encode()).hexdigest()


class PassageShelf:
    """Reads passages and vectors of current revisions. Nothing here writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._recent = Recent[tuple[str, str], Known](RECENT)

    def writing(self) -> AbstractContextManager[None]:
        """Write to the record in here, so that no passage is kept that a write replaces."""
        return self._recent.writing()

    def live_ids(self) -> set[str]:
        """The ids of all passages of current revisions: what every index must hold."""
        query = select(passages.c.id).select_from(articles).where(LIVE)
        with self._engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def count(self) -> int:
        """How many passages are live."""
        query = select(func.count()).select_from(articles).where(LIVE)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def get(self, ids: Sequence[str], model: str) -> dict[str, Known]:
        """The live passages among `ids`, with `model`'s sentences; others are left out."""

        def read(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Known]:
            found = self._read([id_ for _, id_ in keys], model)
            return {(model, id_): known for id_, known in found.items()}

        found = self._recent.get([(model, id_) for id_ in ids], read)
        return {id_: known for (_, id_), known in found.items()}

    def _read(self, ids: Sequence[str], model: str) -> dict[str, Known]:
        made = (sentences.c.text_hash == passages.c.text_hash) & (sentences.c.model == model)
        owners: dict[tuple[str, str], Article] = {}
        found: dict[str, Known] = {}
        with self._engine.connect() as connection:
            for some in chunked(ids):
                query = (
                    select(*PASSAGE_COLUMNS, sentences.c.offsets, sentences.c.vectors)
                    .add_columns(*ARTICLE_COLUMNS)
                    .select_from(passages)
                    .join(articles, LIVE)
                    .join(revisions, CURRENT)
                    .outerjoin(sentences, made)
                    .where(passages.c.id.in_(some))
                )
                for row in connection.execute(query):
                    key = row.article_id, row.revision_id
                    if key not in owners:
                        owners[key] = article_from(row)
                    found[row.id] = Known(_passage_of(row), owners[key], _sentences_of(row))
        return found

    def of_article(self, article: Article) -> list[Passage]:
        """The passages of an article at its revision, in reading order."""
        query = (
            select(passages, passages.c.article.label("article_id"))
            .where(passages.c.article == article.id, passages.c.revision == article.revision)
            .order_by(passages.c.position)
        )
        with self._engine.connect() as connection:
            return [_passage_of(row) for row in connection.execute(query)]

    def entries(self, ids: Iterable[str], model: str) -> Iterator[Entry]:
        """What an index must hold of the live passages among `ids`, under `model`'s vectors."""
        with self._engine.connect() as connection:
            for some in chunked(sorted(ids)):
                query = _with_article(*PASSAGE_COLUMNS, vectors.c.vector).where(
                    passages.c.id.in_(some),
                    vectors.c.text_hash == passages.c.text_hash,
                    vectors.c.model == model,
                )
                for row in connection.execute(query):
                    yield Entry(_passage_of(row), article_from(row), _vector_of(row.vector))

    def matrix(self, model: str) -> tuple[list[str], list[Article], Vectors]:
        """All live passages for an exact scan: ids, articles, and vectors of shape (n, d)."""
        query = (
            _with_article(passages.c.id, vectors.c.vector)
            .where(vectors.c.text_hash == passages.c.text_hash, vectors.c.model == model)
            .order_by(passages.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        known: dict[str, Article] = {}
        owners = [known.setdefault(row.article_id, article_from(row)) for row in rows]
        table = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32)
        return [row.id for row in rows], owners, table.reshape(len(rows), -1 if rows else 0)

    def unembedded(self, hashes: Iterable[str], model: str) -> set[str]:
        """Which of these text hashes have no vectors under `model` yet."""
        wanted = set(hashes)
        with self._engine.connect() as connection:
            for some in chunked(sorted(wanted)):
                query = select(sentences.c.text_hash).where(
                    sentences.c.model == model, sentences.c.text_hash.in_(some)
                )
                wanted -= set(connection.execute(query).scalars())
        return wanted

    def without_vectors(self, model: str) -> list[tuple[Passage, Article]]:
        """The live passages that `model` has not embedded, each with its article."""
        embedded = select(sentences.c.text_hash).where(sentences.c.model == model)
        query = _with_article(*PASSAGE_COLUMNS).where(passages.c.text_hash.not_in(embedded))
        with self._engine.connect() as connection:
            return [(_passage_of(row), article_from(row)) for row in connection.execute(query)]


def chunked(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of `ids` that are short enough for one SQL statement."""
    for start in range(0, len(ids), SQL_VARIABLES):
        yield ids[start : start + SQL_VARIABLES]


def _with_article(*columns: Any) -> Select[Any]:
    """Live passages' columns beside their articles'."""
    return select(*columns, *ARTICLE_COLUMNS).select_from(articles).where(LIVE, CURRENT)


def _passage_of(row: Row[*tuple[Any, ...]]) -> Passage:
    return Passage(
        id=row.id,
        article=row.article_id,
        spans=tuple(Span(*span) for span in row.spans),
        text=row.text,
        context=row.context,
    )


def _sentences_of(row: Row[*tuple[Any, ...]]) -> Sentences:
    offsets = tuple((start, end) for start, end in row.offsets or ())
    return Sentences(offsets, row.vectors or b"")


def _vector_of(data: bytes) -> Vectors:
    return np.frombuffer(data, dtype=np.float32)
