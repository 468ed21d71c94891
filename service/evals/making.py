"""Drafts of questions from an archive, with gold paragraphs: a start that a person edits.

Without a model, questions are made of sentences that hold what can be asked for: who
said a quotation, and which number, name or date a sentence has. With one, a versioned
prompt asks for a question in other words, and what it answers must stand in the
paragraph. Some questions put a person to an article that does not name them: these are
drafts of questions to be refused.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.sentences import split
from prompts import load
from service.datewords import MONTHS
from service.door import Door
from service.errors import InvalidRequest
from service.evals.chat import ChatModel
from service.listing import ArticleSummary

PROMPT = "question.v1"
SHORTEST, LONGEST = 50, 300
SHARE_ABSENT = 5
NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|bin|van|von|de|al)){1,3}"
SAID = re.compile(rf"(?P<name>{NAME}) (?:has )?(?:said|told|added|claimed|wrote|announced|stated)")
QUOTED = re.compile(r"[“\"](?P<quote>[^“”\"]{25,200}?)[,.]?[”\"]")
DATED = re.compile(
    rf"\b(?:on |in |since |until )?(?P<date>(?:{'|'.join(MONTHS)})"
    r"(?: \d{1,2},?)?(?: (?:19|20)\d\d)?|(?:19|20)\d\d)\b"
)
NUMBER = re.compile(r"(?<![\w.,-])(?P<number>\d[\d,.]*\d|\d)(?: ?(?:%|percent|million|billion))?\b")
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of an article."""

    article: ArticleSummary
    text: str


class Maker(Protocol):
    """Makes at most one question of a paragraph."""

    def make(self, paragraph: Paragraph) -> Line | None:
        """A line of a question file without its id, or None."""
        ...


class TemplateMaker:
    """Makes questions of what stands in a sentence."""

    def make(self, paragraph: Paragraph) -> Line | None:
        """See `Maker.make`."""
        text = paragraph.text
        for start, end in split(text, paragraph.article.language):
            sentence = text[start:end].strip()
            if SHORTEST <= len(sentence) <= LONGEST:
                for ask in (_who_said, _when, _how_many):
                    if (made := ask(sentence)) is not None:
                        kind, question, answer = made
                        return _line(paragraph, kind, question, answer, snippet=sentence)
        return None


@dataclass(frozen=True, slots=True)
class ModelMaker:
    """Asks a model; a question whose answer does not stand in the paragraph is dropped."""

    chat: ChatModel
    nonce: Callable[[], str] = lambda: secrets.token_hex(4)

    def make(self, paragraph: Paragraph) -> Line | None:
        """See `Maker.make`.

        Raises:
            RunStopped: the endpoint cannot be reached or refuses.
        """
        if len(paragraph.text) < SHORTEST:
            return None
        prompt = load(PROMPT)
        said = self.chat.ask(
            prompt.render(
                paragraph=paragraph.text, title=paragraph.article.title, nonce=self.nonce()
            )
        )
        question, answer = said.get("question"), said.get("answer")
        if not isinstance(question, str) or not isinstance(answer, str):
            return None
        if not question.strip() or not answer.strip() or answer not in paragraph.text:
            return None
        return _line(paragraph, "fact", question.strip(), answer, snippet=paragraph.text)


def make_questions(door: Door, maker: Maker, *, count: int, seed: int = 1) -> Iterator[Line]:
    """Draft `count` questions at most, of paragraphs drawn at random, one fifth to be refused.

    Raises:
        InvalidRequest: the archive holds no article.
    """
    dice = random.Random(seed)  # noqa: S311 - a draw that can be made again
    articles = list(door.articles().articles)
    if not articles:
        raise InvalidRequest("the archive holds no article yet: ingest some first")
    paragraphs = [each for article in articles for each in _paragraphs(door, article)]
    dice.shuffle(paragraphs)
    absent = list(_absent(articles, paragraphs))[: count // SHARE_ABSENT]
    asked: dict[str, Line] = {}
    for paragraph in paragraphs:
        if len(asked) + len(absent) >= count:
            break
        if (line := maker.make(paragraph)) is not None:
            asked.setdefault(line["question"], line)
    for number, line in enumerate([*asked.values(), *absent], start=1):
        yield {"id": f"q{number:03}", **line}


def _paragraphs(door: Door, article: ArticleSummary) -> Iterator[Paragraph]:
    for each in door.article(article.id).paragraphs:
        if each.number is not None:
            yield Paragraph(article, each.text)


def _absent(articles: Sequence[ArticleSummary], paragraphs: Sequence[Paragraph]) -> Iterator[Line]:
    """A person of one article put to another that does not name them."""
    texts: dict[str, str] = {}
    for each in paragraphs:
        texts[each.article.id] = texts.get(each.article.id, "") + each.text
    for each in paragraphs:
        match = SAID.search(each.text)
        other = next(
            (
                article
                for article in articles
                if match and match["name"].split()[-1] not in texts.get(article.id, "")
            ),
            None,
        )
        if match and other:
            question = f"What did {match['name']} say about this: {other.title}?"
            fields: Line = {"answer_any": [], "evidence": [], "refuse": True}
            yield {"question": question, "kind": "absent", **fields}


def _who_said(sentence: str) -> tuple[str, str, str] | None:
    name, quoted = SAID.search(sentence), QUOTED.search(sentence)
    if not name or not quoted:
        return None
    return "who", f"Who said: “{quoted['quote']}”?", name["name"]


def _when(sentence: str) -> tuple[str, str, str] | None:
    return _gap("when", "Which date or year is left out", sentence, DATED.search(sentence), "date")


def _how_many(sentence: str) -> tuple[str, str, str] | None:
    found = NUMBER.search(sentence)
    return _gap("number", "Which number is left out", sentence, found, "number")


def _gap(
    kind: str, ask: str, sentence: str, match: re.Match[str] | None, group: str
) -> tuple[str, str, str] | None:
    """A sentence with a gap, which a person turns into a question in their own words."""
    if match is None:
        return None
    start, end = match.span(group)
    return kind, f"{ask} here: {sentence[:start]}…{sentence[end:]}", match[group]


def _line(paragraph: Paragraph, kind: str, question: str, answer: str, *, snippet: str) -> Line:
    return {
        "question": question,
        "kind": kind,
        "answer_any": [answer],
        "evidence": [{"article": paragraph.article.source, "snippet": snippet}],
        "refuse": False,
    }
