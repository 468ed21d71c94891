"""Evidence to draft sentences: by a model that speaks the OpenAI protocol, or by quoting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.articles import Article


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article that may answer the question.

    `quote` is the text of `paragraph` from `start` to `end`, verbatim. `number`
    counts from 1 within one question and is what a draft cites. `score` is the
    relevance to the question from 0 to 1.
    """

    number: int
    article: Article
    paragraph: int
    start: int
    end: int
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a draft and the numbers of the evidence that it claims to rest on."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model read and wrote, as its server counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


class Draft(Protocol):
    """A draft as it is written: sentences as they are finished, then the usage if it is known."""

    def __iter__(self) -> Iterator[DraftSentence | Usage]:
        """Wait for the next item.

        Raises:
            ModelUnavailable: before or between sentences, when the model fails.
        """
        ...

    def close(self) -> None:
        """Cancel what is left of it; nothing happens where it is finished."""
        ...


class Drafter(Protocol):
    """Drafts an answer. Nothing that it writes leaves unchecked."""

    @property
    def model(self) -> str:
        """What the receipt names as the model."""
        ...

    @property
    def prompt(self) -> str | None:
        """Name and digest of the prompt, such as `answer.v1@sha256:…`; None without one."""
        ...

    def draft(self, question: str, evidence: Sequence[Evidence]) -> Draft:
        """Begin a draft; its caller closes it.

        Raises:
            ModelUnavailable: the model cannot be asked at all.
        """
        ...
