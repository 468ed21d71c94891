"""Fits the selector's numbers on labelled questions: `python -m service.evals.fit_selector`.

Needs PyTorch and transformers, which the extra `cross-encoder` brings, and an hour of two
processors. Questions are dealt into fifths by their first article; one fifth is never fitted on,
and what is printed is of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from service.evals.archives import DoorParagraphs, cached_archive
from service.evals.cases import load_questions
from service.evals.labelled_sets import Sets, pairs_option, sets_option, silent
from service.evals.selection_examples import POOL, Example, example
from service.evals.swapping import Swapping
from service.settings import Settings


@click.command()
@sets_option
@pairs_option
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--epochs", type=click.IntRange(min=1), default=2, show_default=True)
def main(sets: Sets, pairs: Sets, out: Path, epochs: int) -> None:
    """Fit the selector on all sets together, print what it is worth, and write its numbers."""
    try:
        from service.evals.pair_training import fit
    except ImportError as missing:
        raise click.ClickException(
            f'{missing.name} is not installed: pip install "nutgraf[cross-encoder]"'
        ) from missing

    examples = [
        *(each for one in sets for each in _examples(*one, swaps=True)),
        *(each for one in pairs for each in _examples(*one, swaps=False)),
    ]
    fit(examples, out=out, epochs=epochs, tell=click.echo)


def _examples(articles: Path, path: Path, *, swaps: bool) -> Iterator[Example]:
    """Those of a set, and with `swaps` what is made of its questions (see `Swapping`)."""
    settings = Settings(selector="none", evidence_sentences=POOL)
    questions = load_questions(path).cases
    with (
        cached_archive(settings, articles, bars=silent, warn=click.echo) as door,
        click.progressbar(questions, label=path.parent.name) as bar,
    ):
        paragraphs = DoorParagraphs(door)
        yield from filter(None, (example(door, paragraphs, each) for each in bar))
        if swaps:
            yield from Swapping(door, questions).examples()


if __name__ == "__main__":
    main()
