import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.keeping import MAX_REASON_CHARACTERS
from support.service import RunningService, running

QUESTION = {"question": "Who met Javad Zarif in Isfahan?", "mode": "extractive"}
NONE = "ans_000000000000000000000000"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningService]:
    """A service with one article of its own."""
    with running(tmp_path, refusal_threshold=0) as service:
        service.upload_text("harbour.txt", "Harbour", "The harbour of Smyrna has nine piers.")
        yield service


def test_an_answer_is_given_again_exactly_as_it_was_sent(service: RunningService) -> None:
    plain = service.http.post("/v1/ask", json=QUESTION).json()
    streamed = service.http.post("/v1/ask", json={**QUESTION, "stream": True}).text
    streamed_id = streamed.rpartition("event: done")[2].partition('"id":"')[2].partition('"')[0]

    assert service.http.get(f"/v1/answers/{plain['id']}").json() == plain
    again = service.http.get(f"/v1/answers/{streamed_id}")
    assert f"data: {again.text}\n" in streamed


def test_a_refusal_is_kept_too(service: RunningService) -> None:
    refused = service.http.post("/v1/ask", json={"question": "Boiling point of tungsten?"}).json()

    assert service.http.get(f"/v1/answers/{refused['id']}").json()["refusal"] == refused["refusal"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"/v1/answers/{NONE}"), ("POST", f"/v1/answers/{NONE}/feedback")],
)
def test_an_answer_that_was_never_given_is_unknown(
    service: RunningService, method: str, path: str
) -> None:
    response = service.http.request(method, path, json={"rating": "up"})

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_answer"
    assert NONE in response.json()["error"]["message"]


def test_what_readers_thought_is_kept_beside_the_answer(service: RunningService) -> None:
    answer = service.http.post("/v1/ask", json=QUESTION).json()
    path = f"/v1/answers/{answer['id']}/feedback"
    thoughts = [{"rating": "down", "reason": "“Zarif” – misspelt"}, {"rating": "up"}]
    for each in thoughts:
        assert service.http.post(path, json=each).status_code == 204

    latest = service.http.get("/v1/feedback", params={"limit": 2}).json()["feedback"]

    assert [each["feedback"] for each in latest] == [
        {"rating": "up", "reason": None},
        {"rating": "down", "reason": "“Zarif” – misspelt"},
    ]
    assert {each["answer"]["question"] for each in latest} == {QUESTION["question"]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": "meh"},
        {"rating": "up", "reason": "x" * (MAX_REASON_CHARACTERS + 1)},
        {"rating": "up", "stars": 5},
    ],
)
def test_feedback_that_is_none_is_refused(service: RunningService, body: dict[str, object]) -> None:
    answer = service.http.post("/v1/ask", json=QUESTION).json()

    response = service.http.post(f"/v1/answers/{answer['id']}/feedback", json=body)

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"


def test_an_answer_goes_with_an_article_that_it_quotes(small: RunningService) -> None:
    answer = small.http.post("/v1/ask", json={"question": "How many piers has Smyrna?"}).json()
    path = f"/v1/answers/{answer['id']}"
    small.http.post(f"{path}/feedback", json={"rating": "up"})
    assert small.http.get(path).status_code == 200

    small.http.delete(f"/v1/articles/{answer['citations'][0]['article']['id']}")

    assert small.http.get(path).status_code == 404
    assert small.http.get("/v1/feedback").json() == {"feedback": []}


def test_an_answer_outlives_the_service_but_not_its_time(tmp_path: Path) -> None:
    ask = {"question": "How many piers has Smyrna?"}
    with running(tmp_path, refusal_threshold=0) as service:
        service.upload_text("harbour.txt", "Harbour", "The harbour of Smyrna has nine piers.")
        path = f"/v1/answers/{service.http.post('/v1/ask', json=ask).json()['id']}"
    with running(tmp_path, refusal_threshold=0) as service:
        assert service.http.get(path).status_code == 200
    with running(tmp_path, refusal_threshold=0, keep_answers_days=0) as service:
        assert service.http.get(path).status_code == 404
        unkept = service.http.post("/v1/ask", json=ask).json()
        assert service.http.get(f"/v1/answers/{unkept['id']}").status_code == 404


def test_an_answer_goes_with_a_copy_of_what_it_found(tmp_path: Path) -> None:
    text = "The harbour of Smyrna has nine piers, and a tenth is to be built by the spring."
    lines = [
        {"id": name, "title": f"Harbour {name}", "outlet": name, "text": text} for name in "AB"
    ]
    with running(tmp_path, refusal_threshold=0) as service:
        service.upload(("wire.jsonl", "\n".join(map(json.dumps, lines)).encode()))
        answer = service.http.post("/v1/ask", json={"question": "How many piers has Smyrna?"})
        (passage,) = answer.json()["passages"]
        (copy,) = passage["also_in"]

        service.http.delete(f"/v1/articles/{copy['article']}")

        assert service.http.get(f"/v1/answers/{answer.json()['id']}").status_code == 404
