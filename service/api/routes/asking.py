"""`POST /v1/ask` and `POST /v1/search`."""

from __future__ import annotations

import asyncio
from contextlib import closing
from functools import partial

from fastapi import APIRouter, Request, Response

from service.answers import (
    MAX_MESSAGE_CHARACTERS,
    MAX_MESSAGES,
    Answer,
    Ask,
    Findings,
    Search,
)
from service.api.events import AnswerStream
from service.api.responses import EVENT_STREAM, STREAM, faults
from service.api.runs import Run
from service.api.state import Service

QUESTIONS = ("/v1/ask", "/v1/search")
# The longest conversation with a million bytes of filters; JSON may take 12 bytes a character.
MAX_QUESTION_BYTES = 12 * MAX_MESSAGES * MAX_MESSAGE_CHARACTERS + 1_000_000

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post(
    "/ask",
    summary="Answer a question, every sentence cited and checked",
    response_model=Answer,
    responses={200: STREAM, **faults(404, 410, 413, 422, 503)},
)
async def ask(body: Ask, request: Request, service: Service) -> Answer | Response:
    """Answer as JSON, or as a stream when `stream` is true or `text/event-stream` is accepted.

    A stream is `meta`, then a `sentence` for each checked sentence, then exactly one
    `done` (the whole answer) or `error`. A refusal is an answer too.
    """
    run = service.runs.begin(partial(service.answer_events, body))
    if body.stream or EVENT_STREAM in request.headers.get("accept", ""):
        return await _stream(run, service.heartbeat_s)
    with closing(run):
        watcher = asyncio.create_task(_end_when_gone(request, run))
        try:
            return await run.answer()
        finally:
            watcher.cancel()


@router.post(
    "/search",
    summary="Find passages, without an answer",
    responses=faults(404, 410, 413, 422, 503),
)
async def search(body: Search, service: Service) -> Findings:
    """Give the `top_k` passages that may answer the question, best first."""
    return await service.read(partial(service.door.search, body))


async def _stream(run: Run, heartbeat_s: float) -> AnswerStream:
    """The stream of a run, once its first event is there or a heartbeat is due."""
    first = await run.event(within=heartbeat_s)
    return AnswerStream(run, first, heartbeat_s=heartbeat_s)


async def _end_when_gone(request: Request, run: Run) -> None:
    """End a run when its client goes; cancelled when the run ends before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    run.close()
