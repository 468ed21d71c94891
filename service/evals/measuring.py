"""A whole suite from its questions to its summary: the story that `nutgraf eval run` tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.checking import Checker
from service.errors import InvalidRequest, RunStopped
from service.evals.archives import Bars, Targets, Warn
from service.evals.budget import Meter, cost, is_paid, most_tokens, used_in
from service.evals.conclusion import Scored, conclude, scored
from service.evals.estimate import estimate
from service.evals.folder import RunFolder
from service.evals.manifest import MUST_EQUAL, manifest_of
from service.evals.plan import Trial
from service.evals.runner import Runner
from service.evals.suite import Suite
from service.evals.workers import jobs_of, rows_of
from service.settings import Settings, changed

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
        processes: int = 1,
        only_estimate: bool = False,
    ) -> Outcome:
        """Ask what has no row yet, and conclude; what ends that early is concluded too.

        Args:
            targets: What the questions are put to.
            checker: Judges pairs.
            parallel: Questions of one archive at once; else as the suite says.
            processes: Archives at once, each in a process of its own.
            only_estimate: Ask a few of each trial, and tell what the rest takes.

        Raises:
            InvalidRequest: the folder holds another run, a model that may cost money
                is asked without a budget, or a running service by several processes.
            RunStopped: the run ended early; its rows and what they come to are kept.
        """
        meter = Meter(self.suite.budget, self.suite.prices)
        for row in self.folder.rows():
            meter.add(used_in(row))
        in_process = targets.name == "in process"
        at_once = {"parallel": parallel or self.suite.parallel, "processes": processes}
        if in_process:
            self._refuse_unbounded(meter)
        elif processes > 1:
            raise InvalidRequest("a running service is one process: ask it with --parallel")
        manifest = manifest_of(
            self.suite,
            self.trials,
            settings=self.settings,
            target=targets.name,
            at_once=at_once,
        )
        self.folder.begin(manifest, must_equal=MUST_EQUAL)
        runner = Runner(
            folder=self.folder,
            targets=targets,
            checker=checker,
            meter=meter,
            bars=self.bars,
            parallel=at_once["parallel"],
            probe=PROBE if only_estimate else None,
            free=in_process,
        )
        self.warn(self._planned(runner))
        try:
            with _kept(self.folder.path):
                self._run(runner, processes)
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

    def _run(self, runner: Runner, processes: int) -> None:
        if processes == 1:
            runner.run(self.trials)
            return
        jobs = jobs_of(runner, self.trials)
        pending = sum(len(runner.pending(each)) for each in self.trials)
        with self.bars(f"{len(jobs)} archives", unit="") as step:
            arrivals = rows_of(
                jobs,
                processes=processes,
                settings=self.settings,
                path=self.folder.path,
                told=self.warn,
            )
            with closing(arrivals):
                for done, arrived in enumerate(arrivals, start=1):
                    for text in arrived.texts:
                        self.folder.keep(text)
                    self.folder.append(arrived.row)
                    step(done, pending)
                    runner.count(arrived.row)
                    runner.meter.check()

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
        most = f"drafts read at most {read:,} tokens and write {written:,}"
        most += f", {dollars:.2f} dollars" if dollars is not None else ""
        if any(changed(self.settings, each.changes).checker == "openai" for each in paid):
            most += "; checks come on top"
        if not meter.bounded:
            raise InvalidRequest(
                f"{paid[0].name} may ask a model beyond this machine ({most}): give the suite a "
                "[budget], in tokens or in usd"
            )
        self.warn(f"a model beyond this machine may be asked: {most}")


@contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """Say where the rows so far are, and how to go on, where what is done here ends early."""
    try:
        yield
    except RunStopped as fault:
        hint = f"the rows so far are in {str(folder)!r}; the same command goes on from there"
        raise type(fault)(f"{fault}; {hint}") from fault
