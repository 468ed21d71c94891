"""`nutgraf eval make-questions` and `export`: files for this evaluation, and for others'."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.context import Context, progress, told
from service.errors import InvalidRequest
from service.providers import open_endpoint

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FORMATS = ("ragas", "deepeval", "trec", "llama-index")


@click.command("make-questions")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--count", type=click.IntRange(min=1), default=30, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Another draw of paragraphs.")
@click.option("--model", help="Draft by this model at the configured endpoint.")
@click.option("--paid", is_flag=True, help="Yes, ask an endpoint that may cost money.")
@click.pass_obj
def make_questions(
    context: Context, /, *, out: Path, count: int, seed: int, model: str | None, paid: bool
) -> None:
    """Draft questions with gold paragraphs from the archive; edit them before you measure."""
    from service.evals.budget import is_elsewhere
    from service.evals.chat import ChatModel
    from service.evals.making import ModelMaker, TemplateMaker
    from service.evals.making import make_questions as made

    if out.exists():
        raise InvalidRequest(f"{str(out)!r} exists, and may be edited: give another --out")
    if model and is_elsewhere(context.settings.llm_base_url) and not paid:
        raise InvalidRequest(
            f"model {model!r} is beyond this machine: about {count} calls of 600 tokens may cost "
            "money; say --paid to ask it"
        )
    maker = (
        ModelMaker(ChatModel(open_endpoint(context.settings, model=model)))
        if model
        else TemplateMaker()
    )
    lines = []
    with context.door() as door, progress("Drafting", unit="questions") as step:
        for line in made(door, maker, count=count, seed=seed):
            lines.append(json.dumps(line, ensure_ascii=False))
            step(len(lines), count)
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    told(
        f"{len(lines)} drafts in {out}: edit them, then\n"
        f"nutgraf eval answers --articles WHAT_YOU_INGESTED --questions {out}"
    )


@click.command()
@click.argument("run", type=FOLDER)
@click.option("--trial", required=True, help="Such as press/answers/extractive.")
@click.option("--to", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Else RUN's folder.")
def export(run: Path, trial: str, to: str, out: Path | None) -> None:
    """Write a trial of RUN in the format of another tool."""
    from service.evals.exports import export as exported
    from service.evals.results import load_results

    for path in exported(load_results(run), trial, to, out or run):
        told(str(path))
