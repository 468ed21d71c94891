"""Answers as server-sent events: `meta`, `sentence`…, then one `done` or `error`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from service.answers import Answer, AnswerEvent, CheckedSentence, Meta
from service.api.errors import body_of
from service.api.runs import Run

HEARTBEAT_S = 15.0
NAMES: dict[type[AnswerEvent], str] = {
    Meta: "meta",
    CheckedSentence: "sentence",
    Answer: "done",
}
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class AnswerStream(EventSourceResponse):
    """The stream of one run; when the client goes, the run ends."""

    def __init__(self, run: Run, first: AnswerEvent | None, *, heartbeat_s: float) -> None:
        """Make the stream.

        Args:
            run: The answer in the making.
            first: Its first event, awaited before, so that what goes wrong by then
                has a status of its own; None if it did not come in time.
            heartbeat_s: After how long without an event a comment is sent.
        """
        super().__init__(_frames(run, first, heartbeat_s), headers=HEADERS)
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events as they come."""
        with closing(self._run):
            await super().__call__(scope, receive, send)


async def _frames(run: Run, first: AnswerEvent | None, heartbeat_s: float) -> AsyncIterator[bytes]:
    event = first
    yield _beat_or_event(event)
    while not isinstance(event, Answer):
        try:
            event = await run.event(within=heartbeat_s)
        except Exception as fault:  # noqa: BLE001 - the edge: a stream ends in `done` or `error`
            yield _frame("error", body_of(fault))
            return
        yield _beat_or_event(event)


def _beat_or_event(event: AnswerEvent | None) -> bytes:
    return KEEPALIVE_COMMENT if event is None else _frame(NAMES[type(event)], event)


def _frame(name: str, body: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=body.model_dump_json())
