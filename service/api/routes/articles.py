"""`/v1/articles`: list, read, take in, remove."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import JSONResponse

from index.errors import UnreadableFile
from service.api.errors import ErrorBody, body_of, class_of
from service.api.responses import faults
from service.api.state import Service, State
from service.api.uploads import articles_of
from service.listing import ArticleList, ArticleText, IngestOutcome, IngestReport, Listing

UPLOADS = "/v1/articles"

NONE_READ = "The request cannot be served as it is, or none of the files could be taken in"


class NothingTaken(ErrorBody):
    """The body where every file of an upload failed: the error of the first, and what of each."""

    outcomes: tuple[IngestOutcome, ...] = ()


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
    response_model=IngestReport,
    responses={**faults(413, 503, 507), 422: {"model": NothingTaken, "description": NONE_READ}},
)
async def take_in(
    files: Annotated[list[UploadFile], File(description="named with their suffix")],
    service: Service,
) -> IngestReport | Response:
    """Take in the articles of the files in the form's field `files`.

    What became of each is told once it is certain; a file that cannot be read is
    `failed` with its reason and does not stop the others. Where all have failed the
    status is 422, with the reasons in `outcomes` beside the `error`. Sending the same
    files again changes nothing. The file's name becomes the article's source.
    """
    report = await service.write(partial(_taken_in, service, files))
    if not report.outcomes or any(each.status != "failed" for each in report.outcomes):
        return report
    fault = UnreadableFile(report.outcomes[0].source, _reasons(report))
    refused = NothingTaken(error=body_of(fault).error, outcomes=report.outcomes)
    return JSONResponse(refused.model_dump(mode="json"), status_code=class_of(fault).status)


@router.delete(
    "/{article_id}",
    status_code=204,
    summary="Remove an article",
    responses=faults(404, 410, 422, 503, 507),
)
async def remove(article_id: str, service: Service) -> None:
    """Remove an article with all its revisions; its id then answers 410."""
    await service.remove(partial(service.door.remove, article_id))


def _reasons(report: IngestReport) -> str:
    first, *others = report.outcomes
    more = f" (and {len(others)} more, all failed)" if others else ""
    return f"{first.reason}{more}"


def _taken_in(service: State, files: list[UploadFile]) -> IngestReport:
    named = [(each.filename or "", each.file) for each in files]
    parsed = articles_of(named, service.stopping)
    return IngestReport(outcomes=tuple(service.door.take_in(parsed)))
