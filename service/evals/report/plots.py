"""Plots by matplotlib, as SVG that stands in the page: no script, no font, no file beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INCHES = (5.2, 3.6)
# Okabe and Ito's colours, told apart by colour-blind readers; each line has its own marker too.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c8c8c")
MARKERS = "osD^vPX"
# Stand-ins for the page's own colours, which change with its theme.
INK, RULE = "#010203", "#040506"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), INK),
    **dict.fromkeys(("xtick.color", "ytick.color"), INK),
    "font.size": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
}
NOTHING = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL
)


LONG_NAME = 24
NEAR = (0.075, 0.06)
"""Nearer than this, across and up, two labels would stand on each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """A named line; `labels` stand beside its points."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawn plot with the words that go with it; `alt` says it to who cannot see it."""

    title: str
    note: str
    alt: str
    svg: str


def recall_by_depth(lines: Sequence[Line]) -> Plot:
    """Share of the evidence among the first k passages."""

    def draw(axes: Axes) -> None:
        _lines(axes, lines, marked=False)
        axes.set(xlabel="passages read", ylabel="evidence found", ylim=(0, 1.02), xlim=(1, None))

    return Plot(
        "Evidence found by depth",
        "Share of a question’s evidence among its first k passages, averaged over questions.",
        _told(lines, "at depth"),
        _svg(draw, "depth"),
    )


def refusals(lines: Sequence[Line]) -> Plot:
    """Rightly refused against wrongly refused, over all thresholds."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle=":")
        _lines(axes, lines, marked=True)
        axes.set(xlabel="false refusals", ylabel="refusal recall")
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))

    return Plot(
        "Refusal curve",
        "Refused among the questions without an answer, against refused among those with one; "
        "as refusal_threshold goes from 0 to 1. Up and left is better; the dotted line is chance.",
        _told(lines, "at false refusals"),
        _svg(draw, "refusal"),
    )


def selection(lines: Sequence[Line]) -> Plot:
    """How many answers are given, and how many of these are right, over all thresholds."""

    def draw(axes: Axes) -> None:
        _lines(axes, lines, marked=True)
        axes.set(xlabel="questions answered", ylabel="answers that are right")
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))

    return Plot(
        "Answered and right",
        "Share of all questions that get an answer, against the share of these answers that is "
        "right, from the run’s refusal_threshold up. An answer to a question without one is wrong.",
        _told(lines, "of answers right, answering"),
        _svg(draw, "selection"),
    )


def calibration(lines: Sequence[Line]) -> Plot:
    """How often claims of a score are supported, as people see it."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle=":")
        _lines(axes, lines, marked=True)
        axes.set(xlabel="support score", ylabel="supported, say people")
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02))

    return Plot(
        "Calibration of the support score",
        "Pairs in ten groups by score: the mean score against the share that people call "
        "supported. On the dotted line a score means what it says.",
        _told(lines, "at score"),
        _svg(draw, "calibration"),
    )


def latencies(lines: Sequence[Line]) -> Plot:
    """Share of the cases answered within a time."""

    def draw(axes: Axes) -> None:
        _lines(axes, lines, marked=False)
        axes.set(
            xscale="log", xlabel="milliseconds (log)", ylabel="answered within", ylim=(0, 1.02)
        )

    return Plot(
        "Latency",
        "Share of the cases that were answered within a time, on the machine of the run.",
        _told(lines, "within ms"),
        _svg(draw, "latency"),
    )


def cumulative(name: str, values: Iterable[float]) -> Line:
    """The distribution of `values` as a line of at most 200 points."""
    shares = np.linspace(0, 1, 200)
    return Line(name, [float(x) for x in np.quantile(list(values), shares)], shares.tolist())


def _lines(axes: Axes, lines: Sequence[Line], *, marked: bool) -> None:
    for place, line in enumerate(lines):
        axes.plot(
            line.x,
            line.y,
            label=line.name,
            color=COLOURS[place % len(COLOURS)],
            marker=MARKERS[place % len(MARKERS)] if marked else None,
            markevery=[n for n, label in enumerate(line.labels) if label] if line.labels else None,
            markersize=5,
            linewidth=1.6,
            linestyle=("-", "--", "-.")[place // len(COLOURS) % 3],
        )
    for x, y, label in _apart(lines):
        axes.annotate(label, (x, y), xytext=(5, -11), textcoords="offset points", fontsize=9.5)
    if lines:
        columns = 1 if max(len(line.name) for line in lines) > LONG_NAME else 2
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=columns, fontsize=11)


def _apart(lines: Sequence[Line]) -> Iterator[tuple[float, float, str]]:
    """The labels that do not stand on another one."""
    taken: list[tuple[float, float]] = []
    for line in lines:
        for x, y, label in zip(line.x, line.y, line.labels, strict=False):
            if label and all(abs(x - u) > NEAR[0] or abs(y - v) > NEAR[1] for u, v in taken):
                taken.append((x, y))
                yield x, y, label


def _svg(draw: Callable[[Axes], None], salt: str) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**STYLE, "svg.hashsalt": salt}):
        figure = Figure(figsize=INCHES)
        draw(figure.add_subplot())
        out = StringIO()
        figure.savefig(out, format="svg", bbox_inches="tight", transparent=True)
    text = NOTHING.sub("", out.getvalue()).strip()
    return _fluid(text.replace(INK, "currentColor").replace(RULE, "var(--rule)"))


def _fluid(svg: str) -> str:
    """Drop the fixed size, so that the plot is as wide as the page lets it be."""
    head, rest = svg.split(">", 1)
    head = re.sub(r' (?:width|height)="[^"]*"', "", head)
    return f'{head} aria-hidden="true">{rest}'


def _told(lines: Sequence[Line], unit: str) -> str:
    """First, middle and last point of each line, in words."""
    told = []
    for line in lines:
        places = dict.fromkeys((0, len(line.x) // 2, len(line.x) - 1))
        points = ", ".join(f"{line.y[i]:.2f} {unit} {line.x[i]:.3g}" for i in places)
        told.append(f"{line.name}: {points}")
    return "; ".join(told)
