from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from browser.watching import Visit
from support.service import RunningService

FIRST = """Rain is coming

By Ann Author

Rain will come to the valley on the third day. 🌧🌧 “It will be heavy,” the keeper said. Then sun.

Nobody in the valley has seen so much rain since the mill was built beside the river.

Read more: Sun is coming

Leave a Reply

Your email address will not be published. Required fields are marked *"""
QUOTE = "“It will be heavy,” the keeper said."


@pytest.fixture
def rain(service: RunningService) -> Iterator[str]:
    """An article with characters that two UTF-16 units make up, and with much to leave out."""
    identity = service.upload_text("rain.txt", FIRST)
    yield identity
    service.http.delete(f"/v1/articles/{identity}")


def words_of(service: RunningService, identity: str) -> tuple[str, int, int]:
    """The revision, and where the quote begins and ends in its first paragraph."""
    article = service.http.get(f"/v1/articles/{identity}").json()
    text = next(each["text"] for each in article["paragraphs"] if each["number"] == 1)
    start = text.index(QUOTE)
    return article["article"]["revision"], start, start + len(QUOTE)


def test_an_address_shows_exactly_the_quoted_words(
    visit: Visit, service: RunningService, rain: str
) -> None:
    revision, start, end = words_of(service, rain)

    page = visit(
        f"{service.url}/articles/{rain}?revision={revision}&start={start}&end={end}#p1"
    ).page

    expect(page.locator("mark")).to_have_text(QUOTE)
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.locator("#p1")).to_be_focused()
    expect(page).to_have_title("Rain is coming · nutgraf")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rain is coming")


@pytest.mark.parametrize("query", ["?start=9&end=4#p1", "?start=0&end=4#p99", "?start=x&end=y"])
def test_an_address_that_marks_nothing_shows_the_article_whole(
    visit: Visit, service: RunningService, rain: str, query: str
) -> None:
    page = visit(f"{service.url}/articles/{rain}{query}").page

    expect(page.locator(".paragraph")).to_have_count(2)
    expect(page.locator("mark")).to_have_count(0)


def test_a_paragraphs_number_is_its_permanent_link(
    visit: Visit, service: RunningService, rain: str
) -> None:
    revision, *_ = words_of(service, rain)
    page = visit(f"{service.url}/articles/{rain}").page

    page.get_by_role("link", name="Paragraph 2").click()

    expect(page).to_have_url(f"{service.url}/articles/{rain}?revision={revision}#p2")
    expect(page.locator("#p2")).to_be_focused()
    page.reload()
    expect(page.locator("#p2")).to_be_focused()


def test_what_was_left_out_is_shown_on_request(
    visit: Visit, service: RunningService, rain: str
) -> None:
    page = visit(f"{service.url}/articles/{rain}").page
    left_out = page.get_by_text("Required fields are marked")
    expect(page.locator("#p1")).to_be_visible()
    expect(left_out).to_be_hidden()

    page.get_by_role("button", name="Show what was left out").click()

    expect(left_out).to_be_visible()
    expect(page.get_by_text("byline")).to_be_visible()
    page.get_by_role("button", name="Hide").click()
    expect(left_out).to_be_hidden()


def test_an_old_citation_shows_the_old_words_and_the_way_to_the_new(
    visit: Visit, service: RunningService, rain: str
) -> None:
    revision, start, end = words_of(service, rain)
    service.upload(("rain.txt", b"Rain is coming\n\nRain will come on the fourth day after all."))

    page = visit(
        f"{service.url}/articles/{rain}?revision={revision}&start={start}&end={end}#p1"
    ).page

    expect(page.locator("mark")).to_have_text(QUOTE)
    expect(page.get_by_text("This is an earlier revision")).to_be_visible()
    page.get_by_role("link", name="Read the current one").click()
    expect(page.get_by_text("on the fourth day after all")).to_be_visible()
    page.get_by_text("2 revisions").click()
    page.get_by_role("link", name="taken in").click()
    expect(page.get_by_text("on the third day")).to_be_visible()


def test_an_article_that_is_not_there_has_an_honest_page(
    visit: Visit, service: RunningService, rain: str
) -> None:
    unknown = visit(f"{service.url}/articles/none-such")
    expect(unknown.page.get_by_role("heading")).to_have_text("There is no such article")
    unknown.forgive("404")

    service.http.delete(f"/v1/articles/{rain}")
    removed = visit(f"{service.url}/articles/{rain}")
    expect(removed.page.get_by_role("heading")).to_have_text("This article was removed")
    removed.forgive("410")


def test_an_article_can_be_asked_about(visit: Visit, service: RunningService, rain: str) -> None:
    page = visit(f"{service.url}/articles/{rain}").page
    page.get_by_role("link", name="Ask about this article").click()
    expect(page.locator("#filters summary")).to_have_text("1 article")

    page.get_by_label("Your question").fill("What did the keeper say?")
    page.get_by_label("Your question").press("Enter")

    expect(page.locator(".receipt")).to_be_visible()
    assert set(page.locator(".sources .from strong").all_inner_texts()) == {"Unknown outlet"}
