from playwright.sync_api import Page, expect

from browser.scripted import Scripted
from browser.watching import NARROW, Visit, ask
from support.service import RunningService

QUESTION = "Who met Javad Zarif in Isfahan?"
OTHER = "How often will the foreign ministers meet?"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("storage is switched off", "SecurityError"); };
  Object.defineProperty(window, name, { get });
}
"""
Told = tuple[Scripted, str]


def test_conversations_are_kept_renamed_and_deleted(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    ask(page, QUESTION)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, OTHER)
    page.reload()
    history = page.get_by_role("complementary", name="Conversations")
    expect(history.get_by_role("link")).to_have_text([OTHER, QUESTION])
    expect(page.locator(".question")).to_have_text([OTHER])

    history.get_by_role("link", name=QUESTION).click()
    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.locator(".sentence").first).to_be_visible()

    page.get_by_role("button", name=f"Rename {QUESTION}").click()
    page.get_by_label("Name", exact=True).fill("Isfahan")
    page.get_by_label("Name", exact=True).press("Enter")
    expect(history.get_by_role("link").first).to_have_text("Isfahan")

    page.get_by_role("button", name="Delete Isfahan").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(history.get_by_role("link")).to_have_text([OTHER])
    expect(page.locator(".turn")).to_have_count(0)

    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete all").click()
    expect(history.get_by_role("link")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_the_skip_link_leads_to_the_content_and_keeps_the_conversation(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url).page
    ask(page, QUESTION)
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.locator(".sentence").first).to_be_visible()


def test_a_narrow_screen_has_them_in_a_drawer(visit: Visit, service: RunningService) -> None:
    page = visit(service.url, size=NARROW).page
    ask(page, QUESTION)
    drawer = page.locator("#history")
    expect(drawer).to_be_hidden()

    page.get_by_role("button", name="Conversations").click()
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="New conversation").click()
    expect(drawer).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(0)


def test_what_was_heard_before_the_page_was_left_is_there_afterwards(
    visit: Visit, scripted: Told
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.gate.clear()
    page = visit(url).page
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".sentence")).to_have_count(1)

    page.reload()

    expect(page.locator(".sentence")).to_have_count(1)
    expect(page.locator(".status")).to_contain_text("Stopped")
    answerer.gate.set()


def copied(page: Page, button: str) -> str:
    """What a button puts on the clipboard."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    expect(page.get_by_role("button", name=button)).to_be_visible()
    return text


def test_an_answer_is_copied_with_its_citations(visit: Visit, service: RunningService) -> None:
    page = visit(service.url, permissions=["clipboard-read", "clipboard-write"]).page
    ask(page, QUESTION)
    answer = service.http.post("/v1/ask", json={"question": QUESTION}).json()
    cited = answer["citations"][0]

    text = copied(page, "Copy as text")
    assert text.startswith(f"{QUESTION}\n\n")
    assert f"\n\n{answer['sentences'][0]['text']} [1]" in text
    assert f"{cited['article']['title']}, date unknown, paragraph {cited['paragraph']}" in text
    assert cited["quote"] in text
    assert service.url + cited["href"] in text

    markdown = copied(page, "Copy as Markdown")
    assert markdown.startswith(f"**{QUESTION}**\n\n")
    assert "[^1]" in markdown
    assert f"<{service.url}{cited['href']}>" in markdown


def test_an_answer_is_shared_by_its_link_and_gone_on_from(
    visit: Visit, service: RunningService
) -> None:
    page = visit(service.url, permissions=["clipboard-read", "clipboard-write"]).page
    ask(page, QUESTION)
    link = copied(page, "Copy a link to this answer")
    assert link.startswith(f"{service.url}/answers/ans_")

    other = visit(link).page

    expect(other.locator(".question")).to_have_text(QUESTION)
    expect(other).to_have_title(f"{QUESTION} · nutgraf")
    other.locator(".mark").first.click()
    expect(other.locator(".source mark")).to_be_visible()
    other.get_by_role("button", name="Ask a follow-up").click()
    expect(other.locator(".question")).to_have_text([QUESTION])
    ask(other, OTHER)
    expect(other.locator(".question")).to_have_text([QUESTION, OTHER])


def test_a_link_to_an_answer_that_is_not_kept_says_so(
    visit: Visit, service: RunningService
) -> None:
    watched = visit(f"{service.url}/answers/ans_none")

    expect(watched.page.get_by_role("heading", name="This answer is not kept")).to_be_visible()
    watched.forgive("404")


def test_a_thumb_and_its_reason_reach_the_service(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    ask(page, QUESTION)

    page.get_by_role("button", name="Bad answer").click()
    page.get_by_label("It does not answer the question").check()
    page.get_by_label("More, if you like").fill("who else?")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Thank you")).to_be_visible()
    latest = service.http.get("/v1/feedback", params={"limit": 1}).json()["feedback"][0]
    assert latest["feedback"] == {
        "rating": "down",
        "reason": "It does not answer the question: who else?",
    }
    assert latest["answer"]["question"] == QUESTION


def test_a_browser_that_keeps_nothing_can_still_ask(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    page.add_init_script(NO_STORAGE)
    page.reload()

    ask(page, QUESTION)

    expect(page.locator(".sentence").first).to_be_visible()
    expect(page.locator("#conversations li")).to_have_count(1)


def test_the_chosen_theme_stays(visit: Visit, service: RunningService) -> None:
    page = visit(service.url).page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Theme: auto").click()
    assert page.evaluate(paper) == light
    page.get_by_role("button", name="Theme: light").click()
    assert page.evaluate(paper) != light
    page.goto(f"{service.url}/articles")
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate(paper) != light
