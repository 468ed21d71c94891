import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.watching import Visit, ask
from index.articles import Block, ParsedArticle
from service.door import LocalDoor
from support.service import RunningService, running, seeds

KEY = "a-key-of-many-bits"
QUESTION = "Who met Javad Zarif in Isfahan?"


def test_an_empty_archive_says_so_and_leads_to_uploads(visit: Visit, tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.await_ready()
        page = visit(service.url).page
        expect(page.get_by_role("heading", name="The archive is empty")).to_be_visible()
        page.get_by_role("link", name="Add articles").click()
        expect(page.get_by_text("The archive is empty. Add articles above.")).to_be_visible()


class Slow:
    """A mending that holds the archive until it is let go, as a long one does."""

    def __init__(self) -> None:
        self.holds = threading.Event()
        self.go_on = threading.Event()

    def wait(self, done: int, total: int) -> None:
        """The progress of the mending."""
        self.holds.set()
        self.go_on.wait(60)


def test_a_service_that_starts_says_so_until_it_is_ready(visit: Visit, tmp_path: Path) -> None:
    slow = Slow()
    with running(tmp_path, before_serving=lambda door: hold(door, slow)) as service:
        page = visit(service.url)
        try:
            expect(page.page.get_by_text("The service is starting.")).to_be_visible()
        finally:
            slow.go_on.set()
        expect(page.page.get_by_text("The service is starting.")).to_be_hidden()
        page.forgive("503")


def hold(door: LocalDoor, slow: Slow) -> None:
    """Begin a mending that the first comparison of the indexes has to wait for."""
    archive = door.archive
    list(archive.ingest([ParsedArticle("a.txt", "Early", (Block("It was there."),), raw="")]))
    archive.dense.index.drop(archive.dense.index.ids())
    threading.Thread(target=lambda: archive.mend(slow.wait)).start()
    assert slow.holds.wait(30)


def test_an_index_that_cannot_be_used_is_told(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    half = {**service.http.get("/readyz").json(), "lexical": False}
    page.route("**/readyz", lambda route: route.fulfill(json=half))
    page.reload()

    expect(page.get_by_text("An index is being rebuilt.")).to_be_visible()


def test_a_lost_connection_is_told_and_found_again(visit: Visit, service: RunningService) -> None:
    watched = visit(service.url)
    page = watched.page
    ask(page, QUESTION)
    page.context.set_offline(True)
    expect(page.get_by_text("No connection to the service.")).to_be_visible()
    page.get_by_label("Your question").fill("And when?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".failure")).to_contain_text("Lost connection.")
    expect(page.locator(".turn").first.locator(".sentence").first).to_be_visible()

    page.context.set_offline(False)

    expect(page.get_by_text("No connection to the service.")).to_be_hidden()
    page.locator(".turn").nth(1).get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn").nth(1).locator(".receipt")).to_be_visible()
    watched.forgive("ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that asks for a key, with the seeds."""
    with running(tmp_path_factory.mktemp("guarded"), api_key=KEY) as service:
        service.await_ready()
        service.upload(*seeds())
        yield service


def test_the_key_is_asked_for_once_and_opens_every_page(
    visit: Visit, guarded: RunningService
) -> None:
    watched = visit(guarded.url)
    page = watched.page
    screen = page.get_by_role("dialog", name="This archive asks for a key")
    expect(screen).to_be_visible()
    page.get_by_label("Key", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That key was not accepted.")
    page.keyboard.press("Escape")
    page.get_by_label("Key", exact=True).fill(KEY)
    page.keyboard.press("Enter")
    expect(screen).to_be_hidden()
    watched.forgive("401")

    ask(page, QUESTION)
    page.locator(".mark").first.click()
    expect(page.locator(".source mark")).to_be_visible()
    page.get_by_role("link", name="Open in full").click()
    expect(page.locator("mark")).to_be_visible()
    page.get_by_role("link", name="Articles").click()
    expect(page.locator(".articles li")).to_have_count(5)
    page.locator("#files").set_input_files(
        {"name": "k.txt", "mimeType": "text/plain", "buffer": b"Keyed\n\nA text with a key."}
    )
    expect(page.locator("#uploads li")).to_contain_text("added")
    assert KEY not in page.evaluate("JSON.stringify({...localStorage}) + document.cookie")

    page.get_by_role("button", name="Forget key").click()
    expect(screen).to_be_visible()
    watched.forgive("401")


@pytest.mark.parametrize("path", ["/", "/articles", "/articles/x", "/answers/x"])
def test_without_the_key_no_page_shows_anything(
    visit: Visit, guarded: RunningService, path: str
) -> None:
    watched = visit(guarded.url + path)

    expect(watched.page.get_by_role("dialog")).to_be_visible()
    assert "Erdogan" not in watched.page.content()
    watched.forgive("401")
