import json
from pathlib import Path

import pytest

from index.errors import DeletedArticle
from index.sources import File
from service.client import HttpDoor
from service.listing import ArticleList, ArticleText
from support.service import RunningService, seeds


def test_lists_the_articles_by_title(service: RunningService) -> None:
    listed = ArticleList.model_validate_json(service.http.get("/v1/articles").content).articles

    assert {name for name, _ in seeds()} <= {each.source for each in listed}
    assert [each.title for each in listed] == sorted(each.title for each in listed)


def test_pages_of_a_list_put_together_are_the_list(service: RunningService) -> None:
    whole = service.http.get("/v1/articles").json()
    pages = [
        service.http.get("/v1/articles", params={"limit": 2, "offset": offset}).json()
        for offset in range(0, whole["total"], 2)
    ]

    assert [each for page in pages for each in page["articles"]] == whole["articles"]
    assert {page["total"] for page in pages} == {len(whole["articles"])}
    assert service.http.get("/v1/articles", params={"offset": whole["total"]}).json() == {
        **whole,
        "articles": [],
    }


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1_001}, {"offset": -1}, {"order": "length"}, {"page": 2}]
)
def test_a_list_that_cannot_be_given_is_refused_by_the_name_of_what_is_wrong(
    service: RunningService, query: dict[str, object]
) -> None:
    response = service.http.get("/v1/articles", params=query)

    assert response.status_code == 422
    assert next(iter(query)) in response.json()["error"]["message"]


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
    assert [each.is_current for each in current.revisions] == [False, True]
    old = service.http.get(path, params={"revision": current.revisions[0].id}).json()
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


def test_an_upload_of_which_nothing_could_be_taken_in_is_no_success(
    service: RunningService,
) -> None:
    bad = ("files", ("bad.xyz", b"?"))
    none = service.http.post("/v1/articles", files=[bad, ("files", ("empty.txt", b""))])
    some = service.http.post("/v1/articles", files=[bad, ("files", ("good.txt", b"Good text."))])

    assert none.status_code == 422
    assert none.json()["error"]["code"] == "unreadable_file"
    assert none.json()["error"]["retryable"] is False
    assert "bad.xyz" in none.json()["error"]["message"]
    assert "1 more" in none.json()["error"]["message"]
    assert [each["status"] for each in none.json()["outcomes"]] == ["failed", "failed"]
    assert some.status_code == 200
    assert [each["status"] for each in some.json()["outcomes"]] == ["failed", "added"]
    service.http.delete(f"/v1/articles/{some.json()['outcomes'][1]['article']}")


def test_a_file_that_cannot_be_read_stops_no_other_on_its_way_to_a_service(
    service: RunningService, tmp_path: Path
) -> None:
    for name, text in (("bad.xyz", "?"), ("good.txt", "Good\n\nA good paragraph of text.")):
        (tmp_path / name).write_text(text)
    door = HttpDoor(service.url)
    files = [File(name, tmp_path / name) for name in ("bad.xyz", "good.txt")]
    bad, good = door.ingest(files)
    door.remove(str(good.article))
    door.close()

    assert (bad.status, good.status) == ("failed", "added")
    assert ".xyz" in str(bad.reason)


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
    assert service.http.get(f"/articles/{identity}").status_code == 410


def test_the_client_door_ingests_and_removes(service: RunningService, tmp_path: Path) -> None:
    path = tmp_path / "local.txt"
    path.write_text("Local\n\nA paragraph that came through the client.")
    door = HttpDoor(service.url)
    try:
        (outcome,) = door.ingest([File("folder/local.txt", path)])
        assert (outcome.source, outcome.status) == ("folder/local.txt", "added")
        door.remove(outcome.article or "")
        with pytest.raises(DeletedArticle, match="was removed"):
            door.remove(outcome.article or "")
    finally:
        door.close()


def test_the_client_door_names_an_id_that_stands_in_two_files(
    service: RunningService, tmp_path: Path
) -> None:
    files = [File(name, tmp_path / name) for name in ("2022.jsonl", "2023.jsonl")]
    for file in files:
        text = f"The council said no in {file.source}."
        file.path.write_text(json.dumps({"id": "n1", "text": text}))
    door = HttpDoor(service.url)
    try:
        first, second = door.ingest(files)
    finally:
        door.close()
    assert first.status == "added"
    assert (second.source, second.status) == ("2023.jsonl", "failed")
    assert second.reason == (
        "the id 'n1' stands in '2022.jsonl' already: give each article an id of its own; "
        "the later is kept now"
    )
    service.http.delete(f"/v1/articles/{first.article}")


def test_of_one_upload_the_first_with_an_id_is_taken_in(service: RunningService) -> None:
    lines = [
        json.dumps({"id": "n2", "text": f"The council said {who} to it."}) for who in ("yes", "no")
    ]
    failed, added = service.upload(("a.jsonl", lines[0].encode()), ("b.jsonl", lines[1].encode()))
    assert (added["source"], added["status"]) == ("n2", "added")
    assert (failed["source"], failed["status"]) == ("b.jsonl:1", "failed")
    assert failed["reason"].startswith("the id 'n2' stands in 'a.jsonl:1' already")
    service.http.delete(f"/v1/articles/{added['article']}")
