"""Keeps a model that fails out of use until it is well, so that nobody waits for it meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread

from service.errors import DraftRefused, ModelUnavailable


class Breaker:
    """Opens after some faults in a row; closes once a probe in the background succeeds.

    Probes rather than questions try the model again, so that no question waits for a
    model that is known to be down, and one that has recovered is in use again within
    two rests and a probe, whether or not anything is asked meanwhile.
    """

    def __init__(
        self, *, model: str, probe: Callable[[], None], faults: int = 3, rest_s: float = 5.0
    ) -> None:
        """Make a breaker, closed.

        Args:
            model: Its name, for messages.
            probe: Asks the model for next to nothing; raises `ModelUnavailable` if it fails.
            faults: So many in a row open the breaker.
            rest_s: Seconds before each probe.
        """
        self._model = model
        self._probe = probe
        self._most = faults
        self._rest_s = rest_s
        self._lock = Lock()
        self._faults = 0
        self._is_open = False
        self._closing = Event()

    def check(self) -> None:
        """Return if the model may be asked.

        Raises:
            ModelUnavailable: the breaker is open.
        """
        if self._is_open:
            raise ModelUnavailable(
                f"the server of model {self._model!r} failed {self._most} times in a row, so it is "
                f"left alone until it answers again (tried every {self._rest_s:g} s)"
            )

    def succeeded(self) -> None:
        """The model answered."""
        with self._lock:
            self._faults = 0

    def failed(self) -> None:
        """The model failed."""
        with self._lock:
            self._faults += 1
            opens = self._faults >= self._most and not self._is_open
            self._is_open = self._is_open or opens
        if opens:
            Thread(target=self._await_recovery, name="model probe", daemon=True).start()

    def close(self) -> None:
        """Probe no more."""
        self._closing.set()

    def _await_recovery(self) -> None:
        while not self._closing.wait(self._rest_s):
            if self._is_well():
                with self._lock:
                    self._faults, self._is_open = 0, False
                return

    def _is_well(self) -> bool:
        try:
            self._probe()
        except DraftRefused:
            return True
        except ModelUnavailable:
            return False
        return True
