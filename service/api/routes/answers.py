"""`/v1/answers` and `/v1/feedback`: answers that were given, and what readers thought of them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.answers import Answer
from service.api.responses import faults
from service.api.state import Service
from service.keeping import Feedback, FeedbackList

router = APIRouter(prefix="/v1", tags=["answers"])

Most = Annotated[int, Query(ge=1, le=1_000)]


@router.get(
    "/answers/{answer_id}",
    summary="Read an answer again",
    response_model=Answer,
    responses=faults(404, 422, 503),
)
async def one(answer_id: str, service: Service) -> Response:
    """Give an answer exactly as it was sent, for as long as it is kept."""
    body = await service.read(partial(service.answers.body, answer_id))
    return Response(body, media_type="application/json")


@router.post(
    "/answers/{answer_id}/feedback",
    status_code=204,
    summary="Say what you think of an answer",
    responses=faults(404, 413, 422, 503, 507),
)
async def rate(answer_id: str, feedback: Feedback, service: Service) -> None:
    """Keep `up` or `down` with a reason; each call adds one."""
    # Not as a write of the archive: it would wait for the end of a whole ingest.
    await service.read(partial(service.answers.rate, answer_id, feedback))


@router.get("/feedback", summary="Read the feedback, newest first", responses=faults(422, 503))
async def feedback(service: Service, limit: Most = 100) -> FeedbackList:
    """Give the latest feedback beside the answers that it is about."""
    return await service.read(partial(service.answers.feedback, most=limit))
