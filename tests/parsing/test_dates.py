from datetime import date

import pytest

from index.articles import DateSource, ParsedArticle
from parsing.reading import read

LEAD = "The foreign ministers of Iran and Turkey agreed on June 3, 2018 to meet every six months."
DAY = date(2021, 3, 21)


def dated(*lines: str) -> ParsedArticle:
    return read("a.txt", "\n\n".join([*lines, LEAD]))


@pytest.mark.parametrize(
    "line",
    [
        "Sunday, March 21, 2021",
        "21 March 2021",
        "21st of March 2021",
        "Mar. 21, 2021",
        "2021-03-21",
        "Published March 21, 2021",
        "Published: 21 March 2021 | Updated: 30 March 2021",
        "Posted on March 21, 2021 at 10:30 am EST",
        "Last updated March 30, 2021 | First published March 21, 2021",
        "By Jane Roe | March 21, 2021",
        "By Jane Roe, March 21, 2021",
    ],
)
def test_a_date_beside_the_headline_is_the_articles(line: str) -> None:
    article = dated("A headline", line)
    assert (article.published, article.date_source) == (DAY, DateSource.TEXT)


def test_a_wire_dateline_states_the_date() -> None:
    article = read("a.txt", f"A headline\n\nANKARA, Turkey, March 21, 2021 (AP) — {LEAD}")
    assert (article.published, article.date_source) == (DAY, DateSource.TEXT)


@pytest.mark.parametrize(
    "lines",
    [
        ["| Welcome to Daily Example", "Monday, May 20, 2024", "A headline"],
        ["A headline", "Facebook Twitter Email Share", "Monday, May 20, 2024"],
        ["A headline", "Updated May 20, 2024"],
        ["A headline", "May 2024"],
        ["A headline", "05/06/2024"],
        ["A headline", "February 30, 2024"],
        ["A headline"],
    ],
)
def test_a_clock_an_update_and_half_a_date_are_not_the_articles_date(lines: list[str]) -> None:
    article = dated(*lines)
    assert (article.published, article.date_source) == (None, DateSource.UNKNOWN)


def test_a_date_that_is_called_the_publication_counts_below_a_banner_too() -> None:
    article = dated("A headline", "Facebook Twitter Email Share", "Published on March 21, 2021")
    assert (article.published, article.date_source) == (DAY, DateSource.TEXT)


def test_dates_of_a_timeline_are_not_the_articles_date() -> None:
    entries = [
        LEAD,
        "March 21, 2021",
        "They met again in Ankara to sign the plan on trade and gas.",
    ]
    article = read("a.txt", "\n\n".join(["A headline", *entries]))
    assert article.published is None
    assert [block.text for block in article.blocks][1:] == entries


@pytest.mark.parametrize(
    "published",
    [
        "2021-03-21",
        "2021-03-21 08:45:59.000000000Z",
        "2021-03-21T23:30:00-11:00",
        "20210321T084559Z",
        "Sun, 21 Mar 2021 08:45:59 +0000",
        "March 21, 2021",
    ],
)
def test_a_date_in_metadata_is_read_in_its_own_time_zone(published: str) -> None:
    article = read("a.md", f"---\ntitle: A headline\ndate: {published}\n---\n{LEAD}")
    assert (article.published, article.date_source) == (DAY, DateSource.METADATA)
