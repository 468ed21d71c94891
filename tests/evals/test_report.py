"""The report in a real browser: self-contained, readable on a phone, hostile text kept as text."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest

from service.evals.report.page import report
from service.evals.results import load_results

from .scripted import write_lines
from .suites import measured, settings_in, write_suite

CHROMIUM = Path("/usr/bin/chromium")
SCRIPT = "<script>document.title='owned'</script>"
HOSTILE = f"</script><img src=x onerror=\"document.title='owned'\">{SCRIPT}"
MORE = """
sweep = { refusal_threshold = [0.3, 0.9] }

[[sets]]
name = "pairs"
pairs = "pairs.jsonl"
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    pairs = [
        {"id": f"p{i}", "claim": HOSTILE, "evidence": HOSTILE * (i % 2), "label": label}
        for i, label in enumerate(["supported", "unsupported", "partial"] * 10)
    ]
    write_lines(folder / "pairs.jsonl", *pairs)
    suite = write_suite(folder, MORE)
    measured(suite, folder / "run", settings=settings_in(folder / "cache"))
    results = load_results(folder / "run")
    text = report([results])
    assert text == report([results])
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_page_names_nothing_outside_itself(page):
    text = page.read_text()
    body = text.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(
        'xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    assert "<link" not in body
    assert 'src="http' not in body
    assert "default-src 'none'" in body
    titles = (
        "Evidence found by depth",
        "Refusal curve",
        "Answered and right",
        "Calibration",
        "Latency",
    )
    for title in titles:
        assert title in body


def test_a_browser_shows_and_filters_it_without_running_what_articles_say(page):
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's Chromium")
    asked, faults = [], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"], timeout=120_000
        )
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        tab.set_default_timeout(120_000)
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda fault: faults.append(str(fault)))
        tab.goto(page.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        assert tab.locator("figure svg").count() == 5
        tab.locator("#by-trial").select_option("pairs/support")
        tab.locator("details.case summary").first.click()
        assert "</script><img" in tab.locator("details.case").first.inner_text()
        tab.locator("#by-trial").select_option("")
        tab.locator("#by-why").select_option("not refused")
        counted = tab.locator("#count").inner_text()
        tab.locator("#by-words").fill("Sinbad2")
        assert tab.locator("#count").inner_text() != counted
        title = tab.title()
        browser.close()
    assert title == "Evaluation: small"
    assert asked == [page.as_uri()]
    assert faults == []


def test_every_failed_case_is_there_with_what_it_missed(page):
    text = page.read_text()
    start = text.index('id="data">') + len('id="data">')
    data = json.loads(
        gzip.decompress(base64.b64decode(text[start : text.index("</script>", start)]))
    )
    run = page.parent / "run"
    scores = [json.loads(line) for line in (run / "scores.jsonl").read_text().splitlines()]
    wrong = {
        (each["trial"], each["id"])
        for each in scores
        if each["shares"].get("correct", [1])[0] == 0
        or each["shares"].get("refusal_recall", [1])[0] == 0
        or each["shares"].get("evidence_recall@10", [1])[0] < 1
    }
    shown = {(each["trial"], each["id"]): each for each in data["failures"]}
    assert wrong <= set(shown)
    for key in wrong:
        assert shown[key]["passages"]
        assert all(0 <= each["text"] < len(data["texts"]) for each in shown[key]["passages"])
