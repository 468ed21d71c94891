from __future__ import annotations

import pytest

from service.cancellation import Cancellation


class Held:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_what_is_open_is_closed_by_cancelling():
    cancellation, held = Cancellation(), Held()
    with cancellation.closing(held):
        cancellation.cancel()
        assert held.closed


def test_what_is_opened_after_cancelling_is_closed_at_once():
    cancellation, held = Cancellation(), Held()
    cancellation.cancel()
    with cancellation.closing(held):
        assert held.closed


def test_what_is_done_is_closed_once_also_after_an_error():
    cancellation, held = Cancellation(), Held()
    with pytest.raises(LookupError), cancellation.closing(held):
        raise LookupError
    cancellation.cancel()
    assert held.closed == 1


def test_a_generator_that_runs_is_left_to_finish():
    cancellation = Cancellation()

    def count():
        cancellation.cancel()
        yield 1

    with cancellation.closing(count()) as counting:
        assert list(counting) == [1]
