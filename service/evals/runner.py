"""Puts a suite's questions, keeps each answer the moment it is there, and goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from index.errors import ArchiveError
from service.checking import Checker
from service.errors import BudgetSpent, RunStopped, ServiceError
from service.evals.archives import Bars, DoorParagraphs, Targets
from service.evals.budget import Meter, used_in
from service.evals.cases import Line
from service.evals.folder import Row
from service.evals.plan import Trial
from service.evals.replies import Reply, row_of
from service.evals.run import ask, check, search

Put = Callable[[Any], Reply[Any, Any]]


class Rows(Protocol):
    """Where rows are kept: the run's folder, or what sends them there."""

    @property
    def path(self) -> Path:
        """The run's folder."""
        ...

    def ids(self, trial: str) -> set[str]:
        """The cases of a trial that have a row."""
        ...

    def keep(self, text: str) -> str:
        """Store a text, once, and give its key."""
        ...

    def append(self, row: Row) -> None:
        """Add a row."""
        ...


@dataclass(frozen=True, slots=True)
class Runner:
    """Asks what has no row yet.

    `probe` bounds how many cases of each trial are asked, so that what the rest will
    take can be told; None asks all. `free` says that a model that answers is known to
    cost nothing, or to be bounded; that of a running service is not.
    """

    folder: Rows
    targets: Targets
    checker: Checker
    meter: Meter
    bars: Bars
    parallel: int = 1
    probe: int | None = None
    free: bool = False

    def run(self, trials: Sequence[Trial]) -> None:
        """Ask every case of every trial that has no row yet.

        Raises:
            RunStopped: something ended the run early; every row so far is kept.
        """
        for _, group in groupby(trials, key=_archive_of):
            same_archive = list(group)
            if not any(self.pending(each) for each in same_archive):
                continue
            with self._asking(same_archive[0]) as put_of:
                for trial in same_archive:
                    self._ask_all(trial, put_of(trial))

    def pending(self, trial: Trial) -> list[Line]:
        """The cases of a trial that are still to be asked, in the order of the file."""
        has_row = self.folder.ids(trial.name)
        cases = trial.cases.cases[: self.probe]
        return [each for each in cases if each.id not in has_row]

    @contextmanager
    def _asking(self, first: Trial) -> Iterator[Callable[[Trial], Put]]:
        if first.measure == "support":
            yield lambda _: partial(check, self.checker)
            return
        with self.targets.open(first) as door:
            paragraphs = DoorParagraphs(door)

            def put_of(trial: Trial) -> Put:
                if trial.mode is None:
                    return partial(search, door)
                return partial(ask, door, paragraphs, mode=trial.mode)

            yield put_of

    def _ask_all(self, trial: Trial, put: Put) -> None:
        pending = self.pending(trial)
        kept = len(self.folder.ids(trial.name))
        with self.bars(trial.name, unit="") as step:
            step(kept, kept + len(pending))
            for done, reply in enumerate(self._replies(trial, pending, put), start=1):
                row = row_of(trial.name, reply, self.folder.keep)
                self.folder.append(row)
                step(kept + done, kept + len(pending))
                self.count(row)

    def _replies(self, trial: Trial, cases: Sequence[Line], put: Put) -> Iterator[Reply[Any, Any]]:
        if self.parallel == 1:
            for case in cases:
                self.meter.check()
                yield _named(trial, case, put)
            return
        with ThreadPoolExecutor(self.parallel) as pool:
            futures: list[Future[Reply[Any, Any]]] = [
                pool.submit(self._checked, trial, case, put) for case in cases
            ]
            try:
                for future in as_completed(futures):
                    yield future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _checked(self, trial: Trial, case: Line, put: Put) -> Reply[Any, Any]:
        self.meter.check()
        return _named(trial, case, put)

    def count(self, row: Row) -> None:
        """Count what an answer used.

        Raises:
            BudgetSpent: a running service turns out to use a model, and there is no budget.
        """
        usage = used_in(row)
        self.meter.add(usage)
        if any(usage.values()) and not self.meter.bounded and not self.free:
            model = row["result"].get("receipt", {}).get("model", "of the checker")
            raise BudgetSpent(
                f"{row['trial']} asks the model {model!r}, which may cost money: give the "
                "suite a [budget], in tokens or in usd"
            )


def _archive_of(trial: Trial) -> tuple[str, tuple[tuple[str, object], ...]]:
    return trial.of.name, tuple(sorted(trial.changes.items()))


def _named(trial: Trial, case: Line, put: Put) -> Reply[Any, Any]:
    """A reply; what goes wrong is told with the case that it went wrong on."""
    try:
        return put(case)
    except RunStopped:
        raise
    except (ServiceError, ArchiveError) as fault:
        raise RunStopped(f"{trial.name}, case {case.id!r}: {fault}") from fault
