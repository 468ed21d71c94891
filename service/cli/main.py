"""The command group, its common options, and how errors end a command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from index.errors import ArchiveError
from service.cli.archive import articles, doctor, ingest
from service.cli.asking import ask, search
from service.cli.comparing import baseline, compare, gate
from service.cli.context import Context
from service.cli.evaluation import evaluation
from service.cli.judging import judge
from service.cli.making import export, make_questions
from service.cli.reporting import report
from service.cli.serving import serve
from service.cli.suites import run
from service.errors import ServiceError
from service.settings import load_settings

FAILED = 1


class _Commands(click.Group):
    """Ends on an error that was raised on purpose with its message, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as fault:
            if fault.option_name not in {name for each in self.params for name in each.opts}:
                raise
            told = f"{fault.message} It stands before the command."
            raise click.UsageError(told, fault.ctx) from fault
        except (ArchiveError, ServiceError) as fault:
            click.echo(f"nutgraf: {fault}", err=True)
            sys.exit(FAILED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the archive is kept.")
@click.option("--config", type=click.Path(path_type=Path), help="A TOML file of settings.")
@click.version_option(package_name="nutgraf")
@click.pass_context
def main(ctx: click.Context, data_dir: Path | None, config: Path | None) -> None:
    """Ask an archive of articles; every sentence of an answer is cited and checked."""
    ctx.obj = Context(load_settings(config=config, data_dir=data_dir))


for command in (run, compare, gate, baseline, report, export, judge, make_questions):
    evaluation.add_command(command)
for command in (ingest, ask, search, articles, serve, doctor, evaluation):
    main.add_command(command)
