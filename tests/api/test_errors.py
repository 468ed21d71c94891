import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.archive import Archive
from index.errors import IndexUnavailable, OperatorError, StorageFull, StorageReadOnly
from service.api.app import create_app
from service.door import LocalDoor
from service.listing import ALL_ARTICLES, ArticleList, Listing
from support.service import RunningService, running, served

DEEP = b'{"question": ' + b"[" * 100_000
JSON = {"Content-Type": "application/json"}


def error_of(response: httpx.Response) -> dict[str, Any]:
    """The error, in the one shape that all of them have."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "retryable"}
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/articles/", 404, "not_found"),
        ("PUT", "/v1/ask", 405, "method_not_allowed"),
        ("GET", f"/v1/articles?offset={2**63}", 422, "invalid_request"),
        ("GET", f"/v1/articles?offset={10**30}", 422, "invalid_request"),
        ("GET", "/v1/articles/unknown", 404, "unknown_article"),
        ("DELETE", "/v1/articles/unknown", 404, "unknown_article"),
        ("POST", "/v1/ask", 422, "invalid_request"),
        ("POST", "/v1/articles", 422, "invalid_request"),
    ],
)
def test_every_error_has_the_one_shape(
    service: RunningService, method: str, path: str, status: int, code: str
) -> None:
    response = service.http.request(method, path)

    assert response.status_code == status
    assert error_of(response)["code"] == code
    assert error_of(response)["retryable"] is False


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "'question': Field required"),
        ({"question": "x" * 4_001}, "'question': String should have at most 4000 characters"),
        ({"question": "Who?", "top_k": 0}, "'top_k'"),
        ({"question": "Who?", "filters": {"since": "May"}}, "'filters.since'"),
        (
            {"question": "Who?", "qestion": 1},
            "'qestion': there is no such field; is 'question' meant?",
        ),
        (
            {"question": "Who?", "filters": {"outlet": ["The Post"]}},
            "'filters.outlet': there is no such field; is 'outlets' meant?",
        ),
        (
            {"question": "Who?", "filters": {"outlets": "The Post"}},
            "'filters.outlets': has to be a list",
        ),
        ({"question": "Who?", "filters": {"since": 20230201}}, "write a day as 2023-10-05"),
        ({"question": "Who?", "zzz": 1}, "/docs lists the fields"),
        ({"question": "?!"}, "the question is empty"),
    ],
)
def test_a_field_that_cannot_be_served_is_named(
    service: RunningService, body: object, told: str
) -> None:
    response = service.http.post("/v1/ask", json=body)

    assert response.status_code == 422
    assert told in error_of(response)["message"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b"\xff\xfe{", 400),
        (b'{"question": "\\ud800 who", "\\udfff": 1}', 422),
        (DEEP, 400),
    ],
)
def test_a_body_that_is_no_sound_json_is_the_callers_error(
    service: RunningService, body: bytes, status: int
) -> None:
    response = service.http.post("/v1/ask", content=body, headers=JSON)

    assert response.status_code == status
    assert error_of(response)["code"] in {"bad_request", "invalid_request"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/articles/unknown", None),
        ("POST", "/v1/ask", {"question": "Who?", "filters": {"articles": ["unknown"]}}),
        ("POST", "/v1/ask", {"question": "Who met?", "filters": {"since": "2999-01-01"}}),
        ("POST", "/v1/search", {"question": "Who met?", "filters": {"until": "1900-01-01"}}),
    ],
)
def test_an_error_speaks_of_no_command_line(
    service: RunningService, method: str, path: str, body: object
) -> None:
    message = error_of(service.http.request(method, path, json=body))["message"]

    assert "list the articles" in message
    assert "nutgraf " not in message


def test_a_damaged_record_speaks_of_a_setting(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.await_ready()
        service.door.archive.record.close()
        for name in ("record.sqlite", "record.sqlite-wal", "record.sqlite-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / "record.sqlite").write_bytes(b"no database at all" * 1_000)
        response = service.http.get("/v1/articles")

    assert response.status_code == 503
    message = error_of(response)["message"]
    assert "set another data_dir" in message
    assert "--" not in message


def test_a_value_of_an_invalid_request_is_not_repeated(service: RunningService) -> None:
    response = service.http.post("/v1/ask", json={"question": ["a secret"]})

    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/v1/ask", 13_000_000),
        ("/v1/search", 13_000_000),
        ("/v1/articles", 1_000_000),
        ("/nowhere", 1_000_000),
    ],
)
def test_a_body_over_the_limit_is_refused_as_announced_and_as_read(
    service: RunningService, path: str, most: int
) -> None:
    announced = service.http.post(path, content=b" " * (most + 1), headers=JSON)
    assert announced.status_code == 413
    assert f"{most:,} bytes" in error_of(announced)["message"]

    if path != "/nowhere":
        multipart = {"Content-Type": "multipart/form-data; boundary=b"}
        headers = multipart if path == "/v1/articles" else JSON
        read = service.http.post(path, content=pieces(most), headers=headers)
        assert read.status_code == 413
        assert error_of(read) == error_of(announced)


def pieces(most: int) -> Iterator[bytes]:
    """A body of a size that nobody announced: a part that never ends."""
    yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    for _ in range(most // 100_000 + 1):
        yield b"x" * 100_000


@pytest.mark.parametrize("letter", ["a", "\U0001f600"], ids=["ascii", "emoji"])
def test_the_longest_conversation_that_is_allowed_has_room(
    service: RunningService, letter: str
) -> None:
    turn = {"role": "user", "content": letter * 20_000}
    body = {"question": "Who met Zarif in Isfahan?", "conversation": [turn] * 50}

    for path in ("/v1/search", "/v1/ask"):
        response = service.http.post(path, content=json.dumps(body), headers=JSON)
        assert response.status_code == 200
    longer = {**body, "conversation": [turn] * 51}
    refused = service.http.post("/v1/search", content=json.dumps(longer), headers=JSON)
    assert refused.status_code == 422
    assert "'conversation'" in error_of(refused)["message"]


def test_a_stranger_name_for_this_machine_is_refused(service: RunningService) -> None:
    """Or else a page could point its own name here and read the archive."""
    for host in ("evil.example", "127.0.0.1.evil.example", ""):
        response = service.http.get("/v1/articles", headers={"Host": host})

        assert response.status_code == 400
        assert error_of(response)["code"] == "unknown_host"
    for host in ("localhost:1", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
        assert service.http.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_page_from_elsewhere_cannot_make_a_browser_write(service: RunningService) -> None:
    upload = {"files": ("planted.txt", b"Planted.")}
    for origin in ("http://evil.example", "null"):
        response = service.http.post("/v1/articles", files=upload, headers={"Origin": origin})

        assert response.status_code == 403
        assert error_of(response)["code"] == "foreign_origin"
    own = service.http.post(
        "/v1/search", json={"question": "Who?"}, headers={"Origin": service.url}
    )
    assert own.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/v1/articles", "/docs", "/articles/no"])
def test_every_response_has_the_security_headers(service: RunningService, path: str) -> None:
    headers = service.http.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


class BrokenDoor(LocalDoor):
    """A door behind which something has failed."""

    def __init__(self, archive: Archive, fault: Exception) -> None:
        self.archive = archive
        self._fault = fault

    def articles(self, listing: Listing = ALL_ARTICLES) -> ArticleList:
        raise self._fault

    def close(self) -> None:
        """Leave the archive to its owner."""


@pytest.mark.parametrize(
    ("fault", "status", "code", "retryable"),
    [
        (StorageFull("told"), 507, "storage_full", False),
        (StorageReadOnly("told"), 503, "storage_read_only", False),
        (OperatorError("told"), 503, "archive_fault", False),
        (IndexUnavailable("told"), 503, "index_unavailable", True),
    ],
)
def test_a_fault_of_the_archive_has_its_status(
    service: RunningService, fault: Exception, status: int, code: str, *, retryable: bool
) -> None:
    response = from_broken(service, fault)

    assert response.status_code == status
    assert error_of(response) == {"code": code, "message": "told", "retryable": retryable}
    assert ("retry-after" in response.headers) is retryable


def test_an_error_that_nobody_foresaw_shows_no_detail(service: RunningService) -> None:
    response = from_broken(service, RuntimeError("a detail of the inside"))

    assert response.status_code == 500
    assert error_of(response)["code"] == "internal"
    assert "detail" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def from_broken(service: RunningService, fault: Exception) -> httpx.Response:
    """The list of articles, from a service whose archive fails."""
    door = BrokenDoor(service.door.archive, fault)
    with served(create_app(door=door, api_key=None, max_upload_bytes=1)) as server:
        return httpx.get(server.url + "/v1/articles")
