"""A deadline for calls that have none of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from index.redaction import redacted
from service.errors import RerankingFailed

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


class Patience:
    """Runs calls on threads of their own, and gives each up after `seconds`."""

    def __init__(self, *, seconds: float, source: str) -> None:
        self._seconds = seconds
        self._source = source
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="rerank")

    def run(self, call: Callable[[], Result]) -> Result:
        """The result of `call`.

        Raises:
            RerankingFailed: it raised, whatever that was, or took too long.
        """
        future = self._threads.submit(call)
        try:
            fault = future.exception(self._seconds)
        except TimeoutError as silence:
            future.cancel()
            raise RerankingFailed(
                f"{self._source} gave no answer within {self._seconds:g} s: "
                "lower rerank_candidates or raise rerank_deadline_s"
            ) from silence
        if isinstance(fault, RerankingFailed):
            raise fault
        if fault is not None:
            kind = type(fault).__name__
            logger.warning("%s failed: %s: %s", self._source, kind, redacted(fault))
            raise RerankingFailed(f"{self._source} failed ({kind})") from fault
        return future.result()
