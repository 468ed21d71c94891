"""`nutgraf eval judge`: a model judges a run's answers, and people's labels judge the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.context import Context, progress
from service.providers import open_endpoint
from service.settings import Settings

if TYPE_CHECKING:
    from service.evals.suite import JudgedBy

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("run", type=FOLDER)
@click.option("--model", required=True, help="Who judges, at the configured endpoint.")
@click.option("--pairs", type=FILE, required=True, help="Claims that people have labelled.")
@click.option("--limit", type=click.IntRange(min=20), default=100, show_default=True)
@click.option("--tokens", type=click.IntRange(min=1), required=True, help="The most it may use.")
@click.pass_obj
def judge(
    context: Context, /, *, run: Path, model: str, pairs: Path, limit: int, tokens: int
) -> None:
    """Let a model judge the answers of RUN, once its agreement with people is measured."""
    from service.evals.suite import JudgedBy

    by = JudgedBy(model=model, pairs=pairs, tokens=tokens, limit=limit)
    let_judge(run, by, settings=context.settings, folders=(Path(),))


def let_judge(run: Path, by: JudgedBy, *, settings: Settings, folders: Sequence[Path]) -> None:
    """Judge a run's answers, and print what that came to and how far to believe it.

    Args:
        run: The run's folder.
        by: Who judges.
        settings: They name the endpoint.
        folders: Where the path of the labelled pairs may begin, the first that has it.

    Raises:
        RunStopped: the endpoint fails or the tokens are used; what was judged is kept.
    """
    from service.evals.cases import load_pairs
    from service.evals.chat import ChatModel
    from service.evals.judgements import judge_run
    from service.evals.judging import ModelJudge
    from service.evals.results import load_results
    from service.evals.suite import located

    labelled = load_pairs(located(by.pairs, folders), limit=by.limit).cases
    asked = ModelJudge(ChatModel(open_endpoint(settings, model=by.model)))
    with progress("Judging", unit="cases") as step:
        judged = judge_run(load_results(run), asked, labelled, tokens=by.tokens, step=step)
    for trial, figures in judged.trials.items():
        for name, figure in figures.items():
            if figure["value"] is not None:
                low, high = figure["low"], figure["high"]
                sure = "" if low is None else f"{low:.3f} to {high:.3f}"
                click.echo(f"{trial}  {name}  {figure['value']:.3f}  {sure}")
    click.echo(f"{judged.judge}")
    click.echo(f"  with people, on support: {judged.agreement.shown()}")
    if judged.matching is not None:
        click.echo(f"  with `correct`: {judged.matching.shown()}")
