"""What the page makes of answers that no archive need give: told ones."""

from playwright.sync_api import Page, expect

from browser.scripted import Scripted
from browser.told import disagreeing, doubted, longer, refused, told_elsewhere
from browser.watching import Visit, ask

QUESTION = "Who met Javad Zarif in Isfahan?"
Told = tuple[Scripted, str]


def test_a_follow_up_takes_the_conversation_along(visit: Visit, scripted: Told) -> None:
    answerer, url = scripted
    answerer.reset()
    page = visit(url).page

    ask(page, "Who met Zarif?")
    ask(page, "And when?")

    assert [turn.role for turn in answerer.asked[1].conversation] == ["user", "assistant"]
    assert answerer.asked[1].conversation[0].content == "Who met Zarif?"


def test_a_refused_follow_up_can_be_asked_on_its_own(visit: Visit, scripted: Told) -> None:
    answerer, url = scripted
    answerer.reset()
    page = visit(url).page
    ask(page, "Who met Zarif?")
    answerer.answer = refused
    ask(page, "And when?")
    answerer.answer = lambda base: base

    page.get_by_role("button", name="Ask it on its own").click()

    expect(page.locator(".turn").nth(1).locator(".sentence")).to_have_count(1)
    assert answerer.asked[-1].question == "And when?"
    assert answerer.asked[-1].conversation == ()


def test_verdicts_differ_in_word_and_shape_and_a_degraded_answer_says_what_lacks(
    visit: Visit, scripted: Told
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = lambda base: longer(base).model_copy(
        update={"degraded": "gpt-5-mini: no answer within 60 s"}
    )
    page = visit(url).page

    ask(page, QUESTION)

    assert page.locator(".verdict").all_inner_texts() == [
        "supported",
        "partly supported",
        "not supported",
    ]
    shapes = page.locator(".verdict path").evaluate_all("all => all.map(e => e.getAttribute('d'))")
    assert len(set(shapes)) == 3
    expect(page.locator(".degraded")).to_contain_text("gpt-5-mini: no answer within 60 s")
    expect(page.locator(".status")).to_have_text("Sources bear out 1 of 3 sentences")


def test_a_doubt_stands_before_the_answer_and_goes_with_a_copy(
    visit: Visit, scripted: Told
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = doubted
    page = visit(url).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    ask(page, QUESTION)

    expect(page.locator(".status")).to_have_text(
        "The archive may not hold this. Sources bear out 1 of 1 sentence"
    )
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{QUESTION}\n\nThe archive may not hold this.\n\n")


def test_a_disagreement_is_a_table_of_who_says_what_and_when(visit: Visit, scripted: Told) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = disagreeing
    page = visit(url).page

    ask(page, QUESTION)

    table = page.get_by_role("table", name="how many ships were attacked")
    assert table.get_by_role("columnheader").all_inner_texts() == ["Says", "Who", "When", "Where"]
    rows = [row.all_inner_texts() for row in (cells(page, place) for place in (1, 2))]
    assert [row[:3] for row in rows] == [
        ["two", "Global Village Space, Its Sunday Edition", "date unknown"],
        ["three", "Another Paper", "21 June 2019"],
    ]
    table.get_by_role("link").first.click()
    expect(page.locator(".source mark")).to_be_visible()


def test_a_source_says_which_other_outlets_tell_the_same(visit: Visit, scripted: Told) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = told_elsewhere
    page = visit(url).page

    ask(page, QUESTION)

    source = page.locator(".sources li").first
    expect(source).to_contain_text("Also in The Wire, Evening Post")
    page.reload()
    expect(source).to_contain_text("Also in The Wire, Evening Post")
    source.get_by_role("link", name="Evening Post").click()
    expect(page.locator("#p2, [data-number='2']").first).to_be_visible()


def cells(page: Page, row: int) -> object:
    return page.get_by_role("row").nth(row).get_by_role("cell")


def test_sentences_come_one_by_one_and_the_rest_can_be_stopped(
    visit: Visit, scripted: Told
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.answer = longer
    answerer.gate.clear()
    page = visit(url).page
    page.get_by_label("Your question").fill(QUESTION)

    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".sentence")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".status")).to_contain_text("Stopped")
    expect(page.locator(".sentence")).to_have_count(1)
    # The service learns a moment later that nobody listens any more.
    page.wait_for_timeout(1_000)
    answerer.gate.set()
    assert answerer.left.wait(15)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.locator(".turn")).to_have_count(1)


def test_an_error_within_a_stream_is_told_and_can_be_tried_again(
    visit: Visit, scripted: Told
) -> None:
    answerer, url = scripted
    answerer.reset()
    answerer.fault = RuntimeError("inside")
    page = visit(url).page
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("its log says why")
    expect(page.locator(".sentence")).to_have_count(1)
    answerer.fault = None
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".receipt")).to_be_visible()


def test_a_question_can_be_edited_which_drops_what_came_after(visit: Visit, scripted: Told) -> None:
    answerer, url = scripted
    answerer.reset()
    page = visit(url).page
    ask(page, "Who met Zarif?")
    ask(page, "And when?")

    page.get_by_role("button", name="Edit").first.click()
    expect(page.get_by_text("Asking again removes the 1 question after it.")).to_be_visible()
    editor = page.locator(".editing textarea")
    expect(editor).to_have_value("Who met Zarif?")
    editor.fill("Who met Zarif in Isfahan?")
    editor.press("Enter")

    expect(page.locator(".question")).to_have_text(["Who met Zarif in Isfahan?"])
    expect(page.locator(".receipt")).to_be_visible()
