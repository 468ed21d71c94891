"""Pages under watch: no fault on the console, no request to anybody else, no broken policy."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

PATIENCE_MS = 15_000
WIDE = (1440, 900)
NARROW = (320, 640)
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Watched:
    """A page, and what happened in it that should not."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self.abroad: list[str] = []
        self._forgiven: list[str] = []
        self._origin = urlsplit(origin).netloc
        page.on("console", self._on_console)
        page.on("pageerror", lambda fault: self.faults.append(f"error: {fault}"))
        page.on("dialog", lambda dialog: (self.faults.append("a dialog"), dialog.dismiss()))
        page.context.on("request", self._on_request)

    def goto(self, url: str) -> Page:
        """Open an address and give the page."""
        self.page.goto(url)
        return self.page

    def assert_clean(self) -> None:
        """Nothing went wrong, and nothing left for elsewhere."""
        faults = [each for each in self.faults if not any(word in each for word in self._forgiven)]
        assert faults == []
        assert self.abroad == []

    def forgive(self, *words: str) -> None:
        """Leave out faults that hold one of `words`: the test made them."""
        self._forgiven.extend(words)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self._origin:
            self.abroad.append(request.url)


def watched(
    browser: Browser,
    opened: list[Watched],
    url: str,
    *,
    size: tuple[int, int] = WIDE,
    theme: Literal["light", "dark"] = "light",
    **options: Any,
) -> Watched:
    """Open `url` in a context of its own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, **options
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(TELL_VIOLATIONS)
    found = Watched(context.new_page(), url)
    opened.append(found)
    found.goto(url)
    return found


expect.set_options(timeout=PATIENCE_MS)
Visit = partial[Watched]


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer to be whole."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".turn").nth(turns).locator(".receipt")).to_be_visible()
