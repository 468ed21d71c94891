"""What a question asks for, read without a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.terms import content_terms
from service.answers import Turn
from service.asof import as_of
from service.days import Period
from service.following import named_in_full, with_what_it_follows
from service.framing import matter_of
from service.outlets import AskedOf, asked_of_outlets
from service.periods import periods

_BOTH = re.compile(r"\b(?:both|respectively)\b", re.IGNORECASE)
# A question of more terms that carry meaning is long: of 1 to 5 on NFCorpus, 3 to 11 on SQuAD
# and MTRAG, 20 to 36 on MultiHop-RAG, nine in ten of each.
SHORT_TERMS = 12
# "Will" and "May" open names as well as questions.
_QUESTION = re.compile(
    r"\?|^\W*(?:(?:in|on|at|since|of|by|from|to) )?(?:who|whom|whose|what|whats|which|when|where"
    r"|why|how)\b|^\W*(?:is|are|was|were|do|does|did|has|have|had|could|would|should|must|tell|list"
    r"|name)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the indexes are asked it.

    `text` is embedded and looked up, `asks` what a sentence has to answer; they differ where a
    question follows up others, to which `replied` was the answer. `asked` are the outlets that it
    names, spelled as the archive spells them, with what it asks of each. `periods` are the
    days that it names; `as_of` is the last day that it looks back to, after which nothing was
    known to it.
    """

    text: str
    asks: str
    replied: str = ""
    asked: tuple[AskedOf, ...] = ()
    periods: tuple[Period, ...] = ()
    as_of: date | None = None

    @property
    def outlets(self) -> tuple[frozenset[str], ...]:
        """The outlets that are named, each once; one name may stand for several."""
        return tuple(dict.fromkeys(each.outlets for each in self.asked))

    @property
    def is_across(self) -> bool:
        """Whether it asks something of several articles: two outlets, two days, or "both"."""
        return len(self.outlets) > 1 or len(self.periods) > 1 or bool(_BOTH.search(self.text))

    @property
    def is_short(self) -> bool:
        """Whether few words carry its meaning."""
        return len(content_terms(self.text)) <= SHORT_TERMS

    @property
    def is_topic(self) -> bool:
        """Whether it says what to read about and asks nothing: "red onions"."""
        return self.is_short and not _QUESTION.search(self.text)


class Analyser(Protocol):
    """Reads a question, with the turns before it, into a query."""

    def read(self, question: str, conversation: Sequence[Turn]) -> Query:
        """The query that finds what the question is about."""
        ...


class NewsAnalyser:
    """Knows outlets by name, and days; a short follow-up takes its question along."""

    def __init__(
        self, *, outlets: Callable[[], Sequence[str]], today: Callable[[], date | None]
    ) -> None:
        """Make an analyser.

        Args:
            outlets: Gives the outlets of the archive as it stands.
            today: Gives the day that "yesterday" is counted from, if there is one.
        """
        self._outlets = outlets
        self._today = today

    def read(self, question: str, conversation: Sequence[Turn]) -> Query:
        """See `Analyser.read`."""
        asked = [matter_of(turn.content) for turn in conversation if turn.role == "user"]
        chain = with_what_it_follows(matter_of(question), asked)
        leans = len(chain) > 1
        replies = [turn.content for turn in conversation if leans and turn.role == "assistant"]
        question = " ".join(chain)
        today = self._today()
        return Query(
            text=question,
            asks=named_in_full(chain),
            replied="\n".join(replies),
            asked=asked_of_outlets(question, self._outlets()),
            periods=periods(question, today),
            as_of=as_of(question, today) if today else None,
        )
