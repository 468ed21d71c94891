"""Questions and support pairs, read from `.jsonl` files and checked line by line.

A line that cannot be read stops the evaluation: a figure over half a file
would look like a figure over the whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from service.answers import MAX_QUESTION_CHARACTERS, Turn, Verdict
from service.errors import InvalidRequest

NonEmpty = Annotated[str, Field(min_length=1)]


class Line(BaseModel):
    """One line of a file. Fields that the format does not name are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: NonEmpty


class EvidenceItem(BaseModel):
    """Where the answer stands: an article by its source, and text of the one paragraph.

    Without `snippet` any paragraph of the article will do. `grade` is the
    relevance that the set's judges gave, None where they gave none.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    article: NonEmpty
    snippet: NonEmpty | None = None
    grade: Annotated[int, Field(ge=1)] | None = None


class Question(Line):
    """A question, or a conversation whose last user turn is one, and what is known of its answer.

    Where `refuse` is true the articles do not hold the answer, and `evidence`
    names distractors.
    """

    question: str | None = None
    messages: tuple[Turn, ...] = Field(default=(), max_length=51)
    kind: str = "unspecified"
    answer_any: tuple[NonEmpty, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    refuse: bool = False

    @property
    def text(self) -> str:
        """The question itself: `question`, else the last user turn; empty without either."""
        if self.question is not None or not self.messages:
            return self.question or ""
        last = self._last_user_turn()
        return "" if last is None else self.messages[last].content

    @property
    def conversation(self) -> tuple[Turn, ...]:
        """The turns before the question, oldest first."""
        if self.question is not None:
            return self.messages
        return self.messages[: self._last_user_turn()]

    @property
    def has_evidence(self) -> bool:
        """Whether retrieval can be scored on it: evidence is known and it is not to be refused."""
        return bool(self.evidence) and not self.refuse

    def _last_user_turn(self) -> int | None:
        places = (i for i, turn in enumerate(self.messages) if turn.role == "user")
        return max(places, default=None)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.text.strip():
            raise ValueError("no question: give `question`, or `messages` with a user turn")
        if len(self.text) > MAX_QUESTION_CHARACTERS:
            raise ValueError(
                f"the question has {len(self.text)} characters,"
                f" more than the {MAX_QUESTION_CHARACTERS} that can be asked"
            )
        return self


class SupportPair(Line):
    """A claim, a text, and what people say of whether the text supports the claim."""

    claim: NonEmpty
    evidence: str
    label: Verdict


Case = TypeVar("Case", bound=Line)


@dataclass(frozen=True, slots=True)
class CaseFile(Generic[Case]):
    """The cases of a file in its order. `sha256` is of the whole file, whatever the limit."""

    name: str
    sha256: str
    cases: tuple[Case, ...]


def load_questions(path: Path, *, limit: int | None = None) -> CaseFile[Question]:
    """Read the questions at `path`, or the first `limit` of them.

    Raises:
        InvalidRequest: the file is missing or empty, or a line is wrong; the
            message names file, line and field.
    """
    return _load(path, Question, limit)


def load_pairs(path: Path, *, limit: int | None = None) -> CaseFile[SupportPair]:
    """Read the support pairs at `path`, or the first `limit` of them.

    Raises:
        InvalidRequest: as `load_questions`.
    """
    return _load(path, SupportPair, limit)


def _load(path: Path, case: type[Case], limit: int | None) -> CaseFile[Case]:
    if limit is not None and limit < 1:
        raise InvalidRequest(f"limit {limit!r} leaves nothing to evaluate: give 1 or more")
    data = read_bytes(path)
    lines = [
        (f"{path}:{number}", raw) for number, raw in enumerate(data.split(b"\n"), 1) if raw.strip()
    ]
    whole = cases_of(path, data, case, lines)
    return replace(whole, cases=whole.cases[:limit])


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        InvalidRequest: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"{path}: cannot be read ({error.strerror})") from error


def cases_of(
    path: Path, data: bytes, case: type[Case], lines: Sequence[tuple[str, bytes | dict[str, Any]]]
) -> CaseFile[Case]:
    """The cases of a file, from its lines, each with where it stands.

    Args:
        path: The file, for its name.
        data: All that the cases depend on, for the digest.
        case: What a line is.
        lines: JSON as bytes, or fields that another format gave.

    Raises:
        InvalidRequest: a line is wrong, an id stands twice, or there is none.
    """
    seen: dict[str, str] = {}
    cases: list[Case] = []
    for where, line in lines:
        raw = line if isinstance(line, bytes) else json.dumps(line).encode()
        parsed = _parse(raw, case, where=where)
        if parsed.id in seen:
            first = seen[parsed.id].rpartition(":")[2]
            raise InvalidRequest(f"{where}: id {parsed.id!r} stands in line {first} too")
        seen[parsed.id] = where
        cases.append(parsed)
    if not cases:
        raise InvalidRequest(f"{path}: is empty; give a file with one JSON object a line")
    return CaseFile(name=path.name, sha256=hashlib.sha256(data).hexdigest(), cases=tuple(cases))


def _parse(raw: bytes, case: type[Case], *, where: str) -> Case:
    try:
        return case.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        raise InvalidRequest(f"{where}: not JSON: {first['ctx']['error']}")
    if first["type"] == "missing":
        raise InvalidRequest(f"{where}: no {field!r}")
    reason = first["msg"].removeprefix("Value error, ")
    if not field:
        raise InvalidRequest(f"{where}: {reason}")
    raise InvalidRequest(f"{where}: {field!r} is {first['input']!r:.80}: {reason}")
