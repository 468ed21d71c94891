"""The record: writes to it, and the shelves that read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update

from index.articles import Article, Paragraph, Passage
from index.embedding import EmbeddingModel
from index.record.answers import AnswerShelf, forget_article
from index.record.articles import ArticleShelf
from index.record.engine import empty_log, open_sqlite
from index.record.passages import PassageShelf, PassageVectors, text_hash
from index.record.schema import (
    articles,
    facts,
    paragraphs,
    passages,
    revisions,
    sentences,
    vectors,
)

FILE_NAME = "record.sqlite"


@dataclass(frozen=True, slots=True)
class Revision:
    """All that one revision of an article adds to the record."""

    article: Article
    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    raw: str


class Record:
    """An archive's truth. A write has happened when its method returns, and wholly.

    A reader sees all of a revision or none of it: `keep` writes the revision and
    flips the article's pointer to it in one transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.articles = ArticleShelf(engine)
        self.passages = PassageShelf(engine)
        self.answers = AnswerShelf(engine)

    @classmethod
    def open(cls, data_dir: Path, *, read_only: bool = False) -> Record:
        """Open the SQLite record of a data directory, making it where there is none."""
        return cls(open_sqlite(data_dir / FILE_NAME, read_only=read_only))

    def close(self) -> None:
        """Give back the database's connections."""
        self._engine.dispose()

    def keep(
        self,
        kept: Sequence[Revision],
        embedded: Mapping[str, PassageVectors],
        model: EmbeddingModel,
    ) -> None:
        """Write revisions with their vectors and make them the current ones.

        Args:
            kept: The revisions; one that the record has already is only made current.
            embedded: New vectors by text hash (see `text_hash`).
            model: What made the vectors.

        Raises:
            StorageFull, StorageReadOnly: nothing of this call was kept.
        """
        with self._writing() as connection:
            _put_vectors(connection, embedded, model)
            for revision in kept:
                _put_revision(connection, revision)

    def embed(self, embedded: Mapping[str, PassageVectors], model: EmbeddingModel) -> None:
        """Add vectors of passages that the record has already."""
        with self._writing() as connection:
            _put_vectors(connection, embedded, model)

    def remove(self, article_id: str) -> Article:
        """Remove an article's revisions and text, and the answers that hold any of it.

        Its id stays known as removed. Nothing of its text is left in the database's files,
        unless somebody reads meanwhile; see `settle`.

        Raises:
            UnknownArticle, DeletedArticle: there is no such article to remove.
        """
        article = self.articles.get(article_id)
        with self._writing() as connection:
            connection.execute(
                update(articles).where(articles.c.id == article_id).values(revision=None)
            )
            forget_article(connection, article_id)
            told = select(passages.c.text_hash).where(passages.c.article == article_id).distinct()
            hashes = connection.execute(told).scalars().all()
            for table in (passages, paragraphs):
                connection.execute(delete(table).where(table.c.article == article_id))
            connection.execute(delete(revisions).where(revisions.c.article == article_id))
            for text_hash in hashes:
                _forget_vectors(connection, text_hash)
        self.settle()
        return article

    def settle(self) -> None:
        """Empty the write-ahead log, which holds what was removed until then.

        Waits a second for those who read; what they keep waits for the next call.
        """
        with self._engine.connect() as connection:
            empty_log(connection)

    def fact(self, name: str) -> str | None:
        """A named fact about the archive, such as its embedding model."""
        with self._engine.connect() as connection:
            query = select(facts.c.value).where(facts.c.name == name)
            return connection.execute(query).scalar_one_or_none()

    def state(self, stated: Mapping[str, str]) -> None:
        """Set named facts, all at once."""
        rows = [{"name": name, "value": value} for name, value in stated.items()]
        with self._engine.begin() as connection:
            connection.execute(delete(facts).where(facts.c.name.in_(stated)))
            connection.execute(insert(facts), rows)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that changes which passages are live, or what is known of them."""
        with self.passages.writing(), self._engine.begin() as connection:
            yield connection

    def digest(self) -> str:
        """A short hash of which articles stand at which revision: what could be found."""
        query = select(articles.c.id, articles.c.revision).where(articles.c.revision.is_not(None))
        with self._engine.connect() as connection:
            rows = sorted(f"{row.id}@{row.revision}" for row in connection.execute(query))
        return sha256("\n".join(rows).encode()).hexdigest()[:12]


def _put_vectors(
    connection: Connection, embedded: Mapping[str, PassageVectors], model: EmbeddingModel
) -> None:
    if not embedded:
        return
    connection.execute(
        insert(vectors).prefix_with("OR IGNORE", dialect="sqlite"),
        [
            {"text_hash": key, "model": model.fingerprint, "vector": made.whole.tobytes()}
            for key, made in embedded.items()
        ],
    )
    connection.execute(
        insert(sentences).prefix_with("OR IGNORE", dialect="sqlite"),
        [
            {
                "text_hash": key,
                "model": model.fingerprint,
                "offsets": made.sentences.offsets,
                "vectors": made.sentences.packed,
            }
            for key, made in embedded.items()
        ],
    )


def _put_revision(connection: Connection, revision: Revision) -> None:
    article = revision.article
    known = connection.execute(
        select(articles.c.id).where(articles.c.id == article.id)
    ).one_or_none()
    if known is None:
        connection.execute(insert(articles).values(id=article.id, source=article.source))
    if not _has_revision(connection, article):
        _insert_revision(connection, revision)
    connection.execute(
        update(articles).where(articles.c.id == article.id).values(revision=article.revision)
    )


def _has_revision(connection: Connection, article: Article) -> bool:
    query = select(revisions.c.id).where(
        revisions.c.article == article.id, revisions.c.id == article.revision
    )
    return connection.execute(query).one_or_none() is not None


def _insert_revision(connection: Connection, revision: Revision) -> None:
    article = revision.article
    key = {"article": article.id, "revision": article.revision}
    connection.execute(
        insert(revisions).values(
            article=article.id,
            id=article.revision,
            title=article.title,
            outlet=article.outlet,
            author=article.author,
            published=article.published,
            date_source=article.date_source.value,
            url=article.url,
            language=article.language,
            raw=revision.raw,
            recorded=datetime.now(UTC).replace(tzinfo=None),
        )
    )
    connection.execute(
        insert(paragraphs),
        [
            {
                **key,
                "position": p.position,
                "number": p.number,
                "kind": p.kind.value,
                "text": p.text,
            }
            for p in revision.paragraphs
        ],
    )
    connection.execute(
        insert(passages),
        [
            {
                **key,
                "id": p.id,
                "position": position,
                "text": p.text,
                "context": p.context,
                "spans": [[s.paragraph, s.start, s.end] for s in p.spans],
                "text_hash": text_hash(p),
            }
            for position, p in enumerate(revision.passages)
        ],
    )


def _forget_vectors(connection: Connection, text_hash: str) -> None:
    """Forget the vectors of a text that stands in no passage any more."""
    is_told = exists().where(passages.c.text_hash == text_hash)
    for made in (vectors, sentences):
        connection.execute(delete(made).where(made.c.text_hash == text_hash, ~is_told))
