import re
from collections.abc import Iterator

import httpx
import pytest

from index.loopback import is_loopback
from support.service import RunningService, running

KEY = "a-key-of-many-bits"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that asks for a key."""
    with running(tmp_path_factory.mktemp("guarded"), api_key=KEY) as service:
        yield service


ROUTES = [
    ("POST", "/v1/ask"),
    ("POST", "/v1/search"),
    ("GET", "/v1/articles"),
    ("POST", "/v1/articles"),
    ("GET", "/v1/articles/x"),
    ("DELETE", "/v1/articles/x"),
    ("GET", "/v1/answers/x"),
    ("POST", "/v1/answers/x/feedback"),
    ("GET", "/v1/feedback"),
    ("GET", "/v1/overview"),
    ("GET", "/v1/examples"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/nowhere"),
    ("POST", "/"),
    ("GET", "/articles/x/y"),
    ("GET", "/static"),
]
PAGES = ["/", "/articles", "/articles/x", "/answers/x", "/static/chat.js", "/static/base.css"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "authorization", [None, "", KEY, "Bearer", "Bearer wrong", f"Basic {KEY}", "Bearer \xe9"]
)
def test_without_the_key_every_route_that_gives_data_is_closed(
    guarded: RunningService, method: str, path: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}
    response = httpx.request(method, guarded.url + path, headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["error"]["code"] == "unauthorized"


def test_the_routes_tried_are_all_there_are(guarded: RunningService) -> None:
    described = guarded.http.get("/openapi.json").json()["paths"]

    shown = {
        (method.upper(), re.sub(r"\{\w+\}", "x", path))
        for path, operations in described.items()
        for method in operations
    }
    assert shown - {("GET", "/healthz"), ("GET", "/readyz")} <= set(ROUTES)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_with_the_key_and_without(guarded: RunningService, path: str) -> None:
    held = guarded.upload_text(f"{len(path)}.txt", "Held", "A secret that only a key may open.")
    path = path.replace("articles/x", f"articles/{held}")

    without = httpx.get(guarded.url + path)
    with_key = guarded.http.get(path)

    assert without.status_code == 200
    assert without.text == with_key.text
    assert "secret" not in without.text
    assert "Held" not in without.text
    guarded.http.delete(f"/v1/articles/{held}")
    assert httpx.get(guarded.url + path).status_code == 200
    gone = 410 if held in path else 200
    assert guarded.http.get(path).status_code == gone


def test_the_key_opens_and_health_needs_none(guarded: RunningService) -> None:
    assert guarded.http.get("/v1/articles").status_code == 200
    lower = httpx.get(guarded.url + "/v1/articles", headers={"Authorization": f"bearer {KEY}"})
    assert lower.status_code == 200
    assert httpx.get(guarded.url + "/healthz").json() == {"status": "ok"}
    assert httpx.get(guarded.url + "/readyz").status_code in {200, 503}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("nutgraf.example", False),
    ],
)
def test_loopback_addresses_are_told_from_others(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
