"""The pages. They hold no data: what they show they fetch from `/v1`, with the key."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response

from index.errors import DeletedArticle, UnknownArticle
from service.api.gate import may_read
from service.api.state import Service, State

router = APIRouter(include_in_schema=False)


@router.get("/")
async def chat(service: Service) -> Response:
    """Where questions are asked."""
    return service.pages.page("chat")


@router.get("/answers/{answer_id}")
async def answer(answer_id: str, service: Service) -> Response:  # noqa: ARG001
    """One answer, shared by its link."""
    return service.pages.page("answer")


@router.get("/articles")
async def articles(service: Service) -> Response:
    """The archive."""
    return service.pages.page("articles")


@router.get("/articles/{article_id}")
async def article(
    article_id: str, request: Request, service: Service, revision: str | None = None
) -> Response:
    """The reader. Its status says whether the article is there, to whoever may know."""
    if not may_read(request.scope):
        return service.pages.page("reader")
    status = await service.read(partial(_status, service, article_id, revision))
    return service.pages.page("reader", status=status)


@router.get("/docs")
async def docs(request: Request, service: Service) -> Response:
    """What this service can do, read off its own description."""
    return service.pages.routes(request.app.openapi())


def _status(service: State, article_id: str, revision: str | None) -> int:
    try:
        service.door.archive.record.articles.get(article_id, revision)
    except UnknownArticle:
        return 404
    except DeletedArticle:
        return 410
    return 200
