"""Wall time by stage, for receipts."""

from __future__ import annotations

from time import perf_counter


class Clock:
    """Laps of wall time in milliseconds, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def stop(self, name: str) -> None:
        """End a lap that began at the one before."""
        now = perf_counter()
        self.laps[name] = round(1000 * (now - self._last), 3)
        self._last = now
