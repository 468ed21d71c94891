"""How fast a page is there, how large it is, and that nothing in it moves."""

import pytest
from playwright.sync_api import Page, expect

from browser.scripted import Scripted
from browser.told import longer
from browser.watching import NARROW, WIDE, Visit
from support.service import RunningService

FIRST_PAINT_MS = 1_000
TRIES = 5  # other work on the machine slows a browser down, never up
MOST_BYTES = 100_000
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
LOADED = """performance.getEntriesByType('resource')
  .concat(performance.getEntriesByType('navigation'))
  .filter((each) => !new URL(each.name).pathname.startsWith('/v1/'))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
SHIFTED = """new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(shift), 300);
})"""


def assert_still(page: Page) -> None:
    """Nothing moved that the reader did not move."""
    assert page.evaluate(SHIFTED) == 0


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("path", ["/", "/articles", "article"])
def test_a_page_is_painted_soon_small_and_still(
    visit: Visit, service: RunningService, path: str, size: tuple[int, int]
) -> None:
    first = service.http.get("/v1/articles").json()["articles"][0]["id"]
    page = visit(
        service.url + (f"/articles/{first}" if path == "article" else path), size=size
    ).page
    expect(page.locator(".examples button, .articles li, .paragraph").first).to_be_visible()
    assert 10_000 < page.evaluate(LOADED) <= MOST_BYTES
    assert_still(page)
    painted = [page.evaluate(PAINTED)]
    while min(painted) >= FIRST_PAINT_MS and len(painted) < TRIES:
        page.reload()
        expect(page.locator(".examples button, .articles li, .paragraph").first).to_be_visible()
        painted.append(page.evaluate(PAINTED))

    assert 0 < min(painted) < FIRST_PAINT_MS


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_moves_while_an_answer_comes(
    visit: Visit, scripted: tuple[Scripted, str], size: tuple[int, int]
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = longer
    answerer.gate.clear()
    page = visit(url, size=size).page
    expect(page.locator(".examples button").first).to_be_visible()
    page.get_by_label("Your question").fill("Who met Javad Zarif in Isfahan?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".sentence")).to_have_count(1)
    page.wait_for_timeout(700)  # what moves within half a second of a key is the reader's doing

    answerer.gate.set()

    expect(page.locator(".receipt")).to_be_visible()
    assert_still(page)
