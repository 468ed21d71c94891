"""The application: its routes, what stands before them, and what runs beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from service.api.errors import add_error_handlers
from service.api.events import HEARTBEAT_S
from service.api.gate import Gate
from service.api.headers import GuardedResponses
from service.api.heads import Heads
from service.api.limits import BodyLimit
from service.api.mending import Mender
from service.api.pages import Assets, Pages
from service.api.responses import faults
from service.api.routes import answers, articles, asking, health, overview, pages
from service.api.state import State
from service.door import LocalDoor
from service.keeping import AnswerBook
from service.overview import Overviews

KEEP_ANSWERS_DAYS = 90
DESCRIPTION = "Ask an archive of articles; every sentence of an answer is cited and checked."


def create_app(
    *,
    door: LocalDoor,
    api_key: str | None,
    max_upload_bytes: int,
    host: str = "127.0.0.1",
    keep_answers_days: int = KEEP_ANSWERS_DAYS,
    heartbeat_s: float = HEARTBEAT_S,
) -> FastAPI:
    """Make the application of one archive.

    Args:
        door: The archive; closed when the application ends.
        api_key: Asked of every caller; None asks for none.
        max_upload_bytes: The largest upload.
        host: The address that the application will be served at; on a loopback
            address it answers to loopback names only.
        keep_answers_days: For how long an answer can be read again; 0 keeps none.
        heartbeat_s: After how long a silent stream sends a comment.
    """
    app = FastAPI(
        title="nutgraf",
        version=version("nutgraf"),
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service = State(
        door=door,
        mender=Mender(door.archive),
        pages=Pages(),
        answers=AnswerBook(door.archive.record.answers, days=keep_answers_days),
        overviews=Overviews(door, max_upload_bytes=max_upload_bytes),
        heartbeat_s=heartbeat_s,
    )
    app.state.has_key = api_key is not None
    _add_routes(app, has_key=api_key is not None)
    add_error_handlers(app)
    app.add_middleware(Heads)
    questions = dict.fromkeys(asking.QUESTIONS, asking.MAX_QUESTION_BYTES)
    app.add_middleware(BodyLimit, larger={articles.UPLOADS: max_upload_bytes, **questions})
    app.add_middleware(Gate, api_key=api_key, host=host)
    app.add_middleware(GuardedResponses)
    return app


def _add_routes(app: FastAPI, *, has_key: bool) -> None:
    """Add all routes; the gate asks for the key, and the document says where."""
    guarded = [Depends(HTTPBearer(auto_error=False))] if has_key else []
    for module in (asking, articles, answers, overview):
        app.include_router(
            module.router, dependencies=guarded, responses=faults(401) if has_key else {}
        )
    app.include_router(health.router)
    app.include_router(pages.router)
    app.mount("/static", Assets())


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: State = app.state.service
    await to_thread.run_sync(service.answers.expire)
    service.mender.start()
    try:
        yield
    finally:
        await to_thread.run_sync(service.mender.stop)
        await to_thread.run_sync(service.door.close)
