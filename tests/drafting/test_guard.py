"""A model that fails or is busy keeps nobody waiting."""

import threading
import time
from typing import Any

import pytest

from service.drafting import DraftSentence, Usage
from service.drafting.breaker import Breaker
from service.drafting.guard import Guarded
from service.drafting.queue import Queue
from service.drafting.steps import Steps
from service.errors import DraftRefused, ModelUnavailable
from support.evidence import evidence

FOUND = evidence("They meet.")
SENTENCE = DraftSentence("They meet.", (1,))
PATIENCE_S = 20.0


class Moody:
    """A drafter that fails as long as it is told to, and holds its drafts until let go."""

    model = "moody"
    prompt = None

    def __init__(self, fault: ModelUnavailable | None = None) -> None:
        self.fault = fault
        self.asked = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def probe(self) -> None:
        if self.fault:
            raise self.fault

    def draft(self, *_: Any) -> Steps[DraftSentence | Usage]:
        self.asked += 1
        return Steps(self._items())

    async def _items(self) -> Any:
        self.probe()
        yield SENTENCE
        self.go_on.wait(PATIENCE_S)


def guarded(drafter: Moody, **limits: Any) -> tuple[Guarded, Breaker]:
    breaker = Breaker(model="moody", probe=drafter.probe, rest_s=0.05)
    queue = Queue(**{"at_once": 1, "waiting": 1, "patience_s": PATIENCE_S, **limits})
    return Guarded(drafter, breaker=breaker, queue=queue), breaker


def fails(guard: Guarded) -> str:
    with pytest.raises(ModelUnavailable) as failure:
        list(guard.draft("?", FOUND))
    return str(failure.value)


def eventually(guard: Guarded) -> list[DraftSentence | Usage]:
    """The draft of a model that recovers."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return list(guard.draft("?", FOUND))
        except ModelUnavailable:
            assert time.monotonic() < end, "the breaker did not close"
            time.sleep(0.02)


def test_three_faults_in_a_row_take_a_model_out_of_use_until_a_probe_succeeds() -> None:
    drafter = Moody(ModelUnavailable("down"))
    guard, breaker = guarded(drafter)
    assert [fails(guard) for _ in range(3)] == ["down"] * 3

    assert "failed 3 times in a row" in fails(guard)
    assert drafter.asked == 3

    drafter.fault = None
    assert eventually(guard) == [SENTENCE]
    breaker.close()


def test_an_answer_between_faults_keeps_a_model_in_use() -> None:
    drafter = Moody()
    guard, _ = guarded(drafter)
    for _ in range(4):
        drafter.fault = ModelUnavailable("down")
        assert fails(guard) == fails(guard) == "down"
        drafter.fault = None
        assert list(guard.draft("?", FOUND)) == [SENTENCE]


def test_a_model_that_refuses_questions_is_well() -> None:
    guard, _ = guarded(Moody(DraftRefused("not that")))

    assert {fails(guard) for _ in range(5)} == {"not that"}


def test_too_many_drafts_are_turned_away_at_once_and_one_waits_its_turn() -> None:
    drafter = Moody()
    drafter.go_on.clear()
    guard, _ = guarded(drafter)
    running = guard.draft("?", FOUND)
    assert next(iter(running)) == SENTENCE
    second: list[DraftSentence | Usage] = []
    waiting = threading.Thread(target=lambda: second.extend(guard.draft("?", FOUND)))
    waiting.start()
    assert "wait for the model already" in until_full(guard)

    drafter.go_on.set()
    assert list(running) == []
    waiting.join(PATIENCE_S)
    assert second == [SENTENCE]


def test_a_turn_that_does_not_come_is_given_up() -> None:
    drafter = Moody()
    drafter.go_on.clear()
    guard, _ = guarded(drafter, patience_s=0.05)
    running = guard.draft("?", FOUND)
    next(iter(running))

    assert "busy" in fails(guard)
    drafter.go_on.set()
    running.close()


def test_a_draft_that_waits_can_be_closed_and_a_closed_one_leaves_its_place() -> None:
    drafter = Moody()
    drafter.go_on.clear()
    guard, _ = guarded(drafter)
    running, waiting = guard.draft("?", FOUND), guard.draft("?", FOUND)
    next(iter(running))
    got: list[DraftSentence | Usage] = []
    thread = threading.Thread(target=lambda: got.extend(waiting))
    thread.start()
    waiting.close()
    thread.join(PATIENCE_S)
    assert (thread.is_alive(), got, drafter.asked) == (False, [], 1)

    drafter.go_on.set()
    running.close()
    assert list(guard.draft("?", FOUND)) == [SENTENCE]


def until_full(guard: Guarded) -> str:
    """What is said once the queue is full; until then a draft is begun and closed."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        extra = guard.draft("?", FOUND)
        closer = threading.Timer(0.05, extra.close)
        closer.start()
        try:
            list(extra)
        except ModelUnavailable as full:
            return str(full)
        finally:
            closer.join()
    raise AssertionError("the queue was never full")
