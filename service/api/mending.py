"""Keeps the indexes equal to the record while the service runs."""

from __future__ import annotations

import logging
import threading

from index.archive import Archive
from index.errors import ArchiveError
from service.api.errors import Stopping

EVERY_S = 3_600.0
AFTER_FAULT_S = 60.0
"""Also how long an index that failed in between waits to be compared."""
JOIN_S = 5.0

logger = logging.getLogger(__name__)


class Mender:
    """A thread that compares the indexes with the record at start and every hour."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._stopping = threading.Event()
        self._first_ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mender", daemon=True)

    @property
    def first_ended(self) -> bool:
        """Whether the first comparison came to an end, good or bad."""
        return self._first_ended.is_set()

    def start(self) -> None:
        """Begin the first comparison."""
        self._thread.start()

    def stop(self) -> None:
        """End, also in the middle of a rebuild: an unfinished one is not switched to."""
        self._stopping.set()
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        left = 0.0
        while not self._stopping.wait(min(left, AFTER_FAULT_S)):
            left -= AFTER_FAULT_S
            if left <= 0.0 or not self._archive.is_trusted:
                left = self._mended()

    def _mended(self) -> float:
        """Mend once; how long to wait until the next time, in seconds."""
        try:
            found = self._archive.mend(self._go_on)
        except ArchiveError as fault:
            logger.warning("the indexes could not be mended, next try soon: %s", fault)
            return AFTER_FAULT_S
        except Stopping:
            return 0.0
        except Exception:
            # The edge of a thread: nobody else would notice that it had ended.
            logger.exception("the indexes could not be mended, next try soon")
            return AFTER_FAULT_S
        finally:
            self._first_ended.set()
        if not found.is_sound:
            logger.info("compared: dense %s; lexical %s", found.dense, found.lexical)
        for reason in found.unmended:
            logger.warning("%s; next try soon", reason)
        return AFTER_FAULT_S if found.unmended else EVERY_S

    def _go_on(self, done: int, total: int) -> None:  # noqa: ARG002
        """The progress of a rebuild, which is where it can be stopped."""
        if self._stopping.is_set():
            raise Stopping
