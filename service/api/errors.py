"""The one error shape, and the one place where errors get their HTTP status.

    {"error": {"code": "unknown_article", "message": "…", "retryable": false}}

`code` is for programs, `message` for people, and `retryable` says whether the
same request may work later without anybody mending anything.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from index.errors import (
    ArchiveError,
    DeletedArticle,
    IndexUnavailable,
    InputError,
    NothingMatches,
    OperatorError,
    StorageFull,
    StorageReadOnly,
    UnknownAnswer,
    UnknownArticle,
    UnreadableFile,
)
from service.answers import VALUE_ERROR, Ask, FilterFields, Turn
from service.api.headers import SECURITY_HEADERS
from service.errors import InvalidRequest, ModelUnavailable, ServiceError

MAX_COMPLAINTS = 5
MAX_NAME = 60

# What pydantic says of these speaks of Python.
_SAID = {"tuple_type": "has to be a list", "extra_forbidden": "there is no such field"}
_FIELDS = (*Ask.model_fields, *FilterFields.model_fields, *Turn.model_fields)

logger = logging.getLogger(__name__)


class Stopping(ServiceError):
    """Raised into what is still being made when the service stops."""

    def __init__(self) -> None:
        super().__init__("the service is stopping: ask again in a moment")


class Busy(ServiceError):
    """Raised when as many answers are being made or waited for as there may be."""


class Abandoned(ServiceError):
    """Raised into an answer whose client has gone."""


class Fault(BaseModel):
    """What went wrong."""

    code: str
    message: str
    retryable: bool


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: Fault


@dataclass(frozen=True, slots=True)
class Class:
    """How a class of errors is shown."""

    status: int
    code: str
    retryable: bool = False


CLASSES: Mapping[type[Exception], Class] = MappingProxyType(
    {
        UnknownArticle: Class(404, "unknown_article"),
        DeletedArticle: Class(410, "deleted_article"),
        UnknownAnswer: Class(404, "unknown_answer"),
        NothingMatches: Class(422, "nothing_matches"),
        UnreadableFile: Class(422, "unreadable_file"),
        InputError: Class(422, "invalid_input"),
        StorageFull: Class(507, "storage_full"),
        StorageReadOnly: Class(503, "storage_read_only"),
        OperatorError: Class(503, "archive_fault"),
        IndexUnavailable: Class(503, "index_unavailable", retryable=True),
        ArchiveError: Class(503, "archive_fault"),
        InvalidRequest: Class(422, "invalid_request"),
        ModelUnavailable: Class(503, "model_unavailable", retryable=True),
        Stopping: Class(503, "stopping", retryable=True),
        Busy: Class(503, "busy", retryable=True),
        Abandoned: Class(499, "abandoned"),
    }
)
INTERNAL = Class(500, "internal")
CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def class_of(fault: Exception) -> Class:
    """How `fault` is shown, by the nearest class of its family that is known."""
    return next((CLASSES[each] for each in type(fault).__mro__ if each in CLASSES), INTERNAL)


def body_of(fault: Exception) -> ErrorBody:
    """The error shape of `fault`; one that nobody raised on purpose shows no detail."""
    shown = class_of(fault)
    if shown is INTERNAL:
        logger.error("unexpected error", exc_info=fault)
    message = "the service failed: its log says why" if shown is INTERNAL else str(fault)
    return ErrorBody(error=Fault(code=shown.code, message=message, retryable=shown.retryable))


def error_response(
    status: int,
    code: str,
    message: str,
    *,
    retryable: bool = False,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A response in the error shape."""
    body = ErrorBody(error=Fault(code=code, message=message, retryable=retryable))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


def add_error_handlers(app: FastAPI) -> None:
    """Give every error that a route can raise its response."""
    app.add_exception_handler(ArchiveError, _on_raised)
    app.add_exception_handler(ServiceError, _on_raised)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_raised(_: Request, fault: Exception) -> JSONResponse:
    shown = class_of(fault)
    return JSONResponse(
        body_of(fault).model_dump(),
        status_code=shown.status,
        headers={"Retry-After": "1"} if shown.retryable else None,
    )


async def _on_unexpected(_: Request, __: Exception) -> JSONResponse:
    """The response stands outside all middleware, so it brings its own headers.

    The server logs the error itself.
    """
    return error_response(
        500, "internal", "the service failed: its log says why", headers=SECURITY_HEADERS
    )


async def _on_invalid(_: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, RequestValidationError)
    complaints = [_complaint(error) for error in fault.errors()[:MAX_COMPLAINTS]]
    return error_response(422, "invalid_request", "; ".join(complaints))


async def _on_http(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    message = fault.detail
    if fault.status_code in {404, 405}:
        message = f"there is no {request.method} {request.url.path!r}: /docs lists what there is"
    return error_response(
        fault.status_code,
        CODES.get(fault.status_code, "http_error"),
        message,
        headers=fault.headers,
    )


def _complaint(error: Mapping[str, object]) -> str:
    """One error of a validation, with the field but never its value."""
    location = error["loc"]
    assert isinstance(location, tuple)
    if error["type"] == "json_invalid":
        return f"the body is not JSON (near character {location[-1]})"
    names = ".".join(str(part) for part in location[1:])
    if not names:
        return "the body is missing or is no JSON object: send one as application/json"
    said = _SAID.get(str(error["type"]), str(error["msg"]).removeprefix(VALUE_ERROR))
    return f"{names[:MAX_NAME]!r}: {said}{_meant(error, str(location[-1]))}"


def _meant(error: Mapping[str, object], name: str) -> str:
    """The field that an unknown one may stand for."""
    if error["type"] != "extra_forbidden":
        return ""
    close = get_close_matches(name, _FIELDS, n=1)
    return f"; is {close[0]!r} meant?" if close else "; /docs lists the fields"
