"""Keeps the indexes equal to the record while the service runs."""

from __future__ import annotations

import logging
import threading

from index.archive import Archive
from index.errors import ArchiveError
from service.api.errors import Stopping

EVERY_S = 3_600.0
LOOK_S = 5.0
"""How long an index that failed in between waits at most to be compared."""
AFTER_FAULT_S = 60.0
"""How long one that could not be mended waits for the next try."""
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
        while not self._stopping.is_set():
            if self._is_mended():
                self._watch()
            else:
                self._stopping.wait(AFTER_FAULT_S)

    def _watch(self) -> None:
        """Wait for the next comparison, or until an index fails before it."""
        left = EVERY_S
        while left > 0 and self._archive.is_trusted and not self._stopping.wait(LOOK_S):
            left -= LOOK_S

    def _is_mended(self) -> bool:
        """Mend once; whether both indexes equal the record now."""
        try:
            found = self._archive.mend(self._go_on)
        except ArchiveError as fault:
            logger.warning("the indexes could not be mended, next try soon: %s", fault)
            return False
        except Stopping:
            return False
        except Exception:
            # The edge of a thread: nobody else would notice that it had ended.
            logger.exception("the indexes could not be mended, next try soon")
            return False
        finally:
            self._first_ended.set()
        if not found.is_sound:
            logger.info("compared: dense %s; lexical %s", found.dense, found.lexical)
        for reason in found.unmended:
            logger.warning("%s; next try soon", reason)
        return not found.unmended

    def _go_on(self, done: int, total: int) -> None:  # noqa: ARG002
        """The progress of a rebuild, which is where it can be stopped."""
        if self._stopping.is_set():
            raise Stopping
