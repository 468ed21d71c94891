import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.watching import NARROW, Visit
from support.service import RunningService, running

FILES = [
    {"name": "ferry.txt", "mimeType": "text/plain", "buffer": b"Ferry\n\nThe ferry sails at nine."},
    {"name": "notes.xyz", "mimeType": "text/plain", "buffer": b"?"},
    {"name": "empty.md", "mimeType": "text/plain", "buffer": b""},
]
DROP = """([names]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of names) transfer.items.add(new File([text], name));
  const target = document.getElementById("drop");
  const told = { dataTransfer: transfer, bubbles: true, cancelable: true };
  target.dispatchEvent(new DragEvent("drop", told));
}"""

# No script can make a drop of folders: what the browser would hand over stands in for one.
DROPPED_FOLDER = """(names) => {
  const text = "The desk stands by the window of the old office.";
  const files = names.map((name) => ({
    isFile: true, fullPath: `/desk/${name}`, file: (resolve) => resolve(new File([text], name)),
  }));
  const reads = [files, []];
  const folder = { createReader: () => ({ readEntries: (resolve) => resolve(reads.shift()) }) };
  const drop = new Event("drop", { bubbles: true, cancelable: true });
  drop.dataTransfer = { items: [{ webkitGetAsEntry: () => folder }] };
  document.getElementById("drop").dispatchEvent(drop);
}"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service with articles of its own, which tests may add to and remove from."""
    lines = [
        {"id": "a", "title": "Zebras return", "outlet": "The Courier", "published": "2021-05-01"},
        {"id": "b", "title": "Çavuşoğlu visits", "outlet": "Daily Post", "published": "2019-06-21"},
        {"id": "c", "title": "Apples ripen", "author": "Ann Author"},
    ]
    text = {"text": "A paragraph that says what the title says, and some more than that."}
    body = "\n".join(json.dumps({**line, **text}) for line in lines)
    with running(tmp_path_factory.mktemp("shelf"), max_upload_bytes=200_000) as service:
        service.upload(("three.jsonl", body.encode()))
        yield service


def test_the_archive_is_listed_searched_and_sorted(visit: Visit, shelf: RunningService) -> None:
    page = visit(f"{shelf.url}/articles").page
    expect(page.locator(".articles .title")).to_have_text(
        ["Apples ripen", "Çavuşoğlu visits", "Zebras return"]
    )
    expect(page.get_by_text("21 June 2019")).to_be_visible()
    expect(page.get_by_text("date unknown")).to_be_visible()

    listed = page.locator(".articles .title")
    page.get_by_label("Sort by").select_option("newest first")
    expect(listed).to_have_text(["Zebras return", "Çavuşoğlu visits", "Apples ripen"])
    page.get_by_label("Sort by").select_option("outlet")
    expect(listed).to_have_text(["Çavuşoğlu visits", "Zebras return", "Apples ripen"])

    page.get_by_label("Find").fill("cavusoglu DAILY")
    expect(page.locator(".articles li")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 of 3 articles")
    page.get_by_label("Find").fill("nowhere")
    expect(page.locator("#count")).to_have_text("No article matches.")


def test_a_long_archive_is_shown_page_by_page(visit: Visit, tmp_path: Path) -> None:
    text = "A paragraph that is long enough to be one."
    lines = [{"id": f"n{n}", "title": f"Notice {n:03}", "text": text} for n in range(230)]
    with running(tmp_path) as service:
        service.upload(("many.jsonl", "\n".join(map(json.dumps, lines)).encode()))
        watched = visit(f"{service.url}/articles")
        watched.forgive("ERR_FAILED")
        page = watched.page
        rows = page.locator(".articles li")
        expect(rows).to_have_count(100)
        expect(page.locator("#count")).to_have_text("230 articles")

        more = page.get_by_role("button", name="Show more")
        page.route("**/v1/articles?*", lambda route: route.abort())
        more.click()
        expect(page.locator("#count")).to_have_text("The service cannot be reached.")
        expect(rows).to_have_count(100)
        page.unroute("**/v1/articles?*")
        more.click()
        expect(rows).to_have_count(200)
        more.click()
        expect(rows).to_have_count(230)
        expect(rows.last).to_contain_text("Notice 229")
        expect(more).to_be_hidden()

        page.get_by_role("button", name="Delete Notice 150").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(rows).to_have_count(229)
        page.get_by_label("Find").fill("notice 22")
        expect(page.locator("#count")).to_have_text("12 of 229 articles")
        expect(rows).to_have_count(12)


def test_files_are_taken_in_each_with_its_fate(visit: Visit, shelf: RunningService) -> None:
    watched = visit(f"{shelf.url}/articles")
    watched.forgive("422")
    page = watched.page
    page.locator("#files").set_input_files(FILES)

    lines = page.locator("#uploads li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("ferry.txt")
    expect(lines.nth(0)).to_contain_text("added")
    expect(lines.nth(1)).to_contain_text("failed")
    expect(lines.nth(1)).to_contain_text(".xyz")
    expect(lines.nth(2)).to_contain_text("failed")
    expect(page.get_by_role("link", name="Ferry")).to_be_visible()
    expect(page.locator("#uploaded")).to_have_text("3 files: 1 added, 2 failed.")


def test_dropped_files_go_in_and_one_that_is_too_large_is_told_before_it_is_sent(
    visit: Visit, shelf: RunningService
) -> None:
    page = visit(f"{shelf.url}/articles").page
    expect(page.locator(".articles li").first).to_be_visible()
    files = [["boat.md", "# Boat\n\nThe boat is blue."], ["huge.txt", "x" * 300_000]]
    page.evaluate(DROP, [files])

    lines = page.locator("#uploads li")
    expect(lines.nth(0)).to_contain_text("added")
    expect(lines.nth(1)).to_contain_text("is 0.3 MB; 0.2 MB is the most")
    expect(page.get_by_role("link", name="Boat")).to_be_visible()


def test_of_a_dropped_folder_articles_go_in_and_the_rest_is_counted(
    visit: Visit, shelf: RunningService
) -> None:
    page = visit(f"{shelf.url}/articles").page

    told = page.locator("#uploaded")

    page.evaluate(DROPPED_FOLDER, ["photo.jpg", ".hidden.txt"])
    expect(told).to_have_text("2 files of other kinds left out.")
    page.evaluate(DROPPED_FOLDER, ["a.txt", "b.TXT", "photo.jpg"])
    expect(told).to_have_text("2 files: 2 added. 1 file of other kinds left out.")

    expect(page.locator("#uploads .file")).to_have_text(["desk/a.txt", "desk/b.TXT"])


def test_a_file_that_is_chosen_twice_is_unchanged(
    visit: Visit, shelf: RunningService, tmp_path: Path
) -> None:
    (tmp_path / "pier.txt").write_text("Pier\n\nThe pier was rebuilt in the spring of that year.")
    page = visit(f"{shelf.url}/articles").page
    expect(page.locator(".articles li").first).to_be_visible()
    page.locator("#files").set_input_files(tmp_path / "pier.txt")
    expect(page.locator("#uploads li").first).to_contain_text("added")
    page.locator("#files").set_input_files(tmp_path / "pier.txt")
    expect(page.locator("#uploads li").nth(1)).to_contain_text("unchanged")


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_an_article_is_deleted_only_after_a_yes(
    visit: Visit, shelf: RunningService, size: tuple[int, int]
) -> None:
    title = f"Doomed {size[0]}"
    identity = shelf.upload_text(f"doomed{size[0]}.txt", title, "It will not be here for long.")
    page = visit(f"{shelf.url}/articles", size=size).page
    delete = page.get_by_role("button", name=f"Delete {title}")

    delete.click()
    expect(page.get_by_role("dialog")).to_contain_text(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(delete).to_be_focused()
    assert shelf.http.get(f"/v1/articles/{identity}").status_code == 200

    delete.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(delete).to_have_count(0)
    assert shelf.http.get(f"/v1/articles/{identity}").status_code == 410
