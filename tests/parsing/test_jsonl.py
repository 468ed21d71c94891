import json
import tracemalloc
from datetime import date

import pytest

from index.articles import DateSource, Kind, ParsedArticle
from index.errors import UnreadableFile
from index.parsing import parse
from parsing.reading import read, refusal, texts

LEAD = "The foreign ministers of Iran and Turkey agreed on Friday to meet every six months."
SECOND = "Tehran and Ankara want to use their national currencies instead of the dollar."


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_a_line_is_an_article_with_its_fields() -> None:
    article = read(
        "news.jsonl",
        line(
            id="mh1",
            title="Ministers agree",
            outlet="Daily Example",
            author="Jane Roe",
            published="2023-11-27 08:45:59.000000000Z",
            url="https://example.org/a",
            text=f"{LEAD}\n\n{SECOND}",
        ),
    )
    assert (article.source, article.title) == ("mh1", "Ministers agree")
    assert (article.outlet, article.author) == ("Daily Example", "Jane Roe")
    assert (article.published, article.date_source) == (date(2023, 11, 27), DateSource.METADATA)
    assert (article.url, article.raw) == ("https://example.org/a", f"{LEAD}\n\n{SECOND}")
    assert texts(article) == [LEAD, SECOND]


def test_blank_lines_alone_part_paragraphs() -> None:
    article = read("a.jsonl", line(id="a", title="T", text=f"{LEAD}\n{SECOND}\n \n{LEAD}"))
    assert texts(article) == [f"{LEAD} {SECOND}", LEAD]


def test_missing_titles_come_from_the_text_or_else_the_id() -> None:
    assert (
        read("a.jsonl", line(id="a", text=f"Ministers agree\n\n{LEAD}")).title == "Ministers agree"
    )
    assert read("a.jsonl", line(id="a-7", title=None, text=LEAD)).title == "a-7"


def test_a_title_has_no_html_entities() -> None:
    article = read("a.jsonl", line(id="a", title="R&amp;D is &#039;gone&#039;", text=LEAD))
    assert article.title == "R&D is 'gone'"


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("n\u200b1", "n1"),
        ("\ufeffn1\r\n", "n1"),
        ("n\x1b[31m1", "n[31m1"),
        ("\u202en1", "n1"),
        ("a\tb\nc", "a b c"),
        ("می\u200cخ  1", "می\u200cخ  1"),
    ],
)
def test_an_id_holds_what_a_reader_sees_on_one_line(written: str, identity: str) -> None:
    assert read("a.jsonl", line(id=written, text=LEAD)).source == identity


def test_a_title_without_end_is_cut_and_told() -> None:
    article = read("a.jsonl", line(id="a", title="word " * 20_000, outlet="x" * 501, text=LEAD))
    assert article.title == ("word " * 100)[:500]
    assert article.outlet == "x" * 500
    assert article.note == (
        "its title has 99,999 characters: the first 500 are kept; "
        "its outlet has 501 characters: the first 500 are kept"
    )


def test_an_unknown_date_stays_unknown() -> None:
    for published in (None, "", "last week"):
        article = read("a.jsonl", line(id="a", published=published, text=LEAD))
        assert (article.published, article.date_source) == (None, DateSource.UNKNOWN)


def test_a_date_that_cannot_be_read_is_told() -> None:
    article = read("a.jsonl", line(id="a", published="06/07/2019", text=LEAD))
    assert article.note == (
        "its date '06/07/2019' cannot be read and does not count: write it as 2023-06-01"
    )
    for published in (None, " ", "2019-07-06", "6 July 2019"):
        assert read("a.jsonl", line(id="a", published=published, text=LEAD)).note is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json}\n", "not JSON"),
        (b"[1]\n", "no object"),
        (b"[" * 100_000 + b"\n", "JSON"),
        (b'{"id": "\xfc", "text": "a"}\n', "not UTF-8"),
        (line(text=LEAD), "'id' is missing"),
        (line(id=" ", text=LEAD), "'id' is missing"),
        (line(id="\u200b\ufeff", text=LEAD), "'id' holds nothing that can be seen"),
        (line(id="x" * 2_001, text=LEAD), "'id' has 2,001 characters"),
        (line(id=7, text=LEAD), "'id' is int"),
        (line(id="b"), "'text' is missing"),
        (line(id="b", text=["a"]), "'text' is list"),
        (line(id="b", text=LEAD, published=2023), "'published' is int"),
        (line(id="b", text="\ud800"), "surrogate"),
        (line(id="b", text="a\x00b"), "NUL"),
        (line(id="b", text="Advertisement"), "no body paragraph"),
        (line(id="b", text="x" * 5_000_000), "5,000,000"),
    ],
)
def test_a_bad_line_is_named_and_loses_no_other(bad: bytes, reason: str) -> None:
    data = line(id="first", text=LEAD) + b"\n" + bad + line(id="last", text=SECOND)
    first, error, last = parse("news.jsonl", data)
    assert isinstance(first, ParsedArticle)
    assert isinstance(last, ParsedArticle)
    assert (first.source, last.source) == ("first", "last")
    assert isinstance(error, UnreadableFile)
    assert error.source == "news.jsonl:3"
    assert reason in str(error)


def test_a_byte_order_mark_and_a_missing_last_newline_do_no_harm() -> None:
    assert read("a.jsonl", b"\xef\xbb\xbf" + line(id="a", text=LEAD).strip()).source == "a"


def test_lines_are_read_one_at_a_time() -> None:
    data = b"".join(line(id=f"a{number}", text="7 " * 10_000) for number in range(60))
    tracemalloc.start()
    count = sum(1 for _ in parse("a.jsonl", data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60
    assert peak < len(data) / 2


def test_the_rules_for_asides_hold_in_a_line_too() -> None:
    text = f"Ministers agree\n\n{LEAD}\n\nAdvertisement\n\n{SECOND}"
    article = read("a.jsonl", line(id="a", title="Ministers agree", text=text))
    assert texts(article) == [LEAD, SECOND]
    assert texts(article, Kind.HEADLINE) == ["Ministers agree"]


def test_an_empty_file_says_so() -> None:
    assert refusal("a.jsonl", b"\n\n").startswith("a.jsonl: the file is empty")
