from collections.abc import Iterator
from pathlib import Path

import pytest

from index.sources import File
from service.client import HttpDoor
from service.errors import InvalidRequest
from service.listing import ArticleList, ArticleText
from support.service import RunningService, seeds

SCRIPT = "<script>alert(1)</script>"
HOSTILE_TITLE = f"{SCRIPT} wins the day"
HOSTILE_TEXT = f"""The first paragraph holds {SCRIPT} and <img src=x onerror=alert(2)> as text.

The second paragraph says that javascript:alert(3) is not a place to go, so nobody may go."""


@pytest.fixture(scope="module")
def hostile(service: RunningService) -> Iterator[str]:
    """The id of an article that is full of markup."""
    identity = service.upload_text("hostile.txt", HOSTILE_TITLE, HOSTILE_TEXT)
    yield identity
    service.http.delete(f"/v1/articles/{identity}")


def test_lists_the_articles_by_title(service: RunningService) -> None:
    listed = ArticleList.model_validate_json(service.http.get("/v1/articles").content).articles

    assert {name for name, _ in seeds()} <= {each.source for each in listed}
    assert [each.title for each in listed] == sorted(each.title for each in listed)


def test_the_same_file_again_changes_nothing_and_a_changed_one_is_a_new_revision(
    service: RunningService,
) -> None:
    first = ("again.txt", b"Rain is coming\n\nRain will come to the valley on the third day.")
    second = ("again.txt", b"Rain is coming\n\nRain will come to the valley on the fourth day.")

    added, same, updated = (service.upload(each)[0] for each in (first, first, second))

    assert [each["status"] for each in (added, same, updated)] == ["added", "unchanged", "updated"]
    path = f"/v1/articles/{added['article']}"
    current = ArticleText.model_validate_json(service.http.get(path).content)
    assert len(current.revisions) == 2
    old = service.http.get(path, params={"revision": current.revisions[0]}).json()
    assert "third day" in old["paragraphs"][-1]["text"]
    assert service.http.get(path, params={"revision": "none"}).status_code == 404
    service.http.delete(path)


def test_a_file_that_cannot_be_read_is_told_by_name_and_stops_no_other(
    service: RunningService,
) -> None:
    bad, empty, good = service.upload(
        ("bad.xyz", b"?"), ("empty.txt", b""), ("good.txt", b"Good\n\nA good paragraph of text.")
    )

    assert [(each["source"], each["status"]) for each in (bad, empty, good)] == [
        ("bad.xyz", "failed"),
        ("empty.txt", "failed"),
        ("good.txt", "added"),
    ]
    assert ".xyz" in bad["reason"]
    service.http.delete(f"/v1/articles/{good['article']}")


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "a\\..\\up.txt", "x" * 256 + ".txt"]
)
def test_a_file_name_is_a_label_and_never_a_path(service: RunningService, name: str) -> None:
    (outcome,) = service.upload((name, b"Up\n\nA paragraph of text that would be fine."))

    assert outcome["status"] == "failed"
    assert "name" in outcome["reason"]


def test_a_folder_in_a_file_name_stays_in_the_source(service: RunningService) -> None:
    identity = service.upload_text("reports/año.txt", "A year", "It was a long year for all.")

    assert service.http.get(f"/v1/articles/{identity}").json()["article"]["source"] == (
        "reports/año.txt"
    )
    service.http.delete(f"/v1/articles/{identity}")


def test_two_files_of_one_name_in_one_upload_do_not_overwrite_each_other(
    service: RunningService,
) -> None:
    two, one = service.upload(
        ("twin.txt", b"Twin\n\nThe first of the two twins."), ("twin.txt", b"Twin\n\nThe second.")
    )

    assert (one["status"], two["status"]) == ("added", "failed")
    assert "twice" in two["reason"]
    service.http.delete(f"/v1/articles/{one['article']}")


def test_a_removed_article_is_gone_for_programs_and_readers(service: RunningService) -> None:
    identity = service.upload_text("brief.txt", "Brief", "It was here only for a brief time.")

    removed = service.http.delete(f"/v1/articles/{identity}")

    assert (removed.status_code, removed.content) == (204, b"")
    response = service.http.get(f"/v1/articles/{identity}")
    assert response.status_code == 410
    assert response.json()["error"]["code"] == "deleted_article"
    assert service.http.delete(f"/v1/articles/{identity}").status_code == 410
    page = service.http.get(f"/articles/{identity}")
    assert page.status_code == 410
    assert page.headers["content-type"].startswith("text/html")
    assert identity in page.text


def test_the_client_door_ingests_and_removes(service: RunningService, tmp_path: Path) -> None:
    path = tmp_path / "local.txt"
    path.write_text("Local\n\nA paragraph that came through the client.")
    door = HttpDoor(service.url)
    try:
        (outcome,) = door.ingest([File("folder/local.txt", path)])
        assert (outcome.source, outcome.status) == ("folder/local.txt", "added")
        door.remove(outcome.article or "")
        with pytest.raises(InvalidRequest, match="was removed"):
            door.remove(outcome.article or "")
    finally:
        door.close()


def test_the_page_shows_numbered_paragraphs_as_they_are_written(
    service: RunningService, hostile: str
) -> None:
    response = service.http.get(f"/articles/{hostile}")

    assert response.status_code == 200
    assert 'id="p1"' in response.text
    assert 'href="#p2"' in response.text
    assert "<script" not in response.text
    assert "<img" not in response.text
    assert response.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    policy = response.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert "script-src" not in policy


def test_the_page_marks_a_quote(service: RunningService, hostile: str) -> None:
    page = service.http.get(f"/articles/{hostile}", params={"p": 2, "start": 4, "end": 20}).text

    assert "The <mark>second paragraph</mark> says" in page


@pytest.mark.parametrize(
    "query", ["p=2&start=9&end=4", "p=99&start=0&end=4", "p=1&start=9999&end=99999"]
)
def test_a_mark_that_marks_nothing_leaves_the_page_whole(
    service: RunningService, hostile: str, query: str
) -> None:
    page = service.http.get(f"/articles/{hostile}?{query}")

    assert page.status_code == 200
    assert "<mark>" not in page.text


def test_the_page_of_an_unknown_article_is_a_page(service: RunningService) -> None:
    response = service.http.get("/articles/<b>no")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "<b>" not in response.text


def test_a_citation_still_leads_to_what_it_quoted_after_the_article_changed(
    service: RunningService,
) -> None:
    identity = service.upload_text("moving.txt", "Moving", "The old words of the old paragraph.")
    old = service.http.get(f"/v1/articles/{identity}").json()["article"]["revision"]
    service.upload(("moving.txt", b"Moving\n\nThe new words of the new paragraph."))

    page = service.http.get(f"/articles/{identity}", params={"revision": old}).text

    assert "The old words" in page
    assert f"This is revision {old}" in page
    assert "The new words" in service.http.get(f"/articles/{identity}").text
    service.http.delete(f"/v1/articles/{identity}")


def test_the_pages_fetch_nothing_but_their_own_style_sheet(
    service: RunningService, hostile: str
) -> None:
    for path in (f"/articles/{hostile}", "/docs"):
        page = service.http.get(path).text

        assert page.count("<link ") == 1
        assert 'href="/static/article.css"' in page
        assert "src=" not in page.replace("src=x", "")
        assert "http" not in page
    sheet = service.http.get("/static/article.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
