"""What the rest of a run will take, told from the rows that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from service.evals.budget import READ, WRITTEN, cost, used_in
from service.evals.folder import RunFolder
from service.evals.plan import Trial
from service.evals.suite import Prices


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds when asked one at a time, tokens and dollars; building an archive is not in it."""

    cases: int
    seconds: float
    tokens: int
    usd: float | None

    def shown(self) -> str:
        """One line for a person."""
        minutes = f"{self.seconds / 60:.1f} minutes" if self.seconds >= 60 else "under a minute"
        parts = [f"{self.cases:,} cases remain: about {minutes}"]
        if self.tokens:
            parts.append(f"{self.tokens:,} tokens")
        if self.tokens and self.usd is not None:
            parts.append(f"{self.usd:.2f} dollars")
        return ", ".join(parts)


def estimate(folder: RunFolder, trials: Sequence[Trial], *, prices: Prices | None) -> Estimate:
    """Take each trial's rows for the mean of its rest; a trial without rows counts for nothing."""
    cases, seconds, read, written = 0, 0.0, 0.0, 0.0
    for trial in trials:
        rows = [folder.row(trial.name, each) for each in folder.ids(trial.name)]
        rest = len(trial.cases.cases) - len(rows)
        cases += rest
        if not rows or not rest:
            continue
        usages = [used_in(row) for row in rows]
        seconds += rest * fmean(row["timings"]["ms"] for row in rows) / 1000
        read += rest * fmean(usage.get(READ, 0) for usage in usages)
        written += rest * fmean(usage.get(WRITTEN, 0) for usage in usages)
    usd = cost(prices, read=read, written=written)
    return Estimate(cases, seconds, round(read + written), usd)
