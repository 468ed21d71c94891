"""A service that answers from a script, and builders of what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.answers import (
    Answer,
    AnswerSentence,
    ArticleRef,
    Ask,
    Citation,
    Findings,
    FoundPassage,
    Receipt,
    Refusal,
    Search,
    Support,
    Verdict,
)
from service.evals.cases import Question

RECEIPT = Receipt(
    index="index-1",
    embedding="mini@abc",
    model="extractive",
    prompt=None,
    settings="settings-1",
    timings_ms={"search": 3.0},
    usage={"prompt_tokens": 7},
)


class Scripted:
    """Gives the scripted findings and answers, and remembers what it was asked."""

    def __init__(
        self,
        *,
        found: Mapping[str, Sequence[FoundPassage]] | None = None,
        answers: Mapping[str, Answer] | None = None,
        degraded: str | None = None,
    ) -> None:
        self._found = found or {}
        self._answers = answers or {}
        self._degraded = degraded
        self.searches: list[Search] = []
        self.asks: list[Ask] = []

    def search(self, search: Search) -> Findings:
        self.searches.append(search)
        return Findings(
            question=search.question,
            passages=tuple(self._found[search.question]),
            degraded=self._degraded,
            receipt=RECEIPT,
        )

    def ask(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        return self._answers[ask.question]


class Shelf:
    """Paragraph texts by article source, numbered from 1; ids and revisions follow the source."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self._texts = {
            (f"id-{source}", "r1", number): text
            for source, paragraphs in texts.items()
            for number, text in enumerate(paragraphs, 1)
        }

    def paragraph_text(self, article_id: str, revision: str, number: int) -> str | None:
        return self._texts.get((article_id, revision, number))


class Ticks:
    """A clock that gives these seconds, one a call."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = iter(seconds)

    def __call__(self) -> float:
        return next(self._seconds)


def question(**fields: object) -> Question:
    line = {"id": "q", "question": "Who?", "kind": "fact"} | fields
    return Question.model_validate_json(json.dumps(line))


def passage(source: str, text: str = "some text", score: float = 1.0) -> FoundPassage:
    return FoundPassage(
        article=f"id-{source}",
        source=source,
        title="A title",
        outlet=None,
        published=None,
        paragraphs=(1,),
        text=text,
        score=score,
    )


def citation(number: int, source: str, paragraph: int = 1, quote: str = "a quote") -> Citation:
    article = ArticleRef(
        id=f"id-{source}", source=source, title="A title", outlet=None, published=None, url=None
    )
    return Citation(
        number=number,
        article=article,
        revision="r1",
        paragraph=paragraph,
        start=0,
        end=len(quote),
        quote=quote,
        href=f"/articles/id-{source}#p{paragraph}",
    )


def answer(text: str, *citations: Citation, verdicts: Sequence[Verdict] = ("supported",)) -> Answer:
    sentences = tuple(
        AnswerSentence(text=text, citations=(1,), support=Support(verdict=verdict, score=0.9))
        for verdict in verdicts
    )
    return Answer(
        id="ans_1",
        question="Who?",
        status="answered",
        text=text,
        sentences=sentences,
        citations=citations,
        passages=(),
        receipt=RECEIPT,
    )


def refusal() -> Answer:
    return Answer(
        id="ans_2",
        question="Who?",
        status="refused",
        text="The archive does not say.",
        sentences=(),
        citations=(),
        passages=(),
        refusal=Refusal(reason="nothing near", nearest=(citation(1, "a"),)),
        receipt=RECEIPT,
    )


def write_lines(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path
