from __future__ import annotations

import json
from datetime import date

import pytest

from index.articles import Filters
from index.bm25 import FILLER, Bm25Index, Document
from index.errors import NothingMatches
from index.scope import EVERYTHING, Scope, resolve
from support.archives import article, opened, sources


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
    assert_found(press, resolve(filters, press.record), expected)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(known_by=date(2023, 10, 5)), {"v.txt", "u.txt"}),
        (Scope(known_by=date(2023, 10, 4)), {"u.txt"}),
        (Scope(known_by=date(2023, 11, 2), since=date(2023, 1, 1)), {"v.txt", "t.txt"}),
    ],
)
def test_what_came_later_is_left_out_and_what_has_no_date_is_not(press, scope, expected):
    assert_found(press, scope, expected)


def assert_found(press, scope, expected):
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


@pytest.mark.parametrize(
    ("outlets", "told"),
    [
        ([None], "no article of the archive tells its outlet"),
        ([f"Post {number:02}" for number in range(12)], "'Post 09' and 2 more"),
    ],
)
def test_an_unknown_outlet_is_told_which_there_are(tmp_path, outlets, told):
    with opened(tmp_path) as archive:
        texts = [f"The ferry number {place} was late again." for place in range(len(outlets))]
        list(
            archive.ingest(
                article(f"{place}.txt", text, outlet=outlet)
                for place, (text, outlet) in enumerate(zip(texts, outlets, strict=True))
            )
        )
        with pytest.raises(NothingMatches, match=told):
            resolve(Filters(outlets=("The Guardian",)), archive.record)


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
        ("US arms", "The United States agreed."),
        ("the U.S.", "America agreed."),
        ("the United Kingdom", "UK-based firms agreed."),
        ("the UN", "The United Nations agreed."),
        ("eu", "The European Union agreed."),
        ("labor organizations", "Labour organisations agreed."),
        ("Q3", "The third quarter was good."),
        ("per cent", "It rose by one percent."),
    ],
)
def test_a_name_is_found_in_its_other_spelling(tmp_path, asked, written):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", written), article("b.txt", "Rain fell in Oslo.")]))
        assert sources(archive, asked)[0] == "a.txt"


def test_us_in_small_letters_is_no_country(tmp_path):
    texts = {"country.txt": "The US agreed.", "word.txt": "They asked us for bread."}
    with opened(tmp_path) as archive:
        list(archive.ingest([article(source, text) for source, text in texts.items()]))
        assert sources(archive, "who asked us for bread")[0] == "word.txt"
        assert sources(archive, "who in America agreed")[0] == "country.txt"


def test_words_side_by_side_come_before_the_same_words_apart(tmp_path):
    texts = {
        "apart.txt": "The house was white, they said, and it stood on a hill.",
        "pair.txt": "They said that the white house stood on a hill, and it was.",
    }
    with opened(tmp_path) as archive:
        list(archive.ingest([article(source, text) for source, text in texts.items()]))
        assert sources(archive, "a white house")[0] == "pair.txt"


def test_a_few_words_are_looked_for_in_titles_most(tmp_path):
    with opened(tmp_path) as archive:
        list(
            archive.ingest(
                [
                    article(
                        "about.txt",
                        "Ships pay more from May on, the port said to their owners on Friday.",
                        title="Harbour tolls",
                    ),
                    article("names.txt", "Harbour tolls are harbour tolls."),
                ]
            )
        )
        best = [
            archive.known(hits[0].passage for hits in found)
            for found in (
                [archive.lexical.index.search("harbour tolls", 9, EVERYTHING, titles=titles)]
                for titles in (False, True)
            )
        ]

    assert [known.article.source for each in best for known in each.values()] == [
        "names.txt",
        "about.txt",
    ]


def test_stop_words_alone_are_looked_for_as_they_stand(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "To be or not to be."), article("b.txt", "Rain.")]))
        assert sources(archive, "to be or not") == ["a.txt"]


def test_many_small_ingests_leave_few_segments_and_all_that_was_there(tmp_path):
    with opened(tmp_path) as archive:
        for number in range(6):
            list(archive.ingest([article(f"{number}.txt", f"Harbour number {number} was closed.")]))
        found = sources(archive, "harbour number 4")
        assert found[0] == "4.txt"
        assert len(found) == 6
        assert archive.check().is_sound
    for kind in ("passages", "sentences"):
        (meta,) = tmp_path.glob(f"lexical-*/{kind}.*/meta.json")
        assert len(json.loads(meta.read_text())["segments"]) <= 3


def test_what_a_crash_within_a_merge_leaves_is_dropped_at_the_next_start(tmp_path):
    story = article("harbour.txt", "The harbour was closed.")
    with opened(tmp_path) as archive:
        list(archive.ingest([story]))
        (known,) = archive.known(archive.lexical.index.ids()).values()
    for folder in tmp_path.glob("lexical-*/*"):
        Bm25Index(folder).replace([], [Document(FILLER, known.article, "")])
    with opened(tmp_path) as archive:
        assert archive.check().is_sound
        assert sources(archive, "harbour") == ["harbour.txt"]
