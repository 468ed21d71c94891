"""Fits the selector's numbers on labelled questions: `python -m service.evals.fit_selector`.

Needs PyTorch and transformers, which the extra `cross-encoder` brings, and an hour of two
processors. Questions are dealt into fifths by their first article; one fifth is never fitted on,
and what is printed is of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click

from service.door import LocalDoor
from service.evals.archives import DoorParagraphs, cached_archive
from service.evals.cases import Question, load_questions
from service.evals.labelled_sets import Sets, pairs_option, sets_option, silent
from service.evals.selection_examples import POOL, Lesson, contrasted, example
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

    lessons = [
        *(each for one in sets for each in _alone(*one)),
        *(each for one in pairs for each in _contrasted(*one)),
    ]
    fit(lessons, out=out, epochs=epochs, tell=click.echo)


def _alone(articles: Path, path: Path) -> Iterator[Lesson]:
    """Those of a set, and what is made of its questions (see `Swapping`)."""
    questions = load_questions(path).cases
    with _opened(articles) as door, click.progressbar(questions, label=path.parent.name) as bar:
        paragraphs = DoorParagraphs(door)
        found = (example(door, paragraphs, each) for each in bar)
        yield from ((each,) for each in found if each is not None)
        yield from ((each,) for each in Swapping(door, questions).examples())


def _contrasted(articles: Path, path: Path) -> Iterator[Lesson]:
    """Those of questions that come in pairs."""
    pairs = list(_pairs(path))
    with _opened(articles) as door, click.progressbar(pairs, label=path.name) as bar:
        paragraphs = DoorParagraphs(door)
        yield from filter(None, (contrasted(door, paragraphs, *each) for each in bar))


def _pairs(path: Path) -> Iterator[tuple[Question, Question]]:
    questions = load_questions(path).cases
    for answered, alike in zip(questions[::2], questions[1::2], strict=True):
        if answered.refuse or not alike.refuse:
            raise click.ClickException(
                f"{path.name}: {answered.id!r} and {alike.id!r} are no question with an answer and "
                "one without"
            )
        yield answered, alike


def _opened(articles: Path) -> AbstractContextManager[LocalDoor]:
    settings = Settings(selector="none", evidence_sentences=POOL)
    return cached_archive(settings, articles, bars=silent, warn=click.echo)


if __name__ == "__main__":
    main()
