"""A draft whose failure says what can be done about it."""

from __future__ import annotations

from typing import Self

from service.drafting import Draft, DraftSentence, Usage
from service.errors import DraftRefused, ModelUnavailable


class Hinted:
    """Another draft, whose errors end in `hint`. May be closed from any thread."""

    def __init__(self, draft: Draft, *, hint: str) -> None:
        self._draft = draft
        self._items = iter(draft)
        self._hint = hint

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> DraftSentence | Usage:
        try:
            return next(self._items)
        except DraftRefused as refusal:
            raise DraftRefused(f"{refusal}; {self._hint}") from refusal
        except ModelUnavailable as fault:
            raise ModelUnavailable(f"{fault}; {self._hint}") from fault

    def close(self) -> None:
        """See `Draft.close`."""
        self._draft.close()
