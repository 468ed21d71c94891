"""axe finds nothing to say against any screen, in either theme."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.scripted import Scripted
from browser.told import disagreeing, longer
from browser.watching import NARROW, WIDE, Visit, ask
from support.service import RunningService, running

QUESTION = "Who met Javad Zarif in Isfahan?"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of good practice, and nothing wider than the screen."""
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    results = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    told = [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in results.response["violations"]
    ]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def welcome(page: Page) -> None:
    expect(page.locator(".examples button").first).to_be_visible()


def answered(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".mark").first.click()
    expect(page.locator(".source mark")).to_be_visible()


def previewed(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".mark").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def refused(page: Page) -> None:
    ask(page, "What is the boiling point of tungsten?")


def rated(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_text("How this answer was made").click()
    page.get_by_role("button", name="Bad answer").click()


def filtered(page: Page) -> None:
    page.locator("#filters summary").click()
    page.get_by_label("SouthFront").check()


def edited(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Edit").click()


def renamed(page: Page) -> None:
    ask(page, QUESTION)
    if page.get_by_role("button", name="Conversations").is_visible():
        page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def listed(page: Page) -> None:
    page.goto(f"{page.url}articles")
    expect(page.locator(".articles li").first).to_be_visible()
    page.locator("#files").set_input_files(
        {"name": "bad.xyz", "mimeType": "text/plain", "buffer": b"?"}
    )
    expect(page.locator("#uploads .failed")).to_be_visible()


def deleted(page: Page) -> None:
    page.goto(f"{page.url}articles")
    page.get_by_role("button", name="Delete").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def read(page: Page) -> None:
    page.goto(f"{page.url}articles")
    page.locator(".articles .title").last.click()
    page.get_by_role("button", name="Show what was left out").click()


def lost(page: Page) -> None:
    welcome(page)
    page.context.set_offline(True)
    expect(page.get_by_text("No connection to the service.")).to_be_visible()


def missing(page: Page) -> None:
    page.goto(f"{page.url}articles/none")
    expect(page.get_by_role("alert")).to_be_visible()


SCREENS: list[Callable[[Page], None]] = [
    welcome,
    answered,
    previewed,
    refused,
    rated,
    filtered,
    edited,
    renamed,
    listed,
    deleted,
    read,
    lost,
    missing,
]


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_a_screen_is_for_everybody(
    visit: Visit,
    service: RunningService,
    screen: Callable[[Page], None],
    theme: str,
    size: tuple[int, int],
) -> None:
    watched = visit(service.url, theme=theme, size=size, reduced_motion="reduce")
    screen(watched.page)

    assert_accessible(watched.page)
    if size == WIDE:
        watched.page.emulate_media(color_scheme="dark")
        assert_accessible(watched.page)
    watched.forgive("404", "422", "ERR_INTERNET_DISCONNECTED")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_answer_with_everything_in_it_is_for_everybody(
    visit: Visit, scripted: tuple[Scripted, str], theme: str
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = lambda base: disagreeing(longer(base)).model_copy(
        update={"degraded": "the model is down"}
    )
    page = visit(url, theme=theme).page
    ask(page, QUESTION)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # or the composer covers a button
    assert_accessible(page)
    page.goto(f"{url}/answers/{answerer.name}")
    expect(page.locator(".receipt")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_screens_of_a_service_that_shows_nothing_are_for_everybody(
    visit: Visit, bare: tuple[RunningService, RunningService], theme: str
) -> None:
    empty, guarded = bare
    page = visit(empty.url, theme=theme).page
    expect(page.get_by_role("heading", name="The archive is empty")).to_be_visible()
    assert_accessible(page)

    watched = visit(guarded.url, theme=theme)
    expect(watched.page.get_by_role("dialog")).to_be_visible()
    assert_accessible(watched.page)
    watched.forgive("401")


@pytest.fixture(scope="module")
def bare(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningService, RunningService]]:
    """A service without articles, and one that asks for a key."""
    with (
        running(tmp_path_factory.mktemp("empty")) as empty,
        running(tmp_path_factory.mktemp("locked"), api_key="secret") as guarded,
    ):
        empty.await_ready()
        yield empty, guarded
