"""The pages: the reader, its style sheet, the list of routes."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from index.errors import DeletedArticle, UnknownArticle
from service.api.pages import Mark
from service.api.responses import page
from service.api.state import Service, State

router = APIRouter(tags=["pages"])

Count = Annotated[int, Query(ge=0, le=10**9)]


@router.get(
    "/articles/{article_id}",
    summary="Read an article as a page",
    response_class=HTMLResponse,
    responses={404: page("There is no such article"), 410: page("The article was removed")},
)
async def article(
    article_id: str,
    service: Service,
    *,
    revision: str | None = None,
    p: Count = 0,
    start: Count = 0,
    end: Count = 0,
) -> Response:
    """Show the paragraphs under `#p1`, `#p2`…; characters `start` to `end` of `p` are marked."""
    mark = Mark(p, start, end) if end > start else None
    return await service.read(partial(_article, service, article_id, revision, mark))


@router.get("/docs", summary="List the routes as a page", response_class=HTMLResponse)
async def docs(request: Request, service: Service) -> Response:
    """Show what this service can do."""
    return service.pages.routes(request.app.openapi())


@router.get("/", include_in_schema=False)
async def home() -> Response:
    """Send a browser to the list of routes."""
    return RedirectResponse("/docs")


@router.get("/static/article.css", include_in_schema=False)
async def style_sheet(service: Service) -> Response:
    """The style of all pages."""
    sheet = files("service.api") / "static" / "article.css"
    return Response(await service.read(sheet.read_bytes), media_type="text/css")


def _article(service: State, article_id: str, revision: str | None, mark: Mark | None) -> Response:
    door = service.door
    try:
        text = door.article(article_id, revision)
        current = door.article(article_id) if revision else text
    except UnknownArticle as fault:
        return service.pages.notice(404, "No such article", str(fault))
    except DeletedArticle as fault:
        return service.pages.notice(410, "Removed", str(fault))
    return service.pages.article(text, current=current.article.revision, mark=mark)
