"""Suites put to a running service: the same figures, and what can go wrong with one."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from service.errors import BudgetSpent, InvalidRequest, RunStopped
from service.evals.archives import Deployed
from support.model_server import ModelServer, answer
from support.service import running, seeds

from .suites import measured, rows_of, settings_in, write_suite


def test_a_service_gives_the_figures_of_the_library(whole, cache, tmp_path):
    suite = write_suite(tmp_path)
    with running(tmp_path / "data") as service:
        service.await_ready()
        service.upload(*seeds())
        for parallel, out in ((1, "one"), (4, "four")):
            measured(
                suite,
                tmp_path / out,
                settings=settings_in(cache),
                targets=Deployed(service.url),
                parallel=parallel,
            )
    for out in ("one", "four"):
        assert (tmp_path / out / "scores.jsonl").read_bytes() == (
            whole / "scores.jsonl"
        ).read_bytes()


def test_a_service_that_lacks_the_articles_is_not_measured(cache, tmp_path):
    with running(tmp_path / "data") as service:
        service.await_ready()
        with pytest.raises(InvalidRequest, match=r"does not hold 5 articles .* ingest them there"):
            measured(
                write_suite(tmp_path),
                tmp_path / "run",
                settings=settings_in(cache),
                targets=Deployed(service.url),
            )


def test_a_service_that_dies_midway_leaves_its_rows(cache, tmp_path):
    suite = write_suite(tmp_path)
    settings = settings_in(cache)
    with running(tmp_path / "data") as service:
        service.await_ready()
        service.upload(*seeds())
        door = Deployed(service.url)
        stopper = _StopsAfter(service.server.stop, rows=tmp_path / "run" / "rows.jsonl", count=10)
        ends = pytest.raises(RunStopped, match=r"case 's\d+'.*rows so far are in .*goes on from")
        with ends, stopper:
            measured(suite, tmp_path / "run", settings=settings, targets=door)
    kept = len(rows_of(tmp_path / "run"))
    assert 10 <= kept < 100
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["complete"] is False


class _StopsAfter:
    """Calls `stop` in a thread once a file has so many lines."""

    def __init__(self, stop, *, rows: Path, count: int) -> None:
        self._left = threading.Event()

        def watch() -> None:
            while not self._left.wait(0.001):
                if rows.exists() and rows.read_bytes().count(b"\n") >= count:
                    stop()
                    return

        self._thread = threading.Thread(target=watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()


def test_a_service_that_turns_out_to_ask_a_model_needs_a_budget(cache, tmp_path):
    suite = write_suite(tmp_path, 'measure = ["answers"]')
    suite.write_text(suite.read_text().replace('"extractive"', '"llm"'))
    with (
        ModelServer(answer("They met in Isfahan [1].")) as model,
        running(tmp_path / "data", llm_base_url=model.url, refusal_threshold=0) as service,
    ):
        service.await_ready()
        service.upload(*seeds())
        with pytest.raises(BudgetSpent, match=r"model 'gpt-5-mini', which may cost money"):
            measured(
                suite,
                tmp_path / "run",
                settings=settings_in(cache),
                targets=Deployed(service.url),
            )
    assert len(model.bodies) == 1
