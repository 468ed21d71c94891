"""`nutgraf eval compare`, `gate` and `baseline`: two runs side by side."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.context import told

if TYPE_CHECKING:
    from service.evals.compare import ChangedCase, Comparison
    from service.evals.statistics import Difference

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
REGRESSED = 1
SIGNIFICANT = 0.05
SHOWN_CHARACTERS = 160


@click.command()
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option("--cases", default=10, show_default=True, help="How many changed cases to show.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write it all here.")
def compare(before: Path, after: Path, cases: int, out: Path | None) -> None:
    """What changed from one run to another, figure by figure and case by case."""
    from service.evals.compare import compare as compared
    from service.evals.results import load_results

    comparisons = compared(load_results(before), load_results(after))
    if out is not None:
        content = [asdict(each) for each in comparisons]
        out.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo("\n\n".join(_shown(each, cases) for each in comparisons))


@click.command()
@click.argument("run", type=FOLDER)
@click.option("--baseline", type=FOLDER, required=True, help="The run or baseline to hold it to.")
@click.option("--alpha", type=click.FloatRange(0, 1), default=0.05, show_default=True)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="How much worse any figure may get.",
)
def gate(run: Path, baseline: Path, alpha: float, tolerance: float) -> None:
    """Status 1, with the reasons, where RUN is significantly worse than its baseline."""
    from service.evals.gate import judge_run
    from service.evals.results import load_results

    verdict = judge_run(load_results(run), load_results(baseline), alpha=alpha, tolerance=tolerance)
    for each in verdict.comparisons:
        better = [name for name, found in each.figures.items() if found.changed]
        told(f"{each.trial}: {each.n} cases, {len(each.changed)} changed, {len(better)} figures")
    for reason in verdict.reasons:
        click.echo(f"regression: {reason}")
    click.echo("gate: passed" if verdict.passed else "gate: failed")
    sys.stdout.flush()
    if not verdict.passed:
        sys.exit(REGRESSED)


@click.command()
@click.argument("run", type=FOLDER)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def baseline(run: Path, folder: Path) -> None:
    """Keep what RUN came to in FOLDER, small enough to commit, to hold later runs to."""
    from service.evals.results import keep_baseline, load_results

    keep_baseline(load_results(run), folder)
    told(f"baseline: {folder}")


def _shown(each: Comparison, cases: int) -> str:
    head = f"{each.trial}: {each.n} cases in both, {len(each.changed)} changed"
    lines = [head, f"  {'':<22}{'before':>8}{'after':>8}{'change':>9}   95 % interval        p"]
    lines += [_line(name, found) for name, found in each.figures.items()]
    for kind, figures in each.kinds.items():
        moved = {name: found for name, found in figures.items() if found.changed}
        lines += [f"  {kind}:"] * bool(moved)
        lines += [_line(name, found) for name, found in moved.items()]
    for what, ids in (("only before", each.lost), ("only after", each.gained)):
        lines += [f"  {what}: {len(ids)} cases"] * bool(ids)
    worst_first = sorted(each.changed, key=lambda case: not case.worse)
    for case in worst_first[:cases]:
        lines += _case(case)
    if len(each.changed) > cases:
        lines.append(f"  and {len(each.changed) - cases} more: --cases, or --json")
    return "\n".join(lines)


def _line(name: str, found: Difference) -> str:
    if not found.changed:
        return f"  {name:<22}{found.before:>8.3f}{found.after:>8.3f}        =   unchanged"
    star = "*" if found.p < SIGNIFICANT else ""
    return (
        f"  {name:<22}{found.before:>8.3f}{found.after:>8.3f}{found.change:>+9.3f}"
        f"   {found.interval.low:+.3f} to {found.interval.high:+.3f}   {found.p:.3f}{star}"
    )


def _case(case: ChangedCase) -> list[str]:
    asked = case.before.get("question") or case.before.get("claim")
    ways = [f"{way}: {', '.join(names)}" for way, names in _ways(case) if names]
    lines = ["", f"  {case.id}  {asked}", f"    {'; '.join(ways)}"]
    return [*lines, f"    - {_told(case.before)}", f"    + {_told(case.after)}"]


def _ways(case: ChangedCase) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("worse", case.worse), ("better", case.better)


def _told(shown: Any) -> str:
    """What a case came to, in one line."""
    if "verdict" in shown:
        return f"{shown['verdict']} ({shown['score']:.2f}), labelled {shown['label']}"
    if "status" not in shown:
        ranks = (str(rank) if rank else "none" for rank in shown["hit_by"])
        return f"evidence at rank {', '.join(ranks)}"
    text = " ".join(shown["text"].split())
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
