"""What a run has used, and when that is enough. Nothing that costs money starts without a bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from index.loopback import leads_here
from service.drafting.chat import MAX_TOKENS
from service.errors import BudgetSpent, InvalidRequest
from service.evals.cases import Question
from service.evals.plan import Trial
from service.evals.suite import Budget, Prices
from service.settings import Settings, changed

READ, WRITTEN = "prompt_tokens", "completion_tokens"
MILLION = 1_000_000


class Meter:
    """Adds up tokens, dollars and minutes, and ends a run that goes beyond its budget."""

    def __init__(
        self,
        budget: Budget,
        prices: Prices | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a meter; the minutes begin now.

        Raises:
            InvalidRequest: the budget is in dollars and no prices are given.
        """
        if budget.usd is not None and prices is None:
            raise InvalidRequest("a budget in dollars needs [prices]: input and output, a million")
        self._budget = budget
        self._prices = prices
        self._clock = clock
        self._began = clock()
        self.read = 0
        self.written = 0

    @property
    def bounded(self) -> bool:
        """Whether tokens or dollars are bounded."""
        return self._budget.usd is not None or self._budget.tokens is not None

    @property
    def usd(self) -> float | None:
        """What the tokens cost; None where no price is known."""
        return cost(self._prices, read=self.read, written=self.written)

    def add(self, usage: Mapping[str, int]) -> None:
        """Count the tokens of one answer."""
        self.read += usage.get(READ, 0)
        self.written += usage.get(WRITTEN, 0)

    def check(self) -> None:
        """End the run where its budget is spent.

        Raises:
            BudgetSpent: the message says of what, and what to do.
        """
        minutes = (self._clock() - self._began) / 60
        spent = (
            ("dollars", self.usd or 0.0, self._budget.usd),
            ("tokens", self.read + self.written, self._budget.tokens),
            ("minutes", minutes, self._budget.minutes),
        )
        for unit, used, bound in spent:
            if bound is not None and used >= bound:
                raise BudgetSpent(f"the budget of {bound:g} {unit} is spent: {used:.6g} used")


def used_in(row: Mapping[str, Any]) -> Mapping[str, int]:
    """The tokens that a row's answer, or its check, took; empty where no model was asked."""
    result = row["result"]
    usage: Mapping[str, int] | None = result.get("receipt", result).get("usage")
    return usage or {}


def cost(prices: Prices | None, *, read: float, written: float) -> float | None:
    """The dollars for this many tokens; None where no price is known."""
    if prices is None:
        return None
    return (read * prices.input + written * prices.output) / MILLION


def is_paid(settings: Settings, trial: Trial) -> bool:
    """Whether a trial asks a model beyond this machine, which may cost money."""
    return any(is_elsewhere(url) for url in _asked(changed(settings, trial.changes), trial))


def _asked(settings: Settings, trial: Trial) -> Iterator[str | None]:
    """The addresses of the models that a trial asks: to draft, rewrite, check, embed, rerank.

    Nobody knows whom a class of llama-index asks: it has none, and so counts as elsewhere.
    """
    drafts = trial.measure == "answers" and trial.mode in {"auto", "llm"}
    rewrites = any(isinstance(each, Question) and each.conversation for each in trial.cases.cases)
    if settings.has_llm and (drafts or rewrites):
        yield settings.llm_base_url
    if settings.checker == "openai" and trial.measure in {"answers", "support"}:
        yield settings.llm_base_url
    if trial.articles is not None and settings.embedding in {"openai", "llama_index"}:
        yield settings.embedding_base_url
    if trial.articles is not None and settings.reranker in {"http", "llama_index"}:
        yield settings.reranker_url


def is_elsewhere(url: str | None) -> bool:
    """Whether an address is beyond this machine; none at all is OpenAI's."""
    return url is None or not leads_here(url)


def most_tokens(settings: Settings, trials: list[Trial]) -> tuple[int, int]:
    """The most tokens that the drafts of `trials` can read and write."""
    drafts = sum(len(each.cases.cases) for each in trials if is_paid(settings, each))
    return drafts * settings.prompt_tokens, drafts * MAX_TOKENS
