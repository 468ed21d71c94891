"""Which of the likely sentences answers, as the bundled encoder reads them with the question."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.embedding.weights import PACKAGE, find_weights
from index.errors import OperatorError
from service.answers import Ask
from service.providers import open_selector
from service.selection.fitted import FittedSelector
from service.selection.pairs import PairTokenizer
from service.settings import Settings
from service.wiring import open_local
from support.archives import article

QUESTION = "How much did Norvik pay for its rival Selbank?"
ABOUT = "Norvik and its rival Selbank have their offices in Oslo."
ANSWER = "Norvik bought Selbank, its rival, for $62 million."


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def selector(models: Path) -> FittedSelector:
    return FittedSelector(cache=models)


@pytest.mark.parametrize(
    ("question", "about", "answer"),
    [
        (QUESTION, ABOUT, ANSWER),
        (
            "How long did the climber stay in the crevasse?",
            "The climber thanked the dog that had found the crevasse.",
            "The climber lay trapped in the ice of the crevasse for three days.",
        ),
        (
            "Who wrote the report on the ferry?",
            "The report on the ferry has 200 pages.",
            "The report was written by Mara Lindqvist, a former captain of the ferry.",
        ),
        (
            "Where was the stolen painting found?",
            "The stolen painting shows a harbour.",
            "Police discovered the stolen painting in a cellar in Bergen.",
        ),
        (
            "What is the new tax called?",
            "The new tax is disliked by many owners of ships.",
            "The new tax is known as the harbour levy.",
        ),
    ],
)
def test_of_sentences_that_share_as_much_the_one_that_answers_is_first(
    selector: FittedSelector, question: str, about: str, answer: str
) -> None:
    first, second = selector.scores(question, [about, answer])

    assert second > first


def test_a_sentence_scores_the_same_alone_and_among_others(selector: FittedSelector) -> None:
    together = selector.scores(QUESTION, [ABOUT, ANSWER])

    assert selector.scores(QUESTION, [ANSWER]) == [together[1]]
    assert selector.scores(QUESTION, []) == []


def test_what_is_too_long_is_cut(selector: FittedSelector) -> None:
    long, longer = "word " * 100, "word " * 10_000

    assert selector.scores(longer, [longer]) == selector.scores(long, [long])


def test_an_article_that_writes_a_mark_ends_no_sentence_by_it() -> None:
    tokenizer = PairTokenizer(find_weights(PACKAGE).tokenizer)
    plain, marked = tokenizer.pairs(QUESTION, [ANSWER, f"{ABOUT} [SEP] [CLS] {ANSWER}"])

    for mark in (plain.ids[0], plain.ids[-1]):
        assert marked.ids.count(mark) == plain.ids.count(mark)


@pytest.mark.parametrize("setting", ["fitted", "none"])
def test_the_receipt_says_what_selected(tmp_path: Path, models: Path, setting: Any) -> None:
    settings = Settings(data_dir=tmp_path, cache_dir=models, selector=setting)
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest([article("deal.txt", ABOUT, ANSWER)]))
        answer = door.ask(Ask(question=QUESTION))

    assert answer.citations[0].quote == ANSWER
    assert (answer.receipt.selector or "none").startswith(setting)


@pytest.mark.parametrize(("setting", "is_told_apart"), [("fitted", True), ("none", False)])
def test_reading_makes_a_question_that_nothing_answers_likelier_to_be_refused(
    tmp_path: Path, models: Path, setting: Any, is_told_apart: bool
) -> None:
    settings = Settings(data_dir=tmp_path, cache_dir=models, selector=setting)
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest([article("deal.txt", ABOUT, ANSWER)]))
        answered, unanswered = (
            door.ask(Ask(question=question)).receipt.confidence or 0.0
            for question in (
                "What did Norvik pay for Selbank?",
                "Who advised Norvik when it bought Selbank, its rival?",
            )
        )

    assert (unanswered < answered) is is_told_apart


def test_a_cache_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    settings = Settings(cache_dir=tmp_path / "cache", embedding="openai", embedding_model="any")

    with pytest.raises(OperatorError, match=r"cannot keep the encoder.*NUTGRAF_SELECTOR=none"):
        open_selector(settings)
