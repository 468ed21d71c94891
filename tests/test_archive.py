from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from index.archive import Archive
from index.articles import Article, Filters
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
from index.errors import (
    DeletedArticle,
    ModelMismatch,
    NothingMatches,
    UnknownArticle,
    UnreadableFile,
)
from index.scope import EVERYTHING, resolve
from support.archives import article, opened


def sources(archive: Archive, text: str, scope=EVERYTHING, k: int = 10) -> list[str]:
    """Sources of the articles that both indexes find for a text, lexical order first."""
    lexical = archive.lexical.index.search(text, k, scope)
    dense = archive.dense.index.search(archive.embedder.embed([text])[0], k, scope)
    found = archive.known(hit.passage for hit in (*lexical, *dense))
    return [found[hit.passage].article.source for hit in lexical]


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


@pytest.fixture
def press(tmp_path):
    day = date(2023, 10, 5)
    with opened(tmp_path) as archive:
        list(
            archive.ingest(
                [
                    article(
                        "v.txt", "The trial of Bankman-Fried.", outlet="The Verge", published=day
                    ),
                    article(
                        "t.txt",
                        "The trial went on.",
                        outlet="TechCrunch",
                        published=date(2023, 11, 2),
                    ),
                    article("u.txt", "A trial without a date.", outlet="Hürriyet"),
                ]
            )
        )
        yield archive


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"v.txt", "t.txt", "u.txt"}),
        (Filters(outlets=("the verge",)), {"v.txt"}),
        (Filters(outlets=("Hurriyet", "TechCrunch")), {"u.txt", "t.txt"}),
        (Filters(since=date(2023, 10, 6)), {"t.txt"}),
        (Filters(until=date(2023, 10, 5)), {"v.txt"}),
        (Filters(outlets=("The Verge",), since=date(2023, 1, 1)), {"v.txt"}),
    ],
)
def test_filters_hold_in_every_index(press, filters, expected):
    scope = resolve(filters, press.record)
    vector = press.embedder.embed(["trial"])[0]
    for hits in (
        press.lexical.index.search("trial", 10, scope),
        press.lexical.index.search_sentences("trial", 10, scope),
        press.dense.index.search(vector, 10, scope),
        press.exact.search(vector, 10, scope),
    ):
        found = press.known(hit.passage for hit in hits)
        assert {each.article.source for each in found.values()} == expected


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(outlets=("The Guardian",)), "no article is from outlet 'The Guardian'"),
        (Filters(since=date(2024, 1, 1)), "since '2024-01-01'"),
        (Filters(since=date(2024, 1, 2), until=date(2024, 1, 1)), "swap them"),
    ],
)
def test_filters_that_match_nothing_say_why(press, filters, words):
    with pytest.raises(NothingMatches, match=words):
        resolve(filters, press.record)


def test_chroma_finds_what_the_exact_scan_finds(press):
    for text in ("Bankman-Fried", "a trial", "without a date"):
        vector = press.embedder.embed([text])[0]
        dense = press.dense.index.search(vector, 3, EVERYTHING)
        exact = press.exact.search(vector, 3, EVERYTHING)
        assert [hit.passage for hit in dense] == [hit.passage for hit in exact]
        assert [hit.score for hit in dense] == pytest.approx([hit.score for hit in exact], abs=1e-5)


def test_a_passage_is_found_by_its_sentence_and_by_its_meaning_there(tmp_path):
    text = "The harbour was closed. Ferries wait. Three captains asked the mayor to open it again."
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", text), article("b.txt", "Captains met the mayor.")]))
        best, *_ = archive.lexical.index.search_sentences("three captains", 9, EVERYTHING)
        known = archive.known([best.passage])[best.passage]
        assert known.article.source == "a.txt"
        assert [known.passage.text[start:end] for start, end in known.sentences.offsets] == [
            "The harbour was closed.",
            "Ferries wait.",
            "Three captains asked the mayor to open it again.",
        ]
        question = archive.embedder.embed(["captains asked the mayor"])[0]
        assert (known.sentences.vectors @ question).argmax() == 2


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Cavusoglu", "Mevlüt Çavuşoğlu met Erdoğan."),
        ("ÇAVUŞOĞLU", "Mevlut Cavusoglu met Erdogan."),
        ("erdogan", "Mevlüt Çavuşoğlu met Erdoğan."),
        ("Turkey", "Türkiye is open for business."),
        ("Türkiye", "Turkey is open for business."),
        ("TURKIYE’S ministers", "Ministers of Turkey came."),
        ("Mohammed Jawad Zarif", "Mohammad Javad Zarif spoke."),
        ("the Czech Republic", "Czechia agreed."),
        ("Kiev", "They met in Kyiv."),
    ],
)
def test_a_name_is_found_in_its_other_spelling(tmp_path, asked, written):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", written), article("b.txt", "Rain fell in Oslo.")]))
        assert sources(archive, asked)[0] == "a.txt"


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


def test_a_damaged_index_is_found_and_rebuilt_from_the_record(tmp_path):
    many = [article(f"{n}.txt", f"Paragraph number {n} of the archive.") for n in range(30)]
    with opened(tmp_path) as archive:
        list(archive.ingest(many))
    damage(tmp_path)
    archive = Archive(data_dir=tmp_path, embedder=HashEmbedder(), open_dense=embedded_chroma)
    assert not archive.check().is_sound
    archive.mend()
    assert archive.check().is_sound
    assert sources(archive, "number 7")[0] == "7.txt"
    archive.close()


def damage(data_dir: Path) -> None:
    """Overwrite the first bytes of Chroma's database, and delete tantivy's segments."""
    for database in data_dir.glob("dense-*/chroma.sqlite3"):
        database.write_bytes(b"not a database" * 100)
    for segment in data_dir.glob("lexical-*/*.store"):
        segment.unlink()
