"""`nutgraf eval run`: a whole suite, into a folder that it can be gone on with."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.context import Context, progress, told
from service.cli.judging import let_judge
from service.errors import InvalidRequest
from service.providers import open_checker
from service.settings import Settings, changed

if TYPE_CHECKING:
    from service.evals.archives import Targets
    from service.evals.measuring import Outcome
    from service.evals.suite import Suite

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
RUNS = Path("runs")
MISSED = 1


@click.command()
@click.argument("suite_file", metavar="SUITE.toml", type=FILE)
@click.option("--out", type=click.Path(path_type=Path), help="The run's folder; goes on in it.")
@click.option("--root", type=FOLDER, help="Where the suite's paths begin, if not at its folder.")
@click.option("--set", "only", multiple=True, help="Only this set of the suite.")
@click.option("--url", help="Measure the service at this address instead.")
@click.option("--parallel", type=click.IntRange(1, 32), help="Questions at once; else the suite's.")
@click.option("--processes", type=click.IntRange(1, 32), default=1, help="Archives at once.")
@click.option("--estimate", is_flag=True, help="Ask a few of each trial and tell what the rest is.")
@click.option("--replay", is_flag=True, help="Score the rows of --out again and ask nothing.")
@click.pass_obj
def run(
    context: Context,
    /,
    *,
    suite_file: Path,
    out: Path | None,
    root: Path | None,
    only: tuple[str, ...],
    url: str | None,
    parallel: int | None,
    processes: int,
    estimate: bool,
    replay: bool,
) -> None:
    """Measure all that SUITE.toml names; the status is 1 where a threshold is missed."""
    from service.evals.folder import RunFolder
    from service.evals.measuring import Measuring
    from service.evals.plan import trials_of
    from service.evals.suite import load_suite

    suite = load_suite(suite_file)
    settings = changed(context.settings, suite.settings)
    folders = tuple(filter(None, (root, suite_file.parent)))
    trials = trials_of(suite, folders=folders, only=only)
    if replay and (out is None or not (out / "run.json").exists()):
        raise InvalidRequest("--replay needs --out with the folder of a run")
    with RunFolder(out or _new_folder(suite.name)) as folder:
        told(f"run folder: {folder.path}")
        measuring = Measuring(suite, trials, folder, settings, bars=progress, warn=told)
        if replay:
            outcome = measuring.conclude()
        else:
            outcome = measuring.ask(
                _targets(settings, suite, url),
                open_checker(settings),
                parallel=parallel,
                processes=processes,
                only_estimate=estimate,
            )
    missed = _show(outcome)
    if suite.judge is not None and outcome.summary["complete"] and not replay:
        let_judge(folder.path, suite.judge, settings=settings, folders=folders)
    sys.stdout.flush()
    if missed:
        sys.exit(MISSED)


def _targets(settings: Settings, suite: Suite, url: str | None) -> Targets:
    from service.evals.archives import Deployed, InProcess

    if url is None:
        return InProcess(settings, bars=progress, warn=told)
    if suite.settings:
        raise InvalidRequest("a service at --url keeps its own settings: drop [settings]")
    key = settings.api_key
    return Deployed(url.rstrip("/"), key.get_secret_value() if key else None)


def _show(outcome: Outcome) -> bool:
    """Print figures and missed thresholds; whether any was missed."""
    from service.evals.summary import summary

    click.echo("\n\n".join(summary(each.run) for each in outcome.trials if each.run))
    missed = [line for line in outcome.summary["thresholds"] if not line["met"]]
    for line in missed:
        bound = next(f"{side} {line[side]:g}" for side in ("min", "max") if side in line)
        value = "unknown" if line["value"] is None else f"{line['value']:.3f}"
        click.echo(f"missed: {line['trial']} {line['metric']} is {value}, {bound}")
    if not outcome.summary["complete"]:
        told("not every case has a row yet: the same command with --out goes on")
    return bool(missed)


def _new_folder(suite: str) -> Path:
    return RUNS / f"{suite}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
