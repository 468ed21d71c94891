"""Whatever a model says, what leaves stands in what it cites."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.terms import folded
from service.answers import Answer
from support.lying import (
    LIES,
    Lie,
    falsehoods,
    liar,
    misplaced_name,
    opening_name,
    torn_clause,
)
from support.model_server import ModelServer
from support.service import RunningService, running, seeds
from support.streams import events

SEED = int(os.environ.get("LIES_SEED", "11"))
TRIES = int(os.environ.get("LIES", "40"))
QUESTIONS = (
    "Who met Javad Zarif in Isfahan?",
    "How often will the Turkish and Iranian foreign ministers meet from now on?",
    "To what level did Erdogan say Turkey and Iran plan to raise their trade turnover?",
    "Why did Raisi call off his November trip to Turkey?",
    "Does Turkey regard Hamas as a terrorist organization?",
    "How many times did Zarif telephone his Turkish counterpart on the night of the coup attempt?",
)


@contextmanager
def lied_to(data_dir: Path, lies: Sequence[Lie]) -> Iterator[RunningService]:
    """A service with the seeds whose model tells these lies."""
    with (
        ModelServer(reply=liar(SEED, lies)) as model,
        running(data_dir, llm_base_url=model.url, refusal_threshold=0.0) as service,
    ):
        service.await_ready()
        service.upload(*seeds())
        yield service


def asked(service: RunningService, question: str, *, stream: bool) -> Answer:
    """The answer; of a stream, the sentences as they were sent."""
    response = service.http.post("/v1/ask", json={"question": question, "stream": stream})
    assert response.status_code == 200
    if not stream:
        return Answer.model_validate_json(response.content)
    *told, done = events(response.iter_lines())
    assert done.name == "done"
    answer = Answer.model_validate(done.body)
    sent = [each.body["sentence"]["text"] for each in told if each.name == "sentence"]
    assert sent == [each.text for each in answer.sentences]
    return answer


def assert_honest(service: RunningService, *, tries: int, stream: bool) -> None:
    """Ask so many times; every sentence and every quote must stand in the record."""
    shelf = service.door.archive.record.articles
    for number in range(tries):
        answer = asked(service, QUESTIONS[number % len(QUESTIONS)], stream=stream)

        assert falsehoods(answer) == [], f"seed {SEED}: {answer.text}"
        for each in answer.citations:
            text = shelf.paragraph_text(each.article.id, each.revision, each.paragraph)
            assert text is not None
            assert text[each.start : each.end] == each.quote


def test_no_false_sentence_leaves_plain_or_streamed(tmp_path: Path) -> None:
    with lied_to(tmp_path, LIES) as service:
        for stream in (False, True):
            assert_honest(service, tries=TRIES // 2, stream=stream)


def test_no_sentence_leaves_that_opens_with_a_false_name(tmp_path: Path) -> None:
    with lied_to(tmp_path, (opening_name,)) as service:
        assert_honest(service, tries=6, stream=False)


def test_no_name_leaves_in_the_place_of_another(tmp_path: Path) -> None:
    with lied_to(tmp_path, (misplaced_name,)) as service:
        for question in QUESTIONS:
            answer = asked(service, question, stream=False)
            quotes = {each.number: each.quote for each in answer.citations}

            for sentence in answer.sentences:
                cited = " ".join(quotes[number] for number in sentence.citations)
                assert folded(sentence.text) in folded(cited)


def test_what_was_denied_is_not_told_as_so(tmp_path: Path) -> None:
    with lied_to(tmp_path, (torn_clause,)) as service:
        service.upload_text(
            "minister.txt",
            "Minister under pressure",
            "The minister denied on Monday that he had taken bribes from the bank.",
        )
        question = "Had the minister taken bribes from the bank?"
        answers = [asked(service, question, stream=bool(each % 2)) for each in range(10)]
    told = [each.text for answer in answers for each in answer.sentences if "bribes" in each.text]
    assert told
    assert all("denied" in each for each in told)
