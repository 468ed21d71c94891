from __future__ import annotations

import random
import resource
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from index.archive import Archive
from index.articles import Article
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
from index.errors import (
    DeletedArticle,
    ModelMismatch,
    OperatorError,
    UnknownArticle,
    UnreadableFile,
)
from index.ingest import BATCH_PASSAGES
from index.record.store import Record
from index.scope import EVERYTHING
from support.archives import article, opened, sources


class TellingEmbedder(HashEmbedder):
    """Says when it was asked for vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = threading.Event()

    def embed_with_parts(self, texts, parts):
        self.was_asked.set()
        return super().embed_with_parts(texts, parts)


def test_the_same_text_again_changes_nothing(tmp_path):
    one = article("a.txt", "The minister arrived in Isfahan on Thursday.")
    with opened(tmp_path) as archive:
        assert [outcome.status for outcome in archive.ingest([one])] == ["added"]
        before = archive.digest(), archive.record.passages.live_ids()
        assert [outcome.status for outcome in archive.ingest([one, one])] == ["unchanged"] * 2
        assert (archive.digest(), archive.record.passages.live_ids()) == before


def test_a_changed_text_is_a_new_revision_and_old_addresses_resolve(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Moscow.")]))
        old = archive.record.articles.by_source("a.txt")
        outcomes = list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
        new = archive.record.articles.by_source("a.txt")

        assert [outcome.status for outcome in outcomes] == ["updated"]
        assert new.id == old.id
        assert new.revision != old.revision
        shelf = archive.record.articles
        assert shelf.paragraph_text(old.id, old.revision, 1) == "They meet in Moscow."
        assert [each.id for each in shelf.revisions(old.id)] == [old.revision, new.revision]
        assert sources(archive, "Moscow") == []
        assert sources(archive, "Ankara") == ["a.txt"]
        assert archive.check().is_sound


def test_two_versions_of_one_source_in_one_ingest_leave_the_last(tmp_path):
    versions = [article("a.txt", "They meet in Moscow."), article("a.txt", "They meet in Ankara.")]
    with opened(tmp_path) as archive:
        assert [outcome.status for outcome in archive.ingest(versions)] == ["added", "updated"]
        assert sources(archive, "Moscow") == []
        assert sources(archive, "Ankara") == ["a.txt"]
        assert archive.check().is_sound


def test_articles_of_one_title_whose_sources_hash_alike_stay_apart(tmp_path):
    alike = ("n2115.txt", "n3261.txt")  # the first six digits of their SHA-256 are the same
    texts = ("They meet in Moscow.", "They meet in Ankara.")
    column = [article(source, text) for source, text in zip(alike, texts, strict=True)]
    with opened(tmp_path) as archive:
        assert [outcome.status for outcome in archive.ingest(column)] == ["added", "added"]
        assert [outcome.status for outcome in archive.ingest(column)] == ["unchanged"] * 2
        assert sources(archive, "Moscow") == ["n2115.txt"]
        assert sources(archive, "Ankara") == ["n3261.txt"]
        first, second = (archive.record.articles.by_source(each).id for each in alike)
        assert second.startswith(first)
        assert archive.check().is_sound


def test_a_text_that_goes_back_to_an_earlier_one_is_current_again(tmp_path):
    first, second = article("a.txt", "First words here."), article("a.txt", "Second words here.")
    with opened(tmp_path) as archive:
        for version in (first, second, first):
            list(archive.ingest([version]))
        current = archive.record.articles.by_source("a.txt")
        assert archive.record.articles.paragraphs(current)[1].text == "First words here."
        assert sources(archive, "First") == ["a.txt"]
        assert archive.check().is_sound


def test_a_removed_article_is_gone_and_says_so(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "Words of the first."), article("b.txt", "Others.")]))
        gone = archive.record.articles.by_source("a.txt")
        archive.remove(gone.id)

        with pytest.raises(DeletedArticle, match=gone.id):
            archive.record.articles.get(gone.id)
        with pytest.raises(UnknownArticle, match="no-such"):
            archive.record.articles.get("no-such")
        assert sources(archive, "Words of the first") == []
        assert archive.check().is_sound

        assert [o.status for o in archive.ingest([article("a.txt", "Back again.")])] == ["added"]
        assert archive.record.articles.get(gone.id).source == "a.txt"


def test_an_article_can_be_removed_while_others_come_in(tmp_path):
    many = 2 * BATCH_PASSAGES
    embedder = TellingEmbedder()
    with opened(tmp_path, embedder) as archive, ThreadPoolExecutor() as threads:
        (old,) = archive.ingest([article("old.txt", "The mill stands empty.")])
        embedder.was_asked.clear()

        def coming():
            yield article("new.txt", "The mill is sold.")
            for n in range(1, many):
                yield article(f"{n}.txt", "The mill stands empty.")
                if n == BATCH_PASSAGES:
                    # Of the first batch the new text alone is embedded: the old one has the other.
                    assert embedder.was_asked.wait(10)
                    threads.submit(archive.remove, old.article).result(timeout=10)

        assert [each.status for each in archive.ingest(coming())] == ["added"] * many
        vector = archive.embedder.embed(["mill"])[0]
        assert len(archive.exact.search(vector, 2 * many, EVERYTHING)) == many
        assert archive.check().is_sound


def test_ids_do_not_depend_on_the_order_of_files(tmp_path):
    many = [article(f"{n}.txt", f"Paragraph {n} of many.", f"Second {n}.") for n in range(20)]
    digests = set()
    for turn in range(3):
        shuffled = random.Random(turn).sample(many, len(many))
        with opened(tmp_path / str(turn)) as archive:
            list(archive.ingest(shuffled))
            digests.add((archive.digest(), frozenset(archive.record.passages.live_ids())))
    assert len(digests) == 1


def test_a_bad_file_is_named_and_the_others_go_in(tmp_path):
    items = [
        article("a.txt", "Fine words."),
        UnreadableFile("b.pdf", "is encrypted"),
        article("c.txt", "Fine too."),
    ]
    with opened(tmp_path) as archive:
        outcomes = {outcome.source: outcome for outcome in archive.ingest(items)}
    assert outcomes["b.pdf"].status == "failed"
    assert outcomes["b.pdf"].reason == "is encrypted"
    assert {outcomes["a.txt"].status, outcomes["c.txt"].status} == {"added"}


def test_another_model_is_refused_and_never_mixed(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "Some words to embed.")]))
    other = HashEmbedder(dimension=64)
    with pytest.raises(ModelMismatch, match="doctor --re-embed"):
        Archive(data_dir=tmp_path, embedder=other, open_dense=embedded_chroma)

    archive = Archive(data_dir=tmp_path, embedder=other, open_dense=embedded_chroma, re_embed=True)
    assert archive.embed_anew() == 1
    archive.mend()
    assert archive.check().is_sound
    hits = archive.dense.index.search(other.embed(["Some words"])[0], 1, EVERYTHING)
    assert len(hits) == 1
    archive.close()


def test_an_article_keeps_what_is_no_body_text_out_of_the_passages(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "Body text only.", title="Headline words")]))
        current: Article = archive.record.articles.by_source("a.txt")
        paragraphs = archive.record.articles.paragraphs(current)
        assert [(each.number, each.kind.value) for each in paragraphs] == [
            (None, "headline"),
            (1, "body"),
        ]
        (passage,) = archive.record.passages.of_article(current)
        assert passage.text == "Body text only."


def test_a_record_of_a_newer_nutgraf_is_left_as_it_is(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "The harbour was closed by a storm today.")]))
    record = tmp_path / "record.sqlite"
    with closing(sqlite3.connect(record)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(OperatorError, match="made by a newer nutgraf"), opened(tmp_path):
        pass
    with closing(sqlite3.connect(record)) as database:
        database.execute("PRAGMA user_version = 1")
    with opened(tmp_path) as archive:
        assert sources(archive, "harbour") == ["a.txt"]


def test_a_disk_that_fails_is_not_called_full(tmp_path):
    long = article("b.txt", *["They meet in Ankara, as they did in Moscow. " * 20] * 500)
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        try:
            with pytest.raises(
                OperatorError, match=r"record\.sqlite' failed .*disk I/O error"
            ) as said:
                list(archive.ingest([long]))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert "full" not in str(said.value)
        assert sources(archive, "Ankara") == ["a.txt"]
        assert [outcome.status for outcome in archive.ingest([long])] == ["added"]


def test_a_damaged_record_is_named_when_it_is_read(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article(f"{n}.txt", "A paragraph of text.") for n in range(50)]))
    path = tmp_path / "record.sqlite"
    with path.open("r+b") as file:
        file.seek(4096)  # what the first page says of the others stays
        file.write(b"\xff" * (path.stat().st_size - 4096))

    with closing(Record.open(tmp_path)) as record:
        with pytest.raises(OperatorError, match=r"record\.sqlite' is damaged .*from a backup"):
            record.articles.listed()
        with pytest.raises(OperatorError, match="is damaged"):
            record.digest()
