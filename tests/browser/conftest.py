"""One Chromium for all tests of the pages, and pages that tell what went wrong in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.scripted import Scripted, ScriptedDoor
from browser.watching import Watched, watched
from service.api.app import create_app
from support.service import RunningService, served

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for this package only: its event loop stands in the way of others' loops."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[partial[Watched]]:
    """Opens watched pages, each in a context of its own; their faults fail the test."""
    opened: list[Watched] = []
    yield partial(watched, browser, opened)
    for each in opened:
        each.page.context.close()
    for each in opened:
        each.assert_clean()


@pytest.fixture(scope="package")
def scripted(service: RunningService) -> Iterator[tuple[Scripted, str]]:
    """What to answer, and the address of a service that answers it from the seeds' archive."""
    answerer = Scripted(service.door.answerer)
    door = ScriptedDoor(service.door.archive, answerer)
    with served(create_app(door=door, api_key=None, max_upload_bytes=1_000_000)) as server:
        yield answerer, server.url
