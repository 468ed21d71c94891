"""What an evaluation needs of the service: these three seams and nothing else."""

from __future__ import annotations

from typing import Protocol

from service.answers import Answer, Ask, CheckerFigures, Findings, Search, Support


class Searcher(Protocol):
    """Finds passages."""

    def search(self, search: Search) -> Findings:
        """Find the passages for one question, best first."""
        ...


class Answerer(Protocol):
    """Answers or refuses."""

    def ask(self, ask: Ask) -> Answer:
        """Answer one question."""
        ...


class Checker(Protocol):
    """Judges whether a text supports a claim."""

    @property
    def figures(self) -> CheckerFigures:
        """Its name with its version."""
        ...

    def check(self, claim: str, evidence: str) -> Support:
        """Judge `claim` by `evidence` alone; `score` is high where it is supported."""
        ...


class Paragraphs(Protocol):
    """Looks up the text behind a citation's address, as the record does."""

    def paragraph_text(self, article_id: str, revision: str, number: int) -> str | None:
        """The text of one numbered paragraph, or None where there is no such paragraph."""
        ...
