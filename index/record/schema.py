"""The record's tables.

`articles.revision` is the one pointer that makes a revision visible; a removed
article keeps its row with `revision` null, so that its addresses answer 410.
`answered_from` says which articles' text stands in an answer, so that removing an
article removes the answers that quote it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA = 1
"""Raised by one with every change of these tables; the file keeps it as its `user_version`."""

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("source", Text, nullable=False, unique=True),
    Column("revision", String(32), nullable=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article", String(128), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("outlet", Text),
    Column("author", Text),
    Column("published", Date),
    Column("date_source", String(16), nullable=False),
    Column("url", Text),
    Column("language", String(16)),
    Column("raw", Text, nullable=False),
    Column("recorded", DateTime, nullable=False),
    ForeignKeyConstraint(["article"], ["articles.id"]),
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("article", String(128), primary_key=True),
    Column("revision", String(32), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", Integer),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["article", "revision"], ["revisions.article", "revisions.id"]),
    Index("paragraphs_by_number", "article", "revision", "number"),
)

passages = Table(
    "passages",
    metadata,
    Column("article", String(128), primary_key=True),
    Column("revision", String(32), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    ForeignKeyConstraint(["article", "revision"], ["revisions.article", "revisions.id"]),
    Index("passages_by_id", "id"),
    Index("passages_by_text", "text_hash"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Offsets are of the passage's text, since equal texts may stand in different paragraphs.
sentences = Table(
    "sentences",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("offsets", JSON, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("body", Text, nullable=False),
    Column("recorded", DateTime, nullable=False),
    Index("answers_by_age", "recorded"),
)

answered_from = Table(
    "answered_from",
    metadata,
    Column("answer", String(64), primary_key=True),
    Column("article", String(128), primary_key=True),
    ForeignKeyConstraint(["answer"], ["answers.id"], ondelete="CASCADE"),
    Index("answered_from_by_article", "article"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer", String(64), nullable=False),
    Column("rating", String(8), nullable=False),
    Column("reason", Text),
    Column("recorded", DateTime, nullable=False),
    ForeignKeyConstraint(["answer"], ["answers.id"], ondelete="CASCADE"),
    Index("feedback_by_answer", "answer"),
)
