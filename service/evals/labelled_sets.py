"""Sets of articles and questions, as commands that fit numbers take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

_EXISTING = click.Path(exists=True, path_type=Path)

Sets = Sequence[tuple[Path, Path]]
"""Articles and questions, set by set."""

sets_option = click.option(
    "--set",
    "sets",
    type=(_EXISTING, _EXISTING),
    multiple=True,
    required=True,
    help="Articles and questions; repeat it.",
)

pairs_option = click.option(
    "--pairs",
    type=(_EXISTING, _EXISTING),
    multiple=True,
    help="Articles and questions in pairs, one with an answer and one alike without; repeat it.",
)


@contextmanager
def silent(label: str, *, unit: str) -> Iterator[Callable[[int, int], None]]:
    """What is done in one line, where a bar would be in the way."""
    click.echo(f"{label} the {unit} …")
    yield lambda _done, _total: None
