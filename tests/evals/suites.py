"""Small suites for tests: the five seeds, a few questions, the deterministic embedder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.checking import Checker, RuleChecker
from service.evals.archives import InProcess, Targets
from service.evals.folder import RunFolder
from service.evals.measuring import Measuring, Outcome
from service.evals.plan import trials_of
from service.evals.suite import load_suite
from service.settings import Settings, changed
from support.archives import SEEDS

QUESTIONS = Path(__file__).parents[2] / "suites" / "seeds" / "questions.jsonl"
SUITE = """
name = "small"

[[sets]]
name = "seeds"
articles = {articles}
questions = {questions}
modes = ["extractive"]
"""


def write_suite(folder: Path, extra: str = "", *, head: str = "") -> Path:
    """A suite on the seeds; `extra` goes on in its set, `head` comes before all tables."""
    path = folder / "small.toml"
    body = SUITE.format(articles=json.dumps(str(SEEDS)), questions=json.dumps(str(QUESTIONS)))
    path.write_text(head + body + extra)
    return path


@contextmanager
def quiet(label: str, *, unit: str) -> Iterator[Any]:
    yield lambda done, total: None


def settings_in(cache: Path, **chosen: Any) -> Settings:
    return Settings(**{"cache_dir": cache, "embedding": "hash", **chosen})


def measured(
    suite_file: Path,
    out: Path,
    *,
    settings: Settings,
    targets: Targets | None = None,
    replay: bool = False,
    told: list[str] | None = None,
    checker: Checker | None = None,
    **how: Any,
) -> Outcome:
    """What `nutgraf eval run` does, in this process."""
    suite = load_suite(suite_file)
    here = changed(settings, suite.settings)
    said = [] if told is None else told
    with RunFolder(out) as folder:
        trials = trials_of(suite, folders=[suite_file.parent])
        run = Measuring(suite, trials, folder, here, bars=quiet, warn=said.append)
        if replay:
            return run.conclude()
        to = targets or InProcess(here, bars=quiet, warn=said.append)
        return run.ask(to, checker or RuleChecker(), **how)


def rows_of(out: Path) -> list[dict[str, Any]]:
    """A run's rows without what differs from one run to the next."""
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_text().splitlines()]
    return [{name: part for name, part in row.items() if name != "timings"} for row in rows]
