"""What every command is given, and the options that several share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from service.answers import Payload
from service.door import Door
from service.settings import Settings
from service.wiring import open_door

Command = TypeVar("Command", bound=Callable[..., Any])
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Context:
    """The settings of this run of the command line."""

    settings: Settings

    @contextmanager
    def door(self, *, writes: bool = False) -> Iterator[Door]:
        """The way to the archive, closed at the end."""
        door = open_door(self.settings, writes=writes)
        try:
            yield door
        finally:
            door.close()


def as_json(command: Command) -> Command:
    """The `--json` option."""
    return click.option("--json", "json_", is_flag=True, help="Print the payload as JSON.")(command)


def filtered(command: Command) -> Command:
    """The options that narrow down which articles may answer."""
    for option in (
        click.option("--until", metavar="YYYY-MM-DD", help="Only articles of this day or before."),
        click.option("--since", metavar="YYYY-MM-DD", help="Only articles of this day or after."),
        click.option(
            "--article", "articles", multiple=True, help="Only this article, by id; repeatable."
        ),
        click.option("--outlet", "outlets", multiple=True, help="Only this outlet; repeatable."),
    ):
        command = option(command)
    return command


def print_payload(payload: Payload) -> None:
    """A payload as indented JSON, as every door gives it."""
    click.echo(payload.model_dump_json(indent=2))


def told(message: str) -> None:
    """Show one line beside the output."""
    click.echo(message, err=True)


@contextmanager
def progress(label: str, *, unit: str) -> Iterator[Progress]:
    """A progress bar on a terminal, silence in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
