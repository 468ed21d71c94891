from __future__ import annotations

import pytest

import prompts
from service.analysis import NewsAnalyser
from service.answers import Turn
from service.drafting.breaker import Breaker
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.drafting.writing import Writer
from service.errors import ModelUnavailable
from service.standalone import StandaloneAnalyser
from support.model_server import ModelServer, answer, event, head, refusal

TURNS = (
    Turn(role="user", content="Who met Javad Zarif in Isfahan?"),
    Turn(role="assistant", content="Mevlüt Çavuşoğlu met him on 21 June."),
)
QUESTION = "And when will they meet again?"
ALONE = "When will Mevlut Cavusoglu and Javad Zarif meet again?"
RULES = NewsAnalyser(outlets=tuple, today=lambda: None)
QUICK = Limits(connect=0.5, first_token=0.5, idle=0.3, total=0.8, usage=0.0)


def read(url: str, *, turns: tuple[Turn, ...] = TURNS, limits: Limits = QUICK) -> str:
    endpoint = Endpoint(base_url=url, api_key="key", model="small")
    breaker = Breaker(model="small", probe=lambda: None)
    writer = Writer(endpoint=endpoint, breaker=breaker, limits=limits)
    prompt = prompts.load("standalone.v1")
    return StandaloneAnalyser(RULES, writer=writer, prompt=prompt).read(QUESTION, turns).text


def test_a_follow_up_is_read_as_the_model_rewrote_it():
    with ModelServer(
        answer(' "When will Mevlut Cavusoglu', " and Javad Zarif\nmeet again?")
    ) as model:
        assert read(model.url, limits=Limits()) == ALONE
        told = model.bodies[0]["messages"][1]["content"]
    assert "user: Who met Javad Zarif in Isfahan?\nassistant: Mevlüt" in told
    assert f"Last question: {QUESTION}" in told


def test_a_first_question_asks_no_model():
    with ModelServer(answer(ALONE)) as model:
        assert read(model.url, turns=()) == QUESTION
        assert model.bodies == []


def test_who_is_too_slow_for_a_follow_up_may_still_draft():
    breaker = Breaker(model="small", probe=lambda: None)
    with ModelServer(*[[5.0]] * 3) as model:
        endpoint = Endpoint(base_url=model.url, api_key="key", model="small")
        writer = Writer(endpoint=endpoint, breaker=breaker, limits=QUICK)
        for _ in range(3):
            with pytest.raises(ModelUnavailable):
                writer.write([{"role": "user", "content": QUESTION}])
    breaker.check()


@pytest.mark.parametrize(
    "script",
    [
        answer("When will they meet Donald Trump again?"),
        answer("When will they meet again in 2031?"),
        answer("When will they meet again? " * 60),
        answer("?!"),
        answer(),
        answer(ALONE, finish="length"),
        answer(ALONE, finish=None),
        refusal("500 Oops"),
        refusal("401 Unauthorized"),
        [5.0],
        [head(), event("When"), 5.0],
    ],
    ids=[
        "a new name", "a new number", "too long", "no word", "nothing", "cut off", "no end",
        "a server error", "a wrong key", "silence", "silence within it",
    ],
)  # fmt: skip
def test_whatever_else_comes_the_rules_read_it(script):
    with ModelServer(script) as model:
        assert read(model.url) == RULES.read(QUESTION, TURNS).text
