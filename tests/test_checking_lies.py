"""Sentences of the seed articles with one fact changed are never called supported."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.articles import Kind, ParsedArticle
from index.sentences import split
from index.sources import articles_in, files_in
from service.checking import RuleChecker
from service.names import names

SEEDS = Path(__file__).parents[1] / "seeds"
AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could)\b(?! not\b|n.t\b)")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
MONTH = re.compile(r"\b(?:January|February|March|April|June|July|August|October|November)\b")
WHOLE_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?")
OTHER_NAMES = ("Zanzibar", "Kowalski", "Birmingham", "Okonkwo", "Reykjavik", "Gutierrez")
OTHER_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OTHER_MONTHS = ("January", "February", "April", "September", "December")


def placed() -> list[tuple[str, str]]:
    """The sentences of the seeds, each with its paragraph."""
    parsed = [
        article
        for file in files_in([SEEDS])
        for article in articles_in(file)
        if isinstance(article, ParsedArticle)
    ]
    found = [
        (block.text[start:end], block.text)
        for article in parsed
        for block in article.blocks
        if block.kind is Kind.BODY
        for start, end in split(block.text, article.language)
    ]
    return [each for each in found if len(each[0].split()) > 6]


def sentences() -> list[str]:
    return [sentence for sentence, _ in placed()]


def swapped(pattern: re.Pattern[str], others: tuple[str, ...], text: str) -> Iterator[str]:
    chance = random.Random(text)
    for match in pattern.finditer(text):
        other = chance.choice([each for each in others if each not in text])
        yield text[: match.start()] + other + text[match.end() :]


def numbers_swapped(text: str) -> Iterator[str]:
    chance = random.Random(text)
    for match in re.finditer(r"\d+", text):
        other = str(int(match.group()) + chance.randint(1, 9))
        if other not in text:
            yield text[: match.start()] + other + text[match.end() :]


def denied(text: str) -> Iterator[str]:
    for match in AUXILIARY.finditer(text):
        yield f"{text[: match.end()]} not{text[match.end() :]}"


LIES = {
    "number": numbers_swapped,
    "name": lambda text: swapped(NAME, OTHER_NAMES, text),
    "day": lambda text: swapped(DAY, OTHER_DAYS, text),
    "month": lambda text: swapped(MONTH, OTHER_MONTHS, text),
    "denial": denied,
}


@pytest.mark.parametrize(("kind", "at_least"), [
    ("number", 20), ("name", 300), ("day", 5), ("month", 5), ("denial", 80),
])  # fmt: skip
def test_a_changed_sentence_is_never_supported(kind, at_least):
    checker = RuleChecker()
    lies = [(lie, truth) for truth in sentences() for lie in LIES[kind](truth)]
    believed = [lie for lie, truth in lies if checker.check(lie, truth).verdict == "supported"]
    assert len(lies) >= at_least
    assert believed == []


def test_every_sentence_is_supported_by_itself_and_by_the_paragraph_around_it():
    checker = RuleChecker()
    truths = sentences()
    around = [" ".join(truths[max(0, at - 1) : at + 2]) for at in range(len(truths))]
    verdicts = {
        (each.verdict, each.score)
        for each in (
            *(checker.check(truth, truth) for truth in truths),
            *(checker.check(truth, text) for truth, text in zip(truths, around, strict=True)),
        )
    }
    assert verdicts == {("supported", 1.0)}


def misplaced(text: str, paragraph: str) -> Iterator[str]:
    """The sentence with each of its names for another of the paragraph."""
    found = dict.fromkeys(each.text for each in names(paragraph))
    others = [each for each in found if WHOLE_NAME.fullmatch(each)]
    for name in names(text):
        strange = [each for each in others if not name.words & set(each.lower().split())]
        for other in strange[:3]:
            yield text[: name.start] + other + text[name.end :]


def test_a_name_of_the_paragraph_in_anothers_place_is_seldom_believed():
    checker = RuleChecker()
    lies = [(lie, around) for text, around in placed() for lie in misplaced(text, around)]
    believed = [lie for lie, truth in lies if checker.check(lie, truth).verdict == "supported"]
    assert len(lies) > 300
    assert len(believed) < 0.1 * len(lies)
