"""`/healthz` and `/readyz`, which need no key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from index.archive import Archive
from index.errors import IndexUnavailable
from service.api.errors import error_response
from service.api.responses import faults
from service.api.state import Service

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What can be asked, and whether each index is used or the record is scanned instead."""

    status: Literal["ready"] = "ready"
    articles: int
    passages: int
    dense: bool
    lexical: bool


@router.get("/healthz", summary="Whether the process answers")
async def healthz() -> Health:
    """Answer without touching the archive or any thread."""
    return Health()


@router.get(
    "/readyz",
    summary="Whether the archive is open and its indexes were checked",
    response_model=Readiness,
    responses=faults(503),
)
async def readyz(service: Service) -> Readiness | Response:
    """Answer 503 until the indexes were compared with the record once."""
    readiness = await service.check(lambda: _readiness(service.door.archive))
    if service.mender.first_ended and not service.stopping.is_set():
        return readiness
    return error_response(
        503,
        "not_ready",
        f"{readiness.articles} articles are there, but the indexes are being checked",
        retryable=True,
        headers={"Retry-After": "1"},
    )


def _readiness(archive: Archive) -> Readiness:
    return Readiness(
        articles=archive.record.articles.count(),
        passages=archive.record.passages.count(),
        dense=_works(lambda: archive.dense.trusted),
        lexical=_works(lambda: archive.lexical.trusted),
    )


def _works(index: Callable[[], object]) -> bool:
    try:
        index()
    except IndexUnavailable:
        return False
    return True
