"""What the OpenAPI document says of responses that are not a route's own model."""

from __future__ import annotations

from typing import Any

from service.api.errors import ErrorBody

EVENT_STREAM = "text/event-stream"
STREAM: dict[str, Any] = {
    "description": "The answer; as a stream: `meta`, `sentence`…, then `done` or `error`",
    "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
}
MEANINGS = {
    401: "The key is missing or wrong",
    404: "There is no such article, or no such answer",
    410: "The article was removed",
    413: "The request is too large",
    422: "The request cannot be served as it is; the message names the field",
    503: "Not now: `retryable` says whether the same request may work later",
    507: "The disk is too full to write",
}


def faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error shape for each of `statuses`."""
    return {status: {"model": ErrorBody, "description": MEANINGS[status]} for status in statuses}
