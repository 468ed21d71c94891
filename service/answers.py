"""The payload: what is asked, and what every door gives back.

REST, stream, command line, chat page and evaluation all carry these models and
nothing else, so that no door loses what another shows.
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Mode = Literal["auto", "llm", "extractive"]
Verdict = Literal["supported", "partial", "unsupported"]

MAX_QUESTION_CHARACTERS = 4_000
MAX_MESSAGES = 50
MAX_MESSAGE_CHARACTERS = 20_000
MAX_DAY_CHARACTERS = 20
VALUE_ERROR = "Value error, "
"""What pydantic writes before a message of ours."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Payload(BaseModel):
    """Frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_written(day: object) -> object:
    is_written = isinstance(day, str) and _DAY.fullmatch(day) is not None
    if day is not None and not is_written and not isinstance(day, date):
        written = str(day)[:MAX_DAY_CHARACTERS]
        raise ValueError(f"write a day as 2023-10-05, not {written!r}")
    return day


Day = Annotated[date, BeforeValidator(_as_written)]


class FilterFields(Payload):
    """Which articles may answer. Dates are inclusive; undated articles never pass them."""

    outlets: tuple[str, ...] = Field(default=(), max_length=1_000)
    articles: tuple[str, ...] = Field(default=(), max_length=1_000)
    since: Day | None = None
    until: Day | None = None


class Turn(Payload):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=MAX_MESSAGE_CHARACTERS)


class Search(Payload):
    """A search: the body of `POST /v1/search`."""

    question: str = Field(max_length=MAX_QUESTION_CHARACTERS)
    filters: FilterFields = FilterFields()
    top_k: int = Field(default=10, ge=1, le=100)
    conversation: tuple[Turn, ...] = Field(default=(), max_length=MAX_MESSAGES)


class Ask(Search):
    """A question: the body of `POST /v1/ask`.

    The best of `top_k` passages are read for evidence, at most as many as the setting
    `evidence_passages` says.
    """

    mode: Mode = "auto"
    stream: bool = False


class ArticleRef(Payload):
    """The article behind a citation. `published` is null where it is unknown."""

    id: str
    source: str
    title: str
    outlet: str | None
    published: date | None
    url: str | None


class Citation(Payload):
    """An address in the archive: `quote` is paragraph text from `start` to `end`, verbatim."""

    number: int
    article: ArticleRef
    revision: str
    paragraph: int
    start: int
    end: int
    quote: str
    href: str


class Support(Payload):
    """What the checker says of a sentence, `score` being its confidence from 0 to 1.

    `degraded` says why a weaker checker than the configured one judged; `usage` counts the
    tokens of a model that did, where its server does.
    """

    verdict: Verdict
    score: float
    degraded: str | None = None
    usage: dict[str, int] | None = None


class AnswerSentence(Payload):
    """One sentence of an answer; `citations` are numbers of the answer's citations."""

    text: str
    citations: tuple[int, ...]
    support: Support


class PassageCopy(Payload):
    """Where another outlet says the same in nearly the same words; `article` is an id."""

    article: str
    source: str
    title: str
    outlet: str | None
    published: date | None
    paragraphs: tuple[int, ...]


class FoundPassage(PassageCopy):
    """A passage that was found, best first; `score` has no unit.

    `also_in` are near-copies of it, such as one wire story in several outlets: they hold no
    name, no number and hardly a word that the passage does not.
    """

    text: str
    score: float
    also_in: tuple[PassageCopy, ...] = ()

    @property
    def address(self) -> str:
        """A name for the passage that stays the same while its text does."""
        return f"{self.article}#p{self.paragraphs[0]}:{sha256(self.text.encode()).hexdigest()[:8]}"


class Position(Payload):
    """What one article says where articles differ, as it writes it; `copies` took over its text."""

    value: str
    citation: Citation
    copies: tuple[Citation, ...] = ()


class Disagreement(Payload):
    """One thing that articles give different values for, oldest article first, undated last."""

    about: str
    positions: tuple[Position, ...]


class Refusal(Payload):
    """Why there is no answer, and the nearest things that the archive does say."""

    reason: str
    nearest: tuple[Citation, ...]


class Days(Payload):
    """Days from `since` to `until`, both included."""

    since: date
    until: date


class Understood(Payload):
    """What was read in a question: the words looked up, and the outlets and days it names.

    `asks` is what a follow-up was taken to ask; null where that is the words looked up.
    Outlets and days put their articles first; they hide no other. Articles after `as_of`,
    the day that the question looks back to, are left out.
    """

    words: str
    asks: str | None = None
    outlets: tuple[str, ...]
    days: tuple[Days, ...]
    as_of: date | None = None


class CheckerFigures(Payload):
    """Which checker judged, and how often it errs, each from 0 to 1; null where unknown.

    The rates are means over labelled public sets, on pairs that it was not fitted on:
    `false_support_rate` is the share of claims without support that it calls supported,
    `missed_support_rate` the share of supported ones that it does not.
    """

    name: str
    balanced_accuracy: float | None = None
    false_support_rate: float | None = None
    missed_support_rate: float | None = None


class Receipt(Payload):
    """What made an answer, so that it can be made again and audited.

    `index`, `settings`, `prompt` and `selector`, which chose among sentences, carry digests;
    `selector` is null where nothing did; `checker` is the one that judged the
    sentences; `timings_ms` is wall time by stage; `usage` counts the tokens of
    the models that drafted and checked.
    `confidence` is the chance, from 0 to 1, that the archive holds the answer, as the
    evidence tells it: under `refusal_threshold` the question is refused. Null where
    nothing was asked of the evidence.
    """

    index: str
    embedding: str
    model: str
    prompt: str | None
    settings: str
    selector: str | None = None
    checker: CheckerFigures | None = None
    timings_ms: dict[str, float]
    usage: dict[str, int]
    understood: Understood | None = None
    confidence: float | None = None


class Answer(Payload):
    """An answer whose every sentence is cited and checked, or a refusal.

    `doubt` says of an answer that it may be none: the evidence makes it less likely than not
    that the archive holds what was asked. `degraded` says why it is weaker than configured.
    """

    id: str
    question: str
    status: Literal["answered", "refused"]
    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[FoundPassage, ...]
    disagreements: tuple[Disagreement, ...] = ()
    refusal: Refusal | None = None
    doubt: str | None = None
    degraded: str | None = None
    receipt: Receipt


class Findings(Payload):
    """What a search found: the answer of `POST /v1/search`."""

    question: str
    passages: tuple[FoundPassage, ...]
    degraded: str | None = None
    receipt: Receipt


class Meta(Payload):
    """First event of a stream: which answer this is, and what was found for it."""

    id: str
    question: str
    passages: tuple[FoundPassage, ...]


class CheckedSentence(Payload):
    """An event of a stream: one checked sentence with the citations that it is the first to use."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


AnswerEvent = Meta | CheckedSentence | Answer
