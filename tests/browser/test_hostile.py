"""A thousand payloads in the real browser: none runs, none reaches out, none forges an event."""

import json
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from browser.payloads import framed, payloads
from browser.scripted import Scripted
from browser.watching import Visit, ask
from service.answers import Answer, AnswerSentence, Disagreement, Position, Refusal, Support
from support.model_server import ModelServer, answer
from support.service import RunningService, running

EACH = 250
PAGE = 100  # articles that the page shows at a time


def assert_harmless(page: Page) -> None:
    """Nothing ran, and nothing in the page could load or send anything elsewhere."""
    assert page.evaluate("window.attacked") is None
    own = "script:not([src^='/static/']), link:not([href^='/static/'])"
    assert page.locator(f"{own}, img, iframe, object, embed, base, video").count() == 0
    assert page.locator("[onerror], [onload], [onclick], [style*='url']").count() == 0
    schemes = page.locator("a").evaluate_all("all => all.map((each) => each.protocol)")
    assert set(schemes) == {"http:"}


def written(base: Answer, texts: Sequence[str]) -> Answer:
    """An answer in which a model wrote these texts into everything that it can."""
    cited = base.citations[0]
    citations = tuple(
        cited.model_copy(
            update={
                "number": place + 1,
                "quote": text,
                "href": f"javascript:{text}",
                "article": cited.article.model_copy(
                    update={"title": text, "outlet": text, "url": f"javascript:{text}"}
                ),
            }
        )
        for place, text in enumerate(texts)
    )
    sentences = tuple(
        AnswerSentence(
            text=framed(text),
            citations=(place + 1,),
            support=Support(verdict="supported", score=1),
        )
        for place, text in enumerate(texts)
    )
    told = {
        "text": " ".join(texts),
        "sentences": sentences,
        "citations": citations,
        "degraded": framed(texts[0]),
        "disagreements": (
            Disagreement(
                about=framed(texts[1]), positions=(Position(value=texts[2], citation=citations[2]),)
            ),
        ),
        "refusal": Refusal(reason=framed(texts[3]), nearest=citations[:3]),
    }
    return base.model_copy(update=told)


def test_what_a_model_writes_is_text(visit: Visit, scripted: tuple[Scripted, str]) -> None:
    answerer, url = scripted
    answerer.reset()
    texts = list(payloads(EACH, marked="m"))
    answerer.answer = partial(written, texts=texts)
    page = visit(url).page

    ask(page, texts[4])

    expect(page.locator(".turn")).to_have_count(1)
    shown = page.locator(".words").evaluate_all("all => all.map((each) => each.textContent)")
    assert shown == [framed(text) for text in texts]
    page.locator(".mark").nth(1).hover()
    assert_harmless(page)
    page.reload()
    expect(page.locator(".sentence")).to_have_count(EACH)
    assert_harmless(page)
    page.goto(f"{url}/answers/{answerer.name}")
    expect(page.locator(".sentence")).to_have_count(EACH)
    assert_harmless(page)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service full of hostile titles, texts and a model that repeats them."""
    said = list(payloads(EACH, marked="t"))
    drafts = answer(" ".join(f"{text} [1]." for text in said[:20]))
    lines = [
        {
            "id": f"{title}.txt",
            "title": title,
            "outlet": title,
            "author": title,
            "url": f"javascript:{title}",
            "text": f"The harbour of Smyrna has {place} piers, and {text} stands on one of them.",
        }
        for place, (title, text) in enumerate(zip(payloads(EACH, marked="a"), said, strict=True))
    ]
    body = "\n".join(json.dumps(line) for line in lines).encode()
    with (
        ModelServer(drafts) as model,
        running(
            tmp_path_factory.mktemp("poisoned"), llm_base_url=model.url, refusal_threshold=0
        ) as service,
    ):
        service.await_ready()
        service.upload(("poison.jsonl", body))
        service.http.post("/v1/ask", json={"question": "Which piers?"})  # loads the client
        yield service


def test_what_articles_say_is_text(visit: Visit, poisoned: RunningService) -> None:
    page = visit(f"{poisoned.url}/articles").page
    rows = page.locator(".articles li")
    for shown in range(PAGE, EACH, PAGE):
        expect(rows).to_have_count(shown)
        page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(EACH)
    assert_harmless(page)

    page.locator(".articles .title").first.click()
    expect(page.locator(".paragraph").first).to_contain_text("The harbour of Smyrna")
    assert_harmless(page)


def test_a_model_that_obeys_the_attacker_writes_text(
    visit: Visit, poisoned: RunningService
) -> None:
    page = visit(poisoned.url).page
    for question in ("How many piers has the harbour of Smyrna?", "What stands on a pier?"):
        ask(page, question)
        page.locator(".mark").last.click()
        expect(page.locator(".source .paragraph").first).to_be_visible()
        assert_harmless(page)
    page.locator("#filters summary").click()
    assert_harmless(page)


def test_an_articles_text_is_text(visit: Visit, service: RunningService) -> None:
    texts = [f"Paragraph {each} that is long." for each in payloads(EACH, marked="p")]
    identity = service.upload_text("poison.txt", "Poison", *texts)
    page = visit(f"{service.url}/articles/{identity}").page
    expect(page.locator(".paragraph").first).to_be_visible()
    left_out = page.get_by_role("button", name="Show what was left out")
    if left_out.is_visible():
        left_out.click()

    shown = page.locator(".text").inner_text()
    assert all(f"p{place} " in f"{shown} " for place in range(EACH))
    assert_harmless(page)
    service.http.delete(f"/v1/articles/{identity}")


def test_a_file_name_is_text(visit: Visit, poisoned: RunningService) -> None:
    watched = visit(f"{poisoned.url}/articles")
    watched.forgive("422")
    page = watched.page
    names = [name.replace("/", "|")[:200] + ".xyz" for name in payloads(EACH, marked="f")]
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"?"} for name in names]

    page.locator("#files").set_input_files(files)

    expect(page.locator("#uploads .failed")).to_have_count(EACH, timeout=60_000)
    assert page.locator("#uploads .file").all_inner_texts() == names
    assert_harmless(page)
