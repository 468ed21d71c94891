"""A whole suite from its questions to its summary: the story that `nutgraf eval run` tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.checking import Checker
from service.errors import InvalidRequest, RunStopped
from service.evals.archives import Bars, Targets, Warn
from service.evals.budget import Meter, cost, is_paid, most_tokens
from service.evals.conclusion import Scored, conclude, scored
from service.evals.estimate import estimate
from service.evals.folder import RunFolder
from service.evals.manifest import MUST_EQUAL, manifest_of
from service.evals.plan import Trial
from service.evals.runner import Runner
from service.evals.suite import Suite
from service.settings import Settings

PROBE = 5
"""Cases of each trial that an estimate rests on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The trials with what their rows came to, and the summary that was written."""

    trials: Sequence[Scored]
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measuring:
    """One suite, its trials and the folder that they are measured into.

    `settings` are those of this process with the suite's own; a running service has
    its own. `bars` shows progress and `warn` tells what a person should know meanwhile.
    """

    suite: Suite
    trials: Sequence[Trial]
    folder: RunFolder
    settings: Settings
    bars: Bars
    warn: Warn

    def ask(
        self,
        targets: Targets,
        checker: Checker,
        *,
        parallel: int | None = None,
        only_estimate: bool = False,
    ) -> Outcome:
        """Ask what has no row yet, and conclude; what ends that early is concluded too.

        Raises:
            InvalidRequest: the folder holds another run, or a model that may cost money
                is asked without a budget.
            RunStopped: the run ended early; its rows and what they come to are kept.
        """
        meter = Meter(self.suite.budget, self.suite.prices)
        for row in self.folder.rows():
            meter.add(row["result"].get("receipt", {}).get("usage", {}))
        in_process = targets.name == "in process"
        if in_process:
            self._refuse_unbounded(meter)
        manifest = manifest_of(self.suite, self.trials, settings=self.settings, target=targets.name)
        self.folder.begin(manifest, must_equal=MUST_EQUAL)
        runner = Runner(
            folder=self.folder,
            targets=targets,
            checker=checker,
            meter=meter,
            bars=self.bars,
            parallel=parallel or self.suite.parallel,
            probe=PROBE if only_estimate else None,
            free=in_process,
        )
        self.warn(self._planned(runner))
        try:
            runner.run(self.trials)
        except (RunStopped, KeyboardInterrupt):
            self.conclude()
            raise
        if only_estimate:
            self.warn(estimate(self.folder, self.trials, prices=self.suite.prices).shown())
        return self.conclude()

    def conclude(self) -> Outcome:
        """Score the rows that are there, by the questions as they are labelled now."""
        trials = [scored(self.folder, each) for each in self.trials]
        return Outcome(trials, conclude(self.folder, self.suite, trials))

    def _planned(self, runner: Runner) -> str:
        whole = sum(len(each.cases.cases) for each in self.trials)
        pending = sum(len(runner.pending(each)) for each in self.trials)
        return f"{len(self.trials)} trials, {whole:,} cases, {pending:,} to ask"

    def _refuse_unbounded(self, meter: Meter) -> None:
        """Nothing that costs money starts without a bound on it."""
        paid = [each for each in self.trials if is_paid(self.settings, each)]
        if not paid:
            return
        read, written = most_tokens(self.settings, paid)
        dollars = cost(self.suite.prices, read=read, written=written)
        most = f"at most {read:,} tokens read and {written:,} written"
        most += f", {dollars:.2f} dollars" if dollars is not None else ""
        if not meter.bounded:
            raise InvalidRequest(
                f"{paid[0].name} asks a model beyond this machine ({most}): give the suite a "
                "[budget], in tokens or in usd"
            )
        self.warn(f"paid model {self.settings.llm_model!r}: {most}")
