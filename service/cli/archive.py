"""`nutgraf ingest`, `nutgraf articles` and `nutgraf doctor`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from index.lock import Ownership
from index.record.articles import Order
from index.sources import File, count_articles, files_in, left_alone
from service.cli.context import Context, as_json, print_payload, progress, told
from service.door import Door
from service.errors import InvalidRequest
from service.listing import (
    MOST_LISTED,
    ArticleSummary,
    IngestOutcome,
    IngestReport,
    Listing,
)
from service.wiring import open_archive

FAILED = 1
MOST_NOTES = 20
MOST_ENDINGS = 10


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--prune",
    is_flag=True,
    help="Remove every article of the archive that is not under PATHS, wherever it came from.",
)
@as_json
@click.pass_obj
def ingest(context: Context, paths: tuple[Path, ...], prune: bool, json_: bool) -> None:
    """Take in the articles of files and folders: txt, md, html, pdf, docx, jsonl.

    Running it again changes nothing that has not changed. A file that cannot be read
    is named with the reason, the others go in, and the exit status is 1. Files of other
    kinds in a folder are left alone, and counted.
    """
    files = files_in(paths)
    _tell_left_alone(paths)
    if not files:
        named = ", ".join(repr(str(path)) for path in paths)
        raise InvalidRequest(f"no articles under {named}: txt, md, html, pdf, docx or jsonl")
    outcomes: list[IngestOutcome] = []
    try:
        with context.door(writes=True) as door:
            outcomes.extend(_taken_in(door, files))
            if prune:
                outcomes.extend(_prune(door, outcomes))
    finally:
        _report(outcomes, json_=json_)
    sys.exit(FAILED if any(each.status == "failed" for each in outcomes) else 0)


@click.group()
def articles() -> None:
    """List, show and remove articles."""


@articles.command("list")
@click.option("--find", default="", help="Only with these words in title, outlet, author, file.")
@click.option("--order", type=click.Choice(list(map(str, Order))), default=str(Order.TITLE))
@click.option("--limit", type=click.IntRange(1, MOST_LISTED), help="At most so many.")
@as_json
@click.pass_obj
def list_(context: Context, find: str, order: str, limit: int | None, json_: bool) -> None:
    """List the articles, by title unless told otherwise."""
    with context.door() as door:
        found = door.articles(Listing(find=find, order=Order(order), limit=limit))
    if json_:
        print_payload(found)
        return
    for article in found.articles:
        click.echo(_line(article))
    if not found.total:
        click.echo("The archive holds no article yet: `nutgraf ingest PATH` takes some in.")
    elif not found.matching:
        click.echo(
            f"None of the {found.total} articles has {find!r} in its title, outlet, author …"
        )
    elif len(found.articles) < found.matching:
        click.echo(f"… and {found.matching - len(found.articles)} more.")


@articles.command()
@click.argument("article_id", metavar="ID")
@click.option("--revision", help="An earlier revision.")
@as_json
@click.pass_obj
def show(context: Context, article_id: str, revision: str | None, json_: bool) -> None:
    """Print an article with its numbered paragraphs."""
    with context.door() as door:
        text = door.article(article_id, revision)
    if json_:
        print_payload(text)
        return
    click.echo(_line(text.article))
    for paragraph in text.paragraphs:
        mark = str(paragraph.number) if paragraph.number else f"({paragraph.kind})"
        click.echo(f"\n{mark}  {paragraph.text}")


@articles.command()
@click.argument("article_id", metavar="ID")
@as_json
@click.pass_obj
def remove(context: Context, article_id: str, json_: bool) -> None:
    """Remove an article. Its citations then say that it was removed.

    The file that it came from stays where it is: delete that too, or the next ingest of its
    folder brings the article back.
    """
    with context.door(writes=True) as door:
        door.remove(article_id)
    if json_:
        click.echo(json.dumps({"removed": article_id}))
    else:
        click.echo(f"Removed {article_id}.")


@click.command()
@click.option("--repair", is_flag=True, help="Make the indexes equal to the record.")
@click.option("--re-embed", is_flag=True, help="Embed everything with the configured model.")
@as_json
@click.pass_obj
def doctor(context: Context, repair: bool, re_embed: bool, json_: bool) -> None:
    """Compare the record with its indexes and say what was found.

    The exit status is 1 when something is wrong and was not repaired.
    """
    ownership = Ownership(context.settings.data_dir)
    archive = open_archive(context.settings, re_embed=re_embed)
    try:
        found = archive.check()
        unmended: tuple[str, ...] = ()
        with progress("Repairing", unit="passages") as step:
            if re_embed:
                archive.embed_anew(step)
            if repair or re_embed:
                unmended = archive.mend(step).unmended
        sound = archive.check() if repair or re_embed else found
        report = {
            "articles": archive.record.articles.count(),
            "passages": archive.record.passages.count(),
            "embedding": archive.embedder.model.name,
            "chroma": str(found.dense),
            "tantivy": str(found.lexical),
            "repaired": bool(repair or re_embed),
            "unmended": unmended,
            "sound": sound.is_sound,
        }
    finally:
        archive.close()
        ownership.release()
    _print_health(report, json_=json_)
    sys.exit(0 if report["sound"] else FAILED)


def _print_health(report: dict[str, Any], *, json_: bool) -> None:
    if json_:
        click.echo(json.dumps(report, indent=2))
        return
    click.echo(
        f"Record:  {report['articles']} articles, {report['passages']} passages, "
        f"embedded by {report['embedding']}"
    )
    click.echo(f"Chroma:  {report['chroma']}")
    click.echo(f"tantivy: {report['tantivy']}")
    for fault in report["unmended"]:
        click.echo(f"Not repaired: {fault}")
    if not report["sound"] and not report["unmended"]:
        click.echo("Something is wrong: `nutgraf doctor --repair` mends it from the record.")
    elif report["repaired"] and report["sound"]:
        click.echo("Repaired: both indexes equal the record.")
    elif report["sound"]:
        click.echo("All is well.")


def _tell_left_alone(paths: Sequence[Path]) -> None:
    """Say in one line how many files of which endings are not ingested, if any."""
    counts = sorted(left_alone(paths).items(), key=lambda each: (-each[1], each[0]))
    shown = [f"{count} {kind}" for kind, count in counts[:MOST_ENDINGS]]
    if others := sum(count for _, count in counts[MOST_ENDINGS:]):
        shown.append(f"{others} of other endings")
    if shown:
        told(f"left alone: {', '.join(shown)}")


def _taken_in(door: Door, files: Sequence[File]) -> Iterator[IngestOutcome]:
    """What becomes of each article, under a progress bar."""
    with progress("Ingesting", unit="articles") as step:
        total = count_articles(files)
        step(0, total)
        for done, outcome in enumerate(door.ingest(files), start=1):
            step(done, max(total, done))
            yield outcome


def _prune(door: Door, outcomes: Sequence[IngestOutcome]) -> list[IngestOutcome]:
    """Remove the articles that this ingest did not see; nothing where some file failed."""
    if any(outcome.status == "failed" for outcome in outcomes):
        raise InvalidRequest("nothing was pruned, since not every file could be read: mend those")
    seen = {outcome.source for outcome in outcomes}
    removed = []
    for article in door.articles().articles:
        if article.source not in seen:
            door.remove(article.id)
            removed.append(
                IngestOutcome(source=article.source, status="removed", article=article.id)
            )
    return removed


def _report(outcomes: Sequence[IngestOutcome], *, json_: bool) -> None:
    """Print what became of the articles, also of those before a fault that ended the ingest."""
    if json_:
        print_payload(IngestReport(outcomes=tuple(outcomes)))
        return
    for outcome in outcomes:
        if outcome.status == "failed":
            click.echo(f"failed: {outcome.source}: {outcome.reason}", err=True)
    notes = [f"{each.source}: removed" for each in outcomes if each.status == "removed"]
    notes += [f"{outcome.source}: {outcome.note}" for outcome in outcomes if outcome.note]
    for note in notes[:MOST_NOTES]:
        click.echo(f"note: {note}", err=True)
    if len(notes) > MOST_NOTES:
        click.echo(f"note: … and {len(notes) - MOST_NOTES} more; --json has all", err=True)
    counts = Counter(outcome.status for outcome in outcomes)
    if counts:
        click.echo(", ".join(f"{count} {status}" for status, count in sorted(counts.items())))


def _line(article: ArticleSummary) -> str:
    published = article.published.isoformat() if article.published else "undated"
    return f"{article.id}\n    {article.title} ({article.outlet or 'unknown outlet'}, {published})"
