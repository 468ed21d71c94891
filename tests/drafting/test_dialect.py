"""What a server refuses of a request is left out, and remembered."""

import json
from typing import Any

import pytest

import prompts
from service.drafting import DraftSentence
from service.drafting.chat import ChatDrafter
from service.drafting.endpoint import Endpoint
from service.errors import DraftRefused
from support.evidence import evidence
from support.model_server import ModelServer, Script, answer, refusal

FOUND = evidence("They meet every six months.")
GOOD = answer("They meet [1].")
SENTENCE = DraftSentence("They meet.", (1,))


def complaint(message: str, *, param: str | None = None, status: str = "400 Bad Request") -> Script:
    body = {"error": {"message": message, "type": "invalid_request_error", "param": param}}
    return refusal(status, body=json.dumps(body).encode())


def asked(*scripts: Script, times: int = 1) -> list[dict[str, Any]]:
    """Draft so many times over one endpoint, and give the requests that it got."""
    with ModelServer(*scripts) as server:
        endpoint = Endpoint(base_url=server.url, api_key="key", model="small")
        drafter = ChatDrafter(endpoint=endpoint, prompt=prompts.load("answer.v2"))
        for _ in range(times):
            assert next(iter(drafter.draft("How often?", FOUND))) == SENTENCE
        return server.bodies


def test_sentences_are_asked_for_by_a_schema() -> None:
    (body,) = asked(GOOD)

    form = body["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert form["json_schema"]["schema"]["required"] == ["sentences"]


REFUSALS = {
    "response_format": complaint(
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported",
        param="response_format",
    ),
    "temperature": complaint(
        "Unsupported value: 'temperature' does not support 0 with this model.", param="temperature"
    ),
    "seed": complaint("seed: Extra inputs are not permitted", status="422 Unprocessable Entity"),
    "stream_options": complaint("unknown field `stream_options`"),
}


@pytest.mark.parametrize("field", REFUSALS)
def test_a_refused_field_is_left_out_from_then_on(field: str) -> None:
    first, second, third = asked(REFUSALS[field], GOOD, times=2)

    assert field in first
    assert second.keys() == third.keys() == first.keys() - {field}


def test_a_reasoning_model_gets_room_to_think() -> None:
    told = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens'."
    refused = [complaint(told, param="max_tokens"), REFUSALS["temperature"]]
    *_, last = asked(*refused, GOOD)

    assert last["max_completion_tokens"] > 2_000
    assert last["reasoning_effort"] == "low"
    assert not {"max_tokens", "temperature"} & last.keys()


def test_a_complaint_that_names_nothing_is_taken_to_mean_the_schema() -> None:
    first, second = asked(refusal("400 Bad Request", body=b"grammar trouble"), GOOD)

    assert first.keys() - second.keys() == {"response_format"}


def test_nothing_is_learnt_from_a_request_that_is_refused_whatever_it_says() -> None:
    with ModelServer(complaint("the max_tokens are too many for this context"), GOOD) as server:
        endpoint = Endpoint(base_url=server.url, api_key="key", model="small")
        drafter = ChatDrafter(endpoint=endpoint, prompt=prompts.load("answer.v2"))
        list(drafter.draft("How often?", FOUND))
        assert "max_tokens" not in server.bodies[-1]

    with ModelServer(complaint("this prompt is not allowed")) as server:
        endpoint = Endpoint(base_url=server.url, api_key="key", model="small")
        drafter = ChatDrafter(endpoint=endpoint, prompt=prompts.load("answer.v2"))
        for _ in range(2):
            with pytest.raises(DraftRefused, match="status 400"):
                list(drafter.draft("How often?", FOUND))
        assert ["response_format" in body for body in server.bodies] == [True, False, True, False]
