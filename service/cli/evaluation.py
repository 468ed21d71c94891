"""`nutgraf eval retrieval|answers|support`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from service.answers import Mode, Support
from service.cli.context import Context, progress, told
from service.door import LocalDoor
from service.errors import InvalidRequest
from service.providers import open_checker, open_endpoint
from service.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
ARCHIVE = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("eval")
def evaluation() -> None:
    """Measure retrieval, answers and the checker on labelled questions."""


def _on_questions(command: Command) -> Command:
    """The options of an evaluation over an archive."""
    for option in (
        click.option("--json", "out", type=click.Path(path_type=Path), help="Write the run here."),
        click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions."),
        click.option("--questions", type=ARCHIVE, required=True, help="JSON a line, CSV or BEIR."),
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
    from service.evals.question_files import load_any_questions
    from service.evals.run import run_retrieval

    cases = load_any_questions(questions, limit=limit)
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
    from service.evals.archives import DoorParagraphs
    from service.evals.budget import is_elsewhere
    from service.evals.question_files import load_any_questions
    from service.evals.run import run_answers

    cases = load_any_questions(questions, limit=limit)
    settings = context.settings
    if mode != "extractive" and settings.has_llm and is_elsewhere(settings.llm_base_url):
        told(
            f"Asking the model {settings.llm_model!r} beyond this machine for up to "
            f"{len(cases.cases)} drafts, which may cost money; --mode extractive asks none."
        )
    with _archive(context.settings, articles) as door, progress("Asking", unit="") as step:
        run = run_answers(
            door,
            DoorParagraphs(door),
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
@click.option("--judge", metavar="MODEL", help="Measure this model as a judge instead.")
@click.option("--paid", is_flag=True, help="Yes, ask an endpoint that may cost money.")
@click.pass_obj
def support(
    context: Context,
    /,
    *,
    pairs: Path,
    limit: int | None,
    out: Path | None,
    judge: str | None,
    paid: bool,
) -> None:
    """How often the checker tells a supported claim from the rest."""
    from service.evals.budget import is_elsewhere
    from service.evals.cases import load_pairs
    from service.evals.chat import ChatModel
    from service.evals.judging import ModelJudge, agreement
    from service.evals.run import run_support

    cases = load_pairs(pairs, limit=limit)
    if judge and is_elsewhere(context.settings.llm_base_url) and not paid:
        raise InvalidRequest(
            f"model {judge!r} is beyond this machine: {len(cases.cases)} calls may cost money; "
            "say --paid to ask it, --limit to ask less"
        )
    model = ModelJudge(ChatModel(open_endpoint(context.settings, model=judge))) if judge else None
    checker = model or open_checker(context.settings)
    with progress("Checking", unit="") as step:
        run = run_support(checker, cases, suite=pairs.stem, progress=step)
    _report(run, out)
    if model is not None:
        verdicts = [Support(verdict=row["verdict"], score=row["score"]) for row in run.rows]
        found = agreement(cases.cases, verdicts)
        click.echo(f"{model.name}, with people: {found.shown()}")
        told(f"tokens: {model.chat.used}")


@contextmanager
def _archive(settings: Settings, articles: Path) -> Iterator[LocalDoor]:
    """The archive of `articles`, ingested once for each content and embedding."""
    from service.evals.archives import cached_archive

    with cached_archive(settings, articles, bars=progress, warn=told) as door:
        yield door


def _suite(questions: Path) -> str:
    """A set is named by its folder: `squad1/questions.jsonl` is `squad1`."""
    return questions.resolve().parent.name if questions.stem == "questions" else questions.stem


def _report(run: Any, out: Path | None) -> None:
    from service.evals.summary import summary

    if out is not None:
        out.write_text(json.dumps(run.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(summary(run))
    sys.stdout.flush()
