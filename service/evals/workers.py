"""Several archives asked at once, each by a process of its own.

What is asked in this process is bound by the interpreter, so that threads would not
make it faster. A worker sends each row with the texts that it names the moment it is
there; one that loses its parent ends itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from index.errors import ArchiveError
from service.errors import RunStopped, ServiceError
from service.evals.archives import InProcess
from service.evals.budget import Meter
from service.evals.corpus import corpus_digest
from service.evals.folder import Row, key_of
from service.evals.plan import Trial
from service.evals.runner import Runner
from service.evals.suite import Budget
from service.providers import open_checker
from service.settings import Settings

ROW, TOLD, FAULT, DONE = "row", "told", "fault", "done"
BYTES_A_CASE = 3_000
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """The trials of one archive, with the cases that have their rows already, by trial."""

    trials: tuple[Trial, ...]
    kept: dict[str, set[str]]
    parallel: int = 1
    probe: int | None = None

    @property
    def name(self) -> str:
        """The set that it measures."""
        return self.trials[0].of.name


def jobs_of(runner: Runner, trials: Sequence[Trial]) -> list[Job]:
    """What is still to be asked, by archive; what takes longest comes first.

    Only one process may have an archive open, so that sets of the same articles are
    one job.
    """
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        if runner.pending(trial):
            archive = corpus_digest(trial.articles) if trial.articles else trial.of.name
            groups.setdefault(archive, []).append(trial)
    work = {name: sum(_work_of(runner, each) for each in group) for name, group in groups.items()}
    return [
        Job(
            trials=tuple(groups[name]),
            kept={each.name: runner.folder.ids(each.name) for each in groups[name]},
            parallel=runner.parallel,
            probe=runner.probe,
        )
        for name in sorted(groups, key=lambda name: -work[name])
    ]


def _work_of(runner: Runner, trial: Trial) -> int:
    """Cases to ask; embedding so many bytes of articles takes as long as asking one."""
    articles = trial.articles.stat().st_size if trial.articles else 0
    return len(runner.pending(trial)) + articles // BYTES_A_CASE


@dataclass(frozen=True, slots=True)
class Arrived:
    """A row, and the texts that it is the first of its worker to name."""

    row: Row
    texts: tuple[str, ...]


@dataclass(slots=True)
class _Sent:
    """Stands in for the run's folder in a worker: what is kept is sent."""

    connection: Connection
    path: Path
    kept: dict[str, set[str]]
    _known: set[str] = field(default_factory=set)
    _texts: list[str] = field(default_factory=list)

    def ids(self, trial: str) -> set[str]:
        """See `RunFolder.ids`."""
        return self.kept.get(trial, set())

    def keep(self, text: str) -> str:
        """See `RunFolder.keep`."""
        key = key_of(text)
        if key not in self._known:
            self._known.add(key)
            self._texts.append(text)
        return key

    def append(self, row: Row) -> None:
        """See `RunFolder.append`."""
        texts, self._texts = tuple(self._texts), []
        self.connection.send((ROW, Arrived(row, texts)))


def rows_of(
    jobs: Sequence[Job],
    *,
    processes: int,
    settings: Settings,
    path: Path,
    told: Callable[[str], None],
) -> Generator[Arrived, None, None]:
    """Ask all jobs, `processes` of them at once, and give each row as it comes.

    Args:
        jobs: What to ask; started in this order.
        processes: How many at once.
        settings: Those of the archives and of the checker.
        path: The run's folder, for what a worker says of it.
        told: Takes what a worker tells meanwhile.

    Raises:
        RunStopped: a worker cannot go on, or ended without a word.
    """
    waiting = list(jobs)
    running: dict[Connection, tuple[SpawnProcess, Job]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                job = waiting.pop(0)
                connection, process = _started(job, settings, path)
                running[connection] = process, job
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                yield from _message(ready, running, told)
    finally:
        for process, _ in running.values():
            process.terminate()
            process.join()


def _started(job: Job, settings: Settings, path: Path) -> tuple[Connection, SpawnProcess]:
    mine, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_work, args=(theirs, job, settings, path), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def _message(
    ready: Connection,
    running: dict[Connection, tuple[SpawnProcess, Job]],
    told: Callable[[str], None],
) -> Iterator[Arrived]:
    process, job = running[ready]
    try:
        kind, content = ready.recv()
    except EOFError:
        process.join()
        raise RunStopped(
            f"{job.name}: the process that asked it ended with status {process.exitcode}"
        ) from None
    if kind == ROW:
        yield content
    elif kind == TOLD:
        told(content)
    elif kind == FAULT:
        raise RunStopped(content)
    else:
        process.join()
        del running[ready]


def _work(connection: Connection, job: Job, settings: Settings, path: Path) -> None:
    """All of a job, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def tell(message: str) -> None:
        connection.send((TOLD, f"{job.name}: {message}"))

    @contextmanager
    def steps(label: str, *, unit: str) -> Iterator[Callable[[int, int], None]]:
        if unit:
            tell(f"{label.lower()} {unit}")
        yield lambda done, total: None  # noqa: ARG005

    runner = Runner(
        folder=_Sent(connection, path, job.kept),
        targets=InProcess(settings, bars=steps, warn=tell),
        checker=open_checker(settings),
        meter=Meter(Budget(), None),
        bars=steps,
        parallel=job.parallel,
        probe=job.probe,
        free=True,
    )
    try:
        runner.run(job.trials)
    except (ServiceError, ArchiveError) as fault:
        connection.send((FAULT, str(fault)))
    else:
        connection.send((DONE, None))


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
