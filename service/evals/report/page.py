"""The page: one file of HTML that needs nothing beside it and asks nothing of any network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from service.evals.catalogue import METRICS
from service.evals.report.curves import plots_of
from service.evals.report.failures import TextPool, failures
from service.evals.results import Results

UNKNOWN = "\N{EN DASH}"


def report(runs: Sequence[Results]) -> str:
    """The page of these runs; with the same runs it is the same, byte for byte."""
    pool = TextPool()
    failed = [
        {"run": run.path.name, **each}
        for run in runs
        for each in failures(
            run.path, pool, {name: trial["measure"] for name, trial in run.trials.items()}
        )
    ]
    script = _asset("report.js")
    template = Environment(
        loader=PackageLoader("service.evals.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html")
    return template.render(
        title=" and ".join(dict.fromkeys(str(run.manifest["suite"]) for run in runs)),
        runs=[_shown(run) for run in runs],
        plots=plots_of(runs),
        failed=len(failed),
        data=_packed({"failures": failed, "texts": pool.texts}),
        style=Markup(_asset("report.css")),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _asset(name: str) -> str:
    return (files("service.evals.report") / name).read_text(encoding="utf-8")


def _packed(content: Mapping[str, Any]) -> str:
    """JSON, compressed to a third, as letters that cannot end the element they stand in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _shown(run: Results) -> dict[str, Any]:
    return {
        "name": run.path.name,
        "suite": run.manifest["suite"],
        "description": run.manifest.get("description", ""),
        "started": run.manifest.get("started"),
        "complete": run.summary["complete"],
        "thresholds": run.summary["thresholds"],
        "trials": [_trial(each, run.timings.get(name)) for name, each in run.trials.items()],
        "judged": _judged(run.judged) if run.judged else None,
        "manifest": json.dumps(
            {name: part for name, part in run.manifest.items() if name != "trials"}, indent=1
        ),
    }


def _judged(judged: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a judge, and how far it agrees with people."""
    return {
        "judge": judged["judge"],
        "believed": judged["believed"],
        **judged["shown"],
        "rows": [
            {
                "trial": trial,
                "name": name,
                "n": figure["n"],
                **{key: _number(name, figure[key]) for key in ("value", "low", "high")},
            }
            for trial, figures in judged["trials"].items()
            for name, figure in figures.items()
            if figure["value"] is not None
        ],
    }


def _trial(trial: Mapping[str, Any], timing: Mapping[str, Any] | None) -> dict[str, Any]:
    kinds = trial["by_kind"] if len(trial["by_kind"]) > 1 else {}
    return {
        "name": trial["trial"],
        "n": trial["n"],
        "notes": {name: count for name, count in trial["notes"].items() if count},
        "kinds": [(kind, figures["n"]) for kind, figures in kinds.items()],
        "rows": list(_rows(trial, kinds)),
        "timing": timing,
    }


def _rows(
    trial: Mapping[str, Any], kinds: Mapping[str, Mapping[str, float | None]]
) -> Iterator[dict[str, Any]]:
    for name, figure in trial["figures"].items():
        share = METRICS[name].better != 0
        yield {
            "name": name,
            "less_is_better": METRICS[name].better < 0,
            "value": _number(name, figure["value"]),
            "low": _number(name, figure["low"]),
            "high": _number(name, figure["high"]),
            "known": figure["value"] is not None,
            "bar": _bar(figure) if share else None,
            "kinds": [_number(name, each.get(name)) for each in kinds.values()],
        }


def _bar(figure: Mapping[str, float | None]) -> dict[str, str] | None:
    """Where a figure and its interval stand on a line from 0 to 1, in percent."""
    value, low, high = figure["value"], figure["low"], figure["high"]
    if value is None or low is None or high is None:
        return None
    return {
        "value": f"{100 * value:.1f}",
        "low": f"{100 * low:.1f}",
        "width": f"{100 * (high - low):.1f}",
    }


def _number(name: str, value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.1f}" if name == "answer_words" else f"{value:.3f}"
