"""`nutgraf eval report`: runs as one page."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.context import told
from service.errors import InvalidRequest

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("runs", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page; else report.html in the first run's folder.",
)
def report(runs: tuple[Path, ...], out: Path | None) -> None:
    """Write RUNS as one HTML page that stands alone."""
    from service.evals.report.page import report as page_of
    from service.evals.results import load_results

    page = page_of([load_results(each) for each in runs])
    path = out or runs[0] / "report.html"
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as fault:
        raise InvalidRequest(f"{str(path)!r} cannot be written: {fault.strerror}") from fault
    told(f"report: {path}")
