"""Receipts: what made an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from index.embedding import EmbeddingModel
from service.analysis import Query
from service.answers import CheckerFigures, Days, Receipt, Understood
from service.drafting import Drafter, Usage

NONE_USED = Usage()


@dataclass(frozen=True, slots=True)
class ReceiptBook:
    """Writes receipts with what stays the same from answer to answer.

    `index` gives the archive's digest at the moment of the answer; `settings` is
    the digest of the settings that shape answers; `checker` is who judges them, and
    `selector` what chooses among sentences.
    """

    index: Callable[[], str]
    embedding: EmbeddingModel
    checker: CheckerFigures
    settings: str
    selector: str | None

    def write(
        self,
        *,
        drafter: Drafter | None,
        query: Query,
        timings_ms: Mapping[str, float],
        usage: Usage = NONE_USED,
        confidence: float | None = None,
    ) -> Receipt:
        """A receipt; without a drafter no model and no prompt took part."""
        return Receipt(
            index=self.index(),
            embedding=f"{self.embedding.name}@{self.embedding.fingerprint[:12]}",
            model=drafter.model if drafter else "none",
            prompt=drafter.prompt if drafter else None,
            settings=self.settings,
            selector=self.selector,
            checker=self.checker,
            timings_ms=dict(timings_ms),
            usage=asdict(usage),
            understood=understood(query),
            confidence=None if confidence is None else round(confidence, 4),
        )


def understood(query: Query) -> Understood:
    """A query as the payload shows it."""
    return Understood(
        words=query.text,
        asks=None if query.asks == query.text else query.asks,
        outlets=tuple(sorted({name for names in query.outlets for name in names})),
        days=tuple(Days(since=each.since, until=each.until) for each in query.periods),
        as_of=query.as_of,
    )
