"""`nutgraf eval retrieval|answers|support`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from index.passages import MAX_TOKENS, MERGE_BELOW_TOKENS
from index.sources import count_articles, files_in
from service.answers import Mode
from service.cli.context import Context, progress
from service.door import LocalDoor
from service.errors import InvalidRequest
from service.settings import Settings
from service.wiring import open_checker, open_embedder, open_local

Command = TypeVar("Command", bound=Callable[..., Any])
ARCHIVE = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# What an ingest makes of the same files differs when this does.
LAYOUT = ("layout 1", str(MAX_TOKENS), str(MERGE_BELOW_TOKENS))


@click.group("eval")
def evaluation() -> None:
    """Measure retrieval, answers and the checker on labelled questions."""


def _on_questions(command: Command) -> Command:
    """The options of an evaluation over an archive."""
    for option in (
        click.option("--json", "out", type=click.Path(path_type=Path), help="Write the run here."),
        click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions."),
        click.option("--questions", type=FILE, required=True, help="Questions, a JSON a line."),
        click.option("--articles", type=ARCHIVE, required=True, help="A folder, or a .jsonl."),
    ):
        command = option(command)
    return command


@evaluation.command()
@_on_questions
@click.pass_obj
def retrieval(
    context: Context, /, articles: Path, questions: Path, limit: int | None, out: Path | None
) -> None:
    """How much of the evidence is among the passages found."""
    from service.evals.cases import load_questions
    from service.evals.run import run_retrieval

    cases = load_questions(questions, limit=limit)
    with _archive(context.settings, articles) as door, progress("Searching", unit="") as step:
        run = run_retrieval(door, cases, suite=_suite(questions), progress=step)
    _report(run, out)


@evaluation.command()
@_on_questions
@click.option("--mode", type=click.Choice(["auto", "llm", "extractive"]), default="auto")
@click.pass_obj
def answers(
    context: Context,
    /,
    *,
    articles: Path,
    questions: Path,
    limit: int | None,
    out: Path | None,
    mode: Mode,
) -> None:
    """How often answers are right, cited to the right paragraph, and rightly refused."""
    from service.evals.cases import load_questions
    from service.evals.run import run_answers

    cases = load_questions(questions, limit=limit)
    with _archive(context.settings, articles) as door, progress("Asking", unit="") as step:
        run = run_answers(
            door,
            door.archive.record.articles,
            cases,
            suite=_suite(questions),
            mode=mode,
            progress=step,
        )
    _report(run, out)


@evaluation.command()
@click.option("--pairs", type=FILE, required=True, help="Claims with evidence, a JSON a line.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N pairs.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the run here.")
@click.pass_obj
def support(context: Context, /, pairs: Path, limit: int | None, out: Path | None) -> None:
    """How often the checker tells a supported claim from the rest."""
    from service.evals.cases import load_pairs
    from service.evals.run import run_support

    cases = load_pairs(pairs, limit=limit)
    checker = open_checker(context.settings)
    with progress("Checking", unit="") as step:
        run = run_support(checker, cases, suite=pairs.stem, progress=step)
    _report(run, out)


@contextmanager
def _archive(settings: Settings, articles: Path) -> Iterator[LocalDoor]:
    """The archive of `articles`, ingested once for each content and embedding."""
    from service.evals.corpus import corpus_directory

    model = open_embedder(settings).model
    folder = corpus_directory(
        articles, cache=settings.cache_dir / "evals", fields=(model.fingerprint, *LAYOUT)
    )
    done = folder / "complete"
    if not done.exists():
        _ingest(settings.model_copy(update={"data_dir": folder}), articles)
        done.touch()
    door = open_local(settings.model_copy(update={"data_dir": folder}), serving=False, writes=False)
    try:
        yield door
    finally:
        door.close()


def _ingest(settings: Settings, articles: Path) -> None:
    door = open_local(settings, serving=False)
    try:
        with progress("Ingesting", unit="articles") as step:
            files = files_in([articles])
            total = count_articles(files)
            step(0, total)
            for done, outcome in enumerate(door.ingest(files), start=1):
                step(done, max(done, total))
                if outcome.status == "failed":
                    click.echo(f"failed: {outcome.source}: {outcome.reason}", err=True)
        if not door.archive.record.passages.count():
            raise InvalidRequest(f"no article could be read from {str(articles)!r}")
    finally:
        door.close()


def _suite(questions: Path) -> str:
    """A set is named by its folder: `squad1/questions.jsonl` is `squad1`."""
    return questions.resolve().parent.name if questions.stem == "questions" else questions.stem


def _report(run: Any, out: Path | None) -> None:
    from service.evals.summary import summary

    if out is not None:
        out.write_text(json.dumps(run.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(summary(run))
    sys.stdout.flush()
