import json
import textwrap
import time
from pathlib import Path

import pytest

from index.articles import Kind
from parsing.reading import EXPECTED, SEEDS, read, texts

LEAD = (
    "The foreign ministers of Iran and Turkey agreed on Friday to meet every six months, a joint "
    "statement said after talks in Isfahan. Trade will be the first subject of their meetings."
)
SECOND = (
    "Tehran and Ankara want to use their national currencies instead of the dollar. The plan was "
    "signed by both sides, and the well-known obstacles were named in it as well."
)


@pytest.mark.parametrize("expected", sorted(EXPECTED.glob("*.json")), ids=lambda path: path.stem)
def test_a_seed_gives_what_was_read_from_it_by_hand(expected: Path) -> None:
    wanted = json.loads(expected.read_text("utf-8"))
    article = read(wanted["source"], (SEEDS / wanted["source"]).read_bytes())
    assert texts(article) == wanted["body"]
    asides = [block for block in article.blocks if block.kind is not Kind.BODY]
    assert [{"kind": block.kind, "text": block.text} for block in asides] == wanted["asides"]
    assert article.title == wanted["title"]
    assert (article.outlet, article.author) == (wanted["outlet"], wanted["author"])
    published = article.published.isoformat() if article.published else None
    assert (published, article.date_source) == (wanted["published"], wanted["date_source"])
    assert article.language == wanted["language"]
    assert article.raw == (SEEDS / wanted["source"]).read_text("utf-8")


@pytest.mark.parametrize("width", [60, 72, 80])
def test_a_wrapped_line_does_not_end_a_paragraph(width: int) -> None:
    text = "\n\n".join(textwrap.fill(each, width) for each in (LEAD, SECOND, LEAD))
    assert texts(read("a.txt", f"A headline\n\n{text}\n")) == [LEAD, SECOND, LEAD]


def test_wrapped_paragraphs_without_blank_lines_end_at_a_short_line() -> None:
    text = "\n".join(textwrap.fill(each, 72) for each in (LEAD, SECOND, LEAD))
    assert texts(read("a.txt", text)) == [LEAD, SECOND, LEAD]


def test_a_line_break_after_a_sentence_ends_a_paragraph_of_unwrapped_text() -> None:
    assert texts(read("a.txt", f"A headline\n\n{LEAD}\n{SECOND}\n\n{LEAD}")) == [LEAD, SECOND, LEAD]


def test_windows_and_old_mac_line_ends_are_line_ends() -> None:
    for end in ("\r\n", "\r"):
        article = read("a.txt", f"A headline{end}{end}{LEAD}{end}{end}{SECOND}")
        assert (article.title, texts(article)) == ("A headline", [LEAD, SECOND])


def test_banners_of_many_sites_are_kept_out_of_the_body() -> None:
    banners = [
        "Advertisement",
        "Subscribe to our newsletter and get the news in your inbox",
        "Follow us on Twitter",
        "We use cookies to improve your experience. By continuing you agree.",
        "Facebook Twitter Whatsapp Reddit Email Share",
        "Read more: What the deal says",
        "Related articles",
        "© 2024 Daily Example. All rights reserved.",
        "Donate now",
        "5 min read",
        "CLICK HERE TO GET THE APP",
    ]
    article = read("a.txt", "\n\n".join(["A headline", LEAD, *banners, SECOND]))
    assert texts(article) == [LEAD, SECOND]
    assert texts(article, Kind.BOILERPLATE) == banners


def test_sentences_that_open_like_banners_stay_body() -> None:
    sentences = [
        "Support for the party fell by a third after the vote, the pollster said.",
        "Follow the money, the investigators were told, and you will find the sender.",
        "Welcome to the city was what nobody said to the refugees who came that night.",
        "By the end of the year, the two sides had stopped talking.",
        "The officer was charged with a false report.",
        "Analysis by the bank shows losses.",
        "Comments by the minister were met with laughter.",
        "The company said that cookies of its sites follow users around the web.",
    ]
    assert texts(read("a.txt", "\n\n".join([LEAD, *sentences]))) == [LEAD, *sentences]


def test_short_lines_in_a_row_are_a_list_and_stay_body() -> None:
    rows = ["Lions 23, Raiders 14", "State: Queensland", "Hon. Mary Jones", "Hon. John Smith"]
    assert texts(read("a.txt", "\n\n".join([LEAD, *rows, SECOND]))) == [LEAD, *rows, SECOND]


def test_a_short_line_alone_above_running_text_is_a_heading() -> None:
    article = read("a.txt", f"A headline\n\n{LEAD}\n\nKurdish guerrilla\n\n{SECOND}")
    assert texts(article, Kind.SUBHEADING) == ["Kurdish guerrilla"]


def test_captions_and_photo_credits_are_no_body() -> None:
    captions = [
        "The two ministers in Isfahan (Reuters)",
        "A view of the bridge in Erbil. Photograph: Jane Roe/Getty Images",
        "(Image credit: Jane Roe)",
        "Click to see the full-size image",
    ]
    article = read("a.txt", "\n\n".join([LEAD, *captions, SECOND]))
    assert texts(article, Kind.CAPTION) == captions
    assert texts(article) == [LEAD, SECOND]


def test_comments_reach_to_the_end_but_a_link_to_them_does_not() -> None:
    text = ["A headline", "12 Comments", LEAD, "3 Comments", SECOND]
    comments = ["2 Comments", "Sort by newest", "Anna says:", LEAD]
    article = read("a.txt", "\n\n".join([*text, *comments]))
    assert texts(article) == [LEAD, SECOND]
    assert texts(article, Kind.COMMENT) == comments
    assert texts(article, Kind.BOILERPLATE) == ["12 Comments", "3 Comments"]


def test_a_headline_is_cut_off_the_lead_that_it_is_glued_to() -> None:
    title = "Ministers of two countries agree on trade"
    article = read("a.txt", f"{title}\n\n{title} {LEAD}")
    assert texts(article) == [LEAD]
    assert texts(article, Kind.HEADLINE) == [title, title]


def test_a_lead_that_goes_on_from_the_words_of_the_headline_is_not_cut() -> None:
    lead = (
        "Ministers of two countries agree on trade and much else, they said on Friday in Isfahan."
    )
    article = read("a.txt", f"Ministers of two countries\n\n{lead}")
    assert texts(article) == [lead]


def test_without_a_headline_the_title_is_the_files_name() -> None:
    assert read("folder/ministers-agree.txt", LEAD).title == "ministers-agree"


def test_characters_that_nobody_sees_stay_in_the_raw_text_only() -> None:
    hidden = (
        "The mini\u200bsters\u202e agreed\U000e0041\U000e0042 on trade\ufeff and left\u00ad early."
    )
    article = read("a.txt", hidden)
    assert texts(article) == ["The ministers agreed on trade and left early."]
    assert article.raw == hidden


def test_joiners_and_direction_marks_stay_where_a_script_needs_them() -> None:
    persian = "می\u200cرود (\u200fتبریز\u200f) و می\u200cگفت."
    assert texts(read("a.txt", persian)) == [persian]


def test_a_byline_names_the_author_and_a_standfirst_above_it_is_no_body() -> None:
    article = read("a.txt", f"A headline\n\nTwo sides agree to meet.\n\nBy Jane Roe\n\n{LEAD}")
    assert article.author == "Jane Roe"
    assert texts(article, Kind.SUBHEADING) == ["Two sides agree to meet."]
    assert texts(article) == [LEAD]


def test_the_language_is_told_from_the_body() -> None:
    german = "Die Außenminister einigten sich am Freitag darauf, sich alle sechs Monate zu treffen."
    assert read("a.txt", german).language == "de"
    assert read("a.txt", "He left in 1979 for good.").language is None
    names = "Curtis Fiorini, Shauna Franklin, Sandra Bean, Michael Bishay, Mona Nemat, Gail Rane"
    assert read("a.txt", f"{names}.").language is None


def test_a_wrapped_file_without_a_blank_line_is_one_paragraph_in_time_by_its_length() -> None:
    wrapped = "The council of Velmar met on Monday and closed the harbour for repairs which then\n"
    began = time.perf_counter()
    (text,) = texts(read("a.txt", wrapped * 20_000))
    assert time.perf_counter() - began < 5
    assert text == " ".join([wrapped.strip()] * 20_000)
