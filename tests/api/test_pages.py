import re
from html import unescape

import pytest

from support.service import RunningService

PAGES = ["/", "/articles", "/articles/x", "/answers/x", "/docs"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
}
MOST_BYTES = 100_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_load_what_is_its_services_own_and_nothing_else(
    service: RunningService, path: str
) -> None:
    response = service.http.get(path)

    assert response.headers["content-type"].startswith("text/html")
    assert set(response.headers["content-security-policy"].split("; ")) == POLICY
    named = re.findall(r'(?:src|href)="([^"#]*)"', response.text)
    assert named
    assert all(each.startswith("/") and not each.startswith("//") for each in named)
    assert re.search(r"<style|\sstyle=|\son\w+=|<script(?! [^>]*src=)", response.text) is None


def test_all_that_a_page_is_made_of_is_small_and_is_asked_for_anew_after_an_upgrade(
    service: RunningService,
) -> None:
    waiting, sizes = ["/"], {}
    while waiting:
        path = waiting.pop()
        response = service.http.get(path)
        assert response.status_code == 200, path
        assert response.headers["cache-control"] == "no-cache"
        sizes[path] = len(response.content)
        found = re.findall(r'(?:src|href)="(/static/[^"]+)"', response.text)
        found += [f"/static/{name}" for name in re.findall(r'from "\./([^"]+)"', response.text)]
        waiting += [each for each in found if each not in sizes]

    assert sum(sizes.values()) <= MOST_BYTES
    assert "/static/events.js" in sizes
    script = service.http.get("/static/chat.js")
    again = service.http.get("/static/chat.js", headers={"If-None-Match": script.headers["etag"]})
    assert script.headers["content-type"].startswith("text/javascript")
    assert again.status_code == 304


def test_no_script_has_a_way_to_turn_text_into_markup(service: RunningService) -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    )
    for name in ("chat", "archive", "reader", "shared", "dom", "answer", "article", "turn"):
        assert forbidden.search(service.http.get(f"/static/{name}.js").text) is None


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/none.js"])
def test_nothing_beside_the_assets_is_served(service: RunningService, path: str) -> None:
    assert service.http.get(path).status_code == 404


def test_the_readers_status_tells_programs_whether_the_article_is_there(
    service: RunningService,
) -> None:
    identity = service.upload_text("paged.txt", "Paged", "A paragraph that is on a page.")

    assert service.http.get(f"/articles/{identity}").status_code == 200
    assert service.http.get(f"/articles/{identity}?revision=none").status_code == 404
    service.http.delete(f"/v1/articles/{identity}")
    assert service.http.get(f"/articles/{identity}").status_code == 410
    assert service.http.get("/articles/<b>no").status_code == 404


def test_the_page_of_routes_says_what_a_body_may_hold(service: RunningService) -> None:
    page = service.http.get("/docs").text
    told = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<li>(.+?)</li>", page)]
    fields = [unescape(each) for each in told]

    assert "question, string of at most 4,000 characters, needed" in fields
    assert "filters, {outlets, articles, since, until}, optional" in fields
    assert "top_k, integer from 1 to 100, 10 if not said" in fields
    assert 'mode, one of "auto", "llm", "extractive", "auto" if not said' in fields
    assert "conversation, list of {role, content}, optional" in fields
    assert "files, list of file, needed" in fields
