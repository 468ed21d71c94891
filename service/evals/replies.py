"""What the service gave back for one case, whole, so that it can be judged again without asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from service.answers import Answer, Findings, Support
from service.evals.cases import Case

Result = TypeVar("Result")
Address = tuple[str, str, int]
"""Article id, revision, paragraph."""
Paragraphs = Mapping[Address, str | None]

Keep = Callable[[str], str]
"""Stores a text and gives its key."""
Fetch = Callable[[str], str]
"""Gives the text of a key."""

RESULTS: Mapping[str, type[Findings | Answer | Support]] = {
    "retrieval": Findings,
    "answers": Answer,
    "support": Support,
}


@dataclass(frozen=True, slots=True)
class Reply(Generic[Case, Result]):
    """A case, what the service made of it, and how long that took, in milliseconds.

    `paragraphs` holds the text behind every cited address, None where the archive
    has no such paragraph.
    """

    case: Case
    result: Result
    ms: float
    paragraphs: Paragraphs = field(default_factory=dict)

    def paragraph_text(self, article_id: str, revision: str, number: int) -> str | None:
        """The text of a paragraph that the answer cites."""
        return self.paragraphs[article_id, revision, number]


def row_of(trial: str, reply: Reply[Any, Any], keep: Keep) -> dict[str, Any]:
    """A reply as a row. What differs from one run to the next stands under `timings` alone.

    Long texts are kept once and named by key, since the same passages are found
    again and again.
    """
    result = reply.result.model_dump(mode="json")
    timings: dict[str, Any] = {"ms": round(reply.ms, 3)}
    if "id" in result:
        timings["id"] = result.pop("id")
    if "receipt" in result:
        timings["laps"] = result["receipt"].pop("timings_ms")
    for passage in result.get("passages", ()):
        passage["text"] = keep(passage["text"])
    paragraphs = [
        [*address, None if text is None else keep(text)]
        for address, text in reply.paragraphs.items()
    ]
    row = {"trial": trial, "id": reply.case.id, "case": reply.case.model_dump(mode="json")}
    return {**row, "result": result, "paragraphs": paragraphs, "timings": timings}


def reply_of(row: Mapping[str, Any], case: Case, kind: type[Any], fetch: Fetch) -> Reply[Case, Any]:
    """The reply that a row holds, to a `case` that may be labelled anew since."""
    result, timings = dict(row["result"]), row["timings"]
    if "id" in timings:
        result["id"] = timings["id"]
    if "receipt" in result:
        result["receipt"] = {**result["receipt"], "timings_ms": timings["laps"]}
    if "passages" in result:
        found = result["passages"]
        result["passages"] = [{**each, "text": fetch(each["text"])} for each in found]
    paragraphs: dict[Address, str | None] = {
        (article, revision, number): None if key is None else fetch(key)
        for article, revision, number, key in row["paragraphs"]
    }
    return Reply(case, kind.model_validate(result), timings["ms"], paragraphs)
