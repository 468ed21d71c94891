"""A suite: what to measure, written down in TOML so that a team can keep it beside its code.

name = "press"

[[sets]]
name = "press"
articles = "articles/"
questions = "questions.jsonl"
measure = ["retrieval", "answers"]
modes = ["extractive"]
min = { correct = 0.9 }
sweep = { refusal_threshold = [0.5, 0.6] }
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from service.answers import Mode
from service.errors import InvalidRequest
from service.evals.catalogue import METRICS, metric

Value = str | int | float | bool
Name = Annotated[str, Field(pattern=r"^[\w.-]+$", max_length=80)]
NonEmpty = Annotated[str, Field(min_length=1)]


def _known_metrics(bounds: dict[str, float]) -> dict[str, float]:
    for name in bounds:
        try:
            metric(name)
        except InvalidRequest as fault:
            raise ValueError(str(fault)) from fault
    return bounds


Bounds = Annotated[dict[str, float], AfterValidator(_known_metrics)]


class Part(BaseModel):
    """A table of a suite: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionSet(Part):
    """Articles with questions, or pairs for the checker, and how they are measured.

    `sweep` names settings with the values to try: each combination is measured.
    `min` and `max` are thresholds: a figure beyond one fails the run.
    """

    name: Name
    articles: Path | None = None
    questions: Path | None = None
    pairs: Path | None = None
    measure: tuple[Literal["retrieval", "answers"], ...] = ("retrieval", "answers")
    modes: tuple[Mode, ...] = ("auto",)
    kinds: tuple[str, ...] = ()
    limit: int | None = Field(None, ge=1)
    sweep: dict[str, tuple[Value, ...]] = {}
    min: Bounds = {}
    max: Bounds = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.pairs is not None and (self.questions or self.articles):
            raise ValueError("give `pairs`, or `articles` with `questions`, not both")
        if self.pairs is None and not (self.questions and self.articles):
            raise ValueError("give `articles` and `questions`, or `pairs`")
        if empty := [name for name, values in self.sweep.items() if not values]:
            raise ValueError(f"sweep of {empty[0]!r} names no value")
        given = {"support"} if self.pairs else set(self.measure)
        for name in (*self.min, *self.max):
            if METRICS[name].measure not in given:
                raise ValueError(f"threshold on {name!r}, which {sorted(given)} do not give")
        return self


class Budget(Part):
    """What a run may use before it stops. Rows kept from before count too."""

    usd: float | None = Field(None, gt=0)
    tokens: int | None = Field(None, gt=0)
    minutes: float | None = Field(None, gt=0)


class Prices(Part):
    """US dollars for a million tokens, read and written."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class JudgedBy(Part):
    """A model that judges the run's answers, measured against people first.

    `pairs` are claims that people have labelled, of which the first `limit` are asked;
    `tokens` is the most that it may use.
    """

    model: NonEmpty
    pairs: Path
    tokens: int = Field(gt=0)
    limit: int = Field(100, ge=20)


class Suite(Part):
    """A whole suite. Its paths begin at `--root`, or at its folder where that has no such file."""

    name: Name
    description: str = ""
    parallel: int = Field(1, ge=1, le=32)
    settings: dict[str, Value] = {}
    budget: Budget = Budget()
    prices: Prices | None = None
    judge: JudgedBy | None = None
    sets: tuple[QuestionSet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_distinct_sets(self) -> Self:
        counts = Counter(each.name for each in self.sets)
        if twice := [name for name, count in counts.items() if count > 1]:
            raise ValueError(f"two sets are named {twice[0]!r}")
        return self

    def digest(self) -> str:
        """The SHA-256, in hex, of what shapes the rows: no budget, threshold or judge does."""
        shaping = self.model_dump_json(
            exclude={
                "description": True,
                "parallel": True,
                "budget": True,
                "prices": True,
                "judge": True,
                "sets": {"__all__": {"min", "max"}},
            }
        )
        return hashlib.sha256(shaping.encode()).hexdigest()


def located(path: Path, folders: Sequence[Path]) -> Path:
    """`path` in the first of `folders` that has it; in the first where none has."""
    return next(
        (folder / path for folder in folders if (folder / path).exists()), folders[0] / path
    )


def load_suite(path: Path) -> Suite:
    """Read the suite at `path`.

    Raises:
        InvalidRequest: the file is missing, is not TOML, or a field of it is wrong;
            the message names file, field and value.
    """
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidRequest(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InvalidRequest(f"{path}: not TOML: {error}") from error
    try:
        return Suite.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    raise InvalidRequest(f"{path}: {_complaint(first, fields)}")


def _complaint(error: Any, fields: dict[str, Any]) -> str:
    """Where it is wrong, by the set's name rather than its place, and why."""
    place = list(error["loc"])
    where = ""
    if len(place) > 1 and place[0] == "sets" and isinstance(place[1], int):
        named = fields["sets"][place[1]]
        where = f"set {named.get('name', place[1])!r}: "
        place = place[2:]
    field = ".".join(str(part) for part in place)
    reason = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{where}no {field!r}"
    if error["type"] == "extra_forbidden":
        return f"{where}unknown key {field!r}"
    if not field or reason.startswith("unknown metric"):
        return f"{where}{reason}"
    return f"{where}{field!r} is {error['input']!r:.80}: {reason}"
