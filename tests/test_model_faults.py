"""A faulty model, seen by who asks the service: plain and streamed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import pairwise
from statistics import quantiles

import pytest

from service.answers import Answer
from support.model_server import CUT, ModelServer, Script, answer, event, head, refusal
from support.service import RunningService, running, seeds
from support.streams import events

QUESTION = "How often will the Turkish and Iranian foreign ministers meet from now on?"
DEADLINE_S = 1.5
SLACK_S = 6.0
"""On a busy machine, all that an answer takes besides its model."""
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
BEGUN = event('{"sentences": [{"evidence": [1], "text": "They will meet')
GOOD = answer(
    '{"sentences": [{"evidence": [1], "text": "The two diplomats will meet every six months."}]}'
)
PLAIN = b"Content-Type: text/event-stream\r\nContent-Length: 9000\r\n"


def drip(piece: bytes) -> Script:
    return [head(), *[piece, 0.05] * 200]


FAULTS: dict[str, Script] = {
    "no finish reason": [head(), BEGUN],
    "done, no finish reason": [head(), BEGUN, b"data: [DONE]\n\n"],
    "a web page": [head(headers=b"Content-Type: text/html\r\n"), b"<html>Welcome</html>"],
    "a malformed event": [head(), BEGUN, b"data: {nonsense\n\n"],
    "invalid UTF-8": [head(), b'data: {"choices": "\xff\xfe"}\n\n'],
    "a cut connection": [head(headers=PLAIN), BEGUN, 0.02, CUT],
    "cut at once": [CUT],
    "429, to be retried in a minute": refusal("429 No", headers=b"Retry-After: 60\r\n"),
    "500": refusal("500 Oops"),
    "401": refusal("401 Unauthorized"),
    "400": refusal("400 Bad Request"),
    "silence": [20.0],
    "a drip of text": drip(event(" ")),
    "comments only": drip(b": still here\n\n"),
    "its length ran out": answer('{"sentences": [{"evidence": [1], "te', finish="length"),
    "filtered": answer("They", finish="content_filter"),
    "a line of 10 MB": [head(), b"data: " + b"x" * 10_000_000 + b"\n\n"],
    "duplicate events": [head(), BEGUN, BEGUN, event(finish="stop"), event(finish="stop")],
    "an empty answer": answer(),
    "no sentences": answer('{"sentences": []}'),
    "a citation to nothing": answer('{"sentences": [{"evidence": [77], "text": "They met."}]}'),
    "JSON of other shape": answer('{"sentences": ["They met [1]."]}'),
}  # fmt: skip


def asked(service: RunningService, *, stream: bool) -> Answer:
    """The answer, which must come in time, with status 200 and one last event."""
    started = time.monotonic()
    response = service.http.post(
        "/v1/ask", json={"question": QUESTION, "mode": "llm", "stream": stream}
    )
    assert time.monotonic() - started < DEADLINE_S + SLACK_S
    assert response.status_code == 200
    if not stream:
        return Answer.model_validate_json(response.content)
    named = list(events(response.iter_lines()))
    assert [each.name for each in named if each.name in {"done", "error"}] == ["done"]
    return Answer.model_validate(named[-1].body)


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(reply=lambda _: GOOD) as server:
        yield server


@pytest.fixture(scope="module")
def faulty(
    model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    with running(
        tmp_path_factory.mktemp("faulty"),
        llm_base_url=model.url,
        llm_deadline_s=DEADLINE_S,
        refusal_threshold=0.0,
    ) as service:
        service.await_ready()
        service.upload(*seeds())
        yield service


@pytest.mark.parametrize("fault", FAULTS)
def test_quotes_answer_in_time_and_the_answer_says_why(
    faulty: RunningService, model: ModelServer, fault: str
) -> None:
    for stream in (False, True) * ROUNDS:
        model.reply = lambda _: FAULTS[fault]
        answer = asked(faulty, stream=stream)

        assert answer.status == "answered"
        assert answer.receipt.model == "extractive"
        assert answer.degraded
        assert "six months" in answer.text
        assert all(each.support.verdict == "supported" for each in answer.sentences)
        model.reply = lambda _: GOOD
        recovered = asked(faulty, stream=stream)
        assert recovered.degraded is None
        assert recovered.receipt.model == "gpt-5-mini"


def test_a_model_that_is_down_costs_no_time_and_is_used_again_once_it_is_well(
    faulty: RunningService, model: ModelServer
) -> None:
    model.reply = lambda _: FAULTS["silence"]
    while "in a row" not in str(asked(faulty, stream=False).degraded):
        pass
    marks = [time.perf_counter()]
    while len(marks) < 41:
        assert "in a row" in str(asked(faulty, stream=len(marks) % 2 == 0).degraded)
        marks.append(time.perf_counter())
    waits = [after - before for before, after in pairwise(marks)]
    assert quantiles(waits, n=100)[49] < 0.5

    model.reply = lambda _: GOOD
    well = time.monotonic()
    while asked(faulty, stream=False).degraded:
        assert time.monotonic() - well < 20 + SLACK_S
        time.sleep(0.1)
