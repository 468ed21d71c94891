import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from browser.watching import NARROW, Visit, ask
from support.service import RunningService

QUESTION = "Who met Javad Zarif in Isfahan?"
UNANSWERABLE = "What is the boiling point of tungsten?"


def test_an_answer_has_marks_verdicts_and_sources(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    plain = service.http.post("/v1/ask", json={"question": QUESTION}).json()

    ask(page, QUESTION)

    sentences = page.locator(".sentence")
    expect(sentences).to_have_count(len(plain["sentences"]))
    for place, sentence in enumerate(plain["sentences"]):
        shown = sentences.nth(place)
        expect(shown.locator(".words")).to_have_text(sentence["text"])
        assert shown.locator(".mark").all_inner_texts() == [str(n) for n in sentence["citations"]]
        expect(shown.locator(".verdict")).to_have_text("supported")
        expect(shown.locator(".verdict svg")).to_be_visible()
    expect(page.locator(".sources blockquote")).to_have_count(len(plain["citations"]))
    expect(page.locator(".status")).to_contain_text("Sources bear out")
    page.get_by_text("How this answer was made").click()
    made = dict(
        zip(
            page.locator(".receipt dt").all_inner_texts(),
            page.locator(".receipt dd").all_inner_texts(),
            strict=True,
        )
    )
    assert made["model"] == plain["receipt"]["model"]
    assert made["index"] == plain["receipt"]["index"]
    assert made["checker"].startswith(f"name {plain['receipt']['checker']['name']}; balanced")
    assert made["understood"] == f"words {plain['receipt']['understood']['words']}"


def test_pointing_at_a_mark_or_focusing_it_shows_the_quote_and_where_it_is_from(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url).page
    citation = service.http.post("/v1/ask", json={"question": QUESTION}).json()["citations"][0]
    ask(page, QUESTION)
    card = page.get_by_role("tooltip")

    for reach in (page.locator(".mark").first.hover, partial(focus_first_mark, page)):
        reach()
        expect(card).to_contain_text(citation["quote"])
        expect(card).to_contain_text(citation["article"]["title"])
        expect(card).to_contain_text("date unknown")
        expect(card).to_contain_text(f"Paragraph {citation['paragraph']}")
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        page.mouse.move(0, 0)


def test_a_quote_stays_with_its_mark_while_the_page_scrolls(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url, size=(390, 420)).page
    ask(page, QUESTION)
    card = page.get_by_role("tooltip")
    focus_first_mark(page)
    expect(card).to_be_visible()
    before = page.locator(".mark").first.bounding_box()

    page.evaluate("scrollBy({ top: 40, behavior: 'instant' })")
    page.wait_for_function(
        "top => document.activeElement.getBoundingClientRect().top < top", arg=before["y"]
    )
    page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    )

    expect(card).to_be_visible()
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    expect(card).to_be_hidden()


def focus_first_mark(page: Page) -> None:
    """Reach the first mark by the keyboard."""
    page.locator(".edit").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".mark").first).to_be_focused()


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_a_mark_opens_its_source_at_the_quoted_words(
    visit: Visit, service: RunningService, size: tuple[int, int]
) -> None:
    page = visit(service.url, size=size).page
    ask(page, QUESTION)
    for place, citation in enumerate(
        service.http.post("/v1/ask", json={"question": QUESTION}).json()["citations"]
    ):
        mark = page.locator(".mark", has_text=re.compile(f"^{citation['number']}$")).first
        mark.click()

        expect(page.locator(".source mark")).to_have_text(citation["quote"])
        expect(page.locator(".source mark")).to_be_in_viewport()
        expect(page.locator(".source .paragraph:focus")).to_have_attribute(
            "data-number", str(citation["paragraph"])
        )
        assert place < 9
        page.keyboard.press("Escape")
        expect(page.locator(".source mark")).to_have_count(0)
        expect(mark).to_be_focused()


def test_on_a_wide_screen_the_first_source_stands_beside_the_answer(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url).page

    ask(page, "What did Erdogan say about the US sanctions?")

    quote = page.locator(".sources blockquote").first.inner_text()
    expect(page.locator(".source mark")).to_be_in_viewport()
    assert page.locator(".source mark").inner_text() in quote
    expect(page.get_by_label("Your question")).to_be_focused()


def test_the_browsers_back_closes_the_source_and_keeps_the_conversation(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url, size=NARROW).page
    ask(page, QUESTION)
    page.locator(".mark").first.click()
    expect(page.locator(".source mark")).to_be_visible()

    page.go_back()

    expect(page.locator(".source")).to_be_hidden()
    expect(page.locator(".sentence").first).to_be_visible()


def test_a_refusal_says_why_and_offers_what_is_nearest(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url).page

    ask(page, UNANSWERABLE)

    expect(page.locator(".reason")).to_contain_text("does not hold an answer")
    expect(page.get_by_role("heading", name="The nearest things it does say")).to_be_visible()
    nearest = page.locator(".sources a").first
    quote = page.locator(".sources blockquote").first.inner_text()
    nearest.click()
    # What is quoted may open with a quotation mark of its own.
    expect(page.locator(".source mark")).to_contain_text(quote.strip("“”"))


def test_filters_by_outlet_and_date_go_with_the_question(
    visit: Visit, service: RunningService
) -> None:
    watched = visit(service.url)
    page = watched.page
    page.locator("#filters summary").click()
    expect(page.get_by_text("have no known date")).to_be_visible()
    page.get_by_label("SouthFront").check()
    page.keyboard.press("Escape")
    expect(page.locator("#filters summary")).to_have_text("SouthFront")

    ask(page, "What did Erdogan say about the US sanctions?")

    expect(page.locator(".scope")).to_have_text("SouthFront")
    assert set(page.locator(".sources .from strong").all_inner_texts()) == {"SouthFront"}
    page.locator("#filters summary").click()
    page.get_by_label("From", exact=True).fill("2022-01-01")
    page.get_by_label("Your question").fill("And later?")
    page.get_by_label("Your question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no article passes the filters")
    watched.forgive("422")


def test_an_example_is_asked_by_a_click(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    example = page.locator(".examples button").first
    question = example.inner_text()

    example.click()

    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".sentence").first).to_be_visible()


def test_the_keyboard_alone_is_enough(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()

    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.mark')"):
            break
    quote = page.get_by_role("tooltip").locator("blockquote").inner_text()
    page.keyboard.press("Enter")

    expect(page.locator(".source mark")).to_have_text(quote.strip("“”"))
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.mark')")
