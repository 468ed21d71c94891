"""`/v1/articles`: list, read, take in, remove."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile

from service.api.responses import faults
from service.api.state import Service, State
from service.api.uploads import articles_of
from service.listing import ArticleList, ArticleText, IngestReport, Listing

UPLOADS = "/v1/articles"

router = APIRouter(prefix=UPLOADS, tags=["articles"])


@router.get("", summary="List the articles", responses=faults(422, 503))
async def listing(asked: Annotated[Listing, Query()], service: Service) -> ArticleList:
    """Give the articles at their current revisions, without their text.

    All of them by title, unless the query says which (`find`), in which `order`, or which
    page (`limit`, `offset`).
    """
    return await service.read(partial(service.door.articles, asked))


@router.get(
    "/{article_id}",
    summary="Read one article",
    responses=faults(404, 410, 422, 503),
)
async def one(article_id: str, service: Service, revision: str | None = None) -> ArticleText:
    """Give an article with its paragraphs, at `revision` or at its current one."""
    return await service.read(partial(service.door.article, article_id, revision))


@router.post(
    "",
    summary="Take in files",
    responses=faults(413, 422, 503, 507),
)
async def take_in(
    files: Annotated[list[UploadFile], File(description="named with their suffix")],
    service: Service,
) -> IngestReport:
    """Take in the articles of the files in the form's field `files`.

    What became of each is told once it is certain; a file that cannot be read is
    `failed` with its reason and does not stop the others, so the status is 200 as
    long as the archive can be written. Sending the same files again changes nothing.
    The file's name becomes the article's source.
    """
    return await service.write(partial(_taken_in, service, files))


@router.delete(
    "/{article_id}",
    status_code=204,
    summary="Remove an article",
    responses=faults(404, 410, 422, 503, 507),
)
async def remove(article_id: str, service: Service) -> None:
    """Remove an article with all its revisions; its id then answers 410."""
    await service.remove(partial(service.door.remove, article_id))


def _taken_in(service: State, files: list[UploadFile]) -> IngestReport:
    named = [(each.filename or "", each.file) for each in files]
    parsed = articles_of(named, service.stopping)
    return IngestReport(outcomes=tuple(service.door.take_in(parsed)))
