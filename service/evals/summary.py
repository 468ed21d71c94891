"""A run as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.evals.scoring import Run

UNKNOWN = "\N{EN DASH}"
WIDTH = 100
CURVE = ("refusal_recall", "false_refusals", "answered", "right")


def summary(run: Run, *, width: int = WIDTH) -> str:
    """The figures of a run as aligned text, one line a figure and one column a kind.

    Kinds that do not fit within `width` characters follow in further blocks.
    A figure that the set cannot give is shown as a dash.
    """
    columns: dict[str, Mapping[str, float | None]] = {"all": {"n": run.n, **run.metrics}}
    if len(run.by_kind) > 1:
        columns |= run.by_kind
    blocks = [_block(columns, names, run) for names in _fitting(columns, run, width)]
    return "\n\n".join([*blocks, *_thresholds(run), _footer(run)])


def _fitting(
    columns: Mapping[str, Mapping[str, float | None]], run: Run, width: int
) -> Iterator[list[str]]:
    names: list[str] = []
    used = _margin(run)
    for name in columns:
        if names and used + _wide(name) > width:
            yield names
            names, used = [], _margin(run)
        names.append(name)
        used += _wide(name)
    yield names


def _block(
    columns: Mapping[str, Mapping[str, float | None]], names: Sequence[str], run: Run
) -> str:
    head = run.suite.ljust(_margin(run)) + "".join(name.rjust(_wide(name)) for name in names)
    lines = [
        label.ljust(_margin(run))
        + "".join(_figure(label, columns[name].get(label)).rjust(_wide(name)) for name in names)
        for label in ("n", *run.metrics)
    ]
    return "\n".join((head, *lines))


def _thresholds(run: Run) -> Iterator[str]:
    """A line for every tenth of the refusal threshold, where there is something to refuse."""
    points = [each for each in run.thresholds if round(10 * each.threshold, 6).is_integer()]
    if not any(each.refusal_recall is not None for each in points):
        return
    head = ("refusal_threshold", *CURVE)
    lines = ["  ".join(head)]
    for each in points:
        cells = [f"{each.threshold:.1f}", *(_figure(name, getattr(each, name)) for name in CURVE)]
        lines.append(
            "  ".join(cell.rjust(len(name)) for cell, name in zip(cells, head, strict=True))
        )
    yield "\n".join(lines)


def _footer(run: Run) -> str:
    latency = ", ".join(f"{name} {ms:.1f} ms" for name, ms in run.latency_ms.items())
    notes = [f"{name.replace('_', ' ')}: {count}" for name, count in run.notes.items() if count]
    return "\n".join([f"latency: {latency}", *notes])


def _margin(run: Run) -> int:
    return max(len(label) for label in (run.suite, *run.metrics))


def _wide(name: str) -> int:
    return max(len(name), 6) + 2


def _figure(label: str, value: float | None) -> str:
    if value is None:
        return UNKNOWN
    if label == "n":
        return f"{value:.0f}"
    return f"{value:.1f}" if label == "answer_words" else f"{value:.3f}"
