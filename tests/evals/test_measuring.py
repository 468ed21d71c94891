"""Whole suites: asked, killed, gone on with, scored again, in process and over HTTP."""

from __future__ import annotations

import json
import signal
import threading
import time
from pathlib import Path

import pytest

from index.sources import files_in
from service.checking import RuleChecker
from service.errors import BudgetSpent, InvalidRequest, RunStopped
from service.evals.archives import Deployed, DoorParagraphs
from service.evals.cases import load_questions
from service.evals.run import run_answers, run_retrieval
from service.wiring import open_local
from support.archives import SEEDS
from support.cli import Cli
from support.model_server import ModelServer, answer
from support.service import running, seeds

from .suites import QUESTIONS, measured, rows_of, settings_in, write_suite


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def whole(cache, tmp_path_factory):
    """One unbroken run of the small suite."""
    folder = tmp_path_factory.mktemp("whole")
    measured(write_suite(folder), folder / "run", settings=settings_in(cache))
    return folder / "run"


def test_its_figures_are_those_of_the_single_commands(whole, tmp_path):
    summary = json.loads((whole / "summary.json").read_text())
    settings = settings_in(tmp_path, data_dir=tmp_path / "data")
    questions = load_questions(QUESTIONS)
    door = open_local(settings, serving=False)
    try:
        list(door.ingest(files_in([SEEDS])))
        found = run_retrieval(door, questions, suite="s")
        given = run_answers(door, DoorParagraphs(door), questions, suite="s", mode="extractive")
    finally:
        door.close()
    for trial, single in zip(summary["trials"], (found, given), strict=True):
        figures = {name: each["value"] for name, each in trial["figures"].items()}
        assert figures == single.metrics
        assert trial["by_kind"] == single.by_kind


def test_a_run_says_what_it_was_made_of(whole):
    manifest = json.loads((whole / "run.json").read_text())
    assert manifest["settings"]["embedding"] == "hash"
    assert manifest["settings"]["refusal_threshold"] == 0.3
    assert manifest["prompts"]["answer.v2"].startswith("answer.v2@sha256:")
    assert len(manifest["trials"][0]["articles_sha256"]) == 64
    assert manifest["versions"]["chromadb"]
    trial = json.loads((whole / "summary.json").read_text())["trials"][0]
    assert trial["receipt"]["index"]
    assert str(SEEDS.parent) not in (whole / "run.json").read_text()


def test_intervals_stand_around_figures(whole):
    summary = json.loads((whole / "summary.json").read_text())
    for trial in summary["trials"]:
        for name, figure in trial["figures"].items():
            assert figure["low"] <= figure["value"] <= figure["high"], name


def test_the_same_run_again_gives_the_same_rows_and_summary(whole, cache, tmp_path):
    measured(write_suite(tmp_path), tmp_path / "run", settings=settings_in(cache))
    assert rows_of(tmp_path / "run") == rows_of(whole)
    for name in ("summary.json", "scores.jsonl", "texts.jsonl"):
        assert (tmp_path / "run" / name).read_bytes() == (whole / name).read_bytes()


def test_killed_and_run_again_it_gives_the_same_summary(whole, tmp_path):
    cli = Cli(tmp_path, NUTGRAF_EMBEDDING="hash", NUTGRAF_CACHE_DIR=str(tmp_path / "cache"))
    suite = write_suite(tmp_path)
    rows = tmp_path / "run" / "rows.jsonl"
    for lines in (0, 20, 70):
        process = cli.start("eval", "run", suite, "--out", "run")
        deadline = time.monotonic() + 60
        while not (rows.exists() and rows.read_bytes().count(b"\n") >= lines):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
    assert not (tmp_path / "run" / "summary.json").exists()
    done = cli("eval", "run", suite, "--out", "run")
    assert done.returncode == 0, done.stderr
    assert "100 cases, 100 to ask" not in done.stderr
    for name in ("summary.json", "scores.jsonl"):
        assert (tmp_path / "run" / name).read_bytes() == (whole / name).read_bytes()


def test_a_replay_scores_by_the_labels_of_now_and_asks_nothing(whole, cache, tmp_path):
    suite = write_suite(tmp_path)
    questions = tmp_path / "questions.jsonl"
    lines = [json.loads(line) for line in QUESTIONS.read_text().splitlines()]
    right = [line | {"answer_any": ["no answer has this"]} for line in lines]
    questions.write_text("".join(json.dumps(line) + "\n" for line in right))
    suite.write_text(suite.read_text().replace(str(QUESTIONS), str(questions)))
    copied = tmp_path / "run"
    copied.mkdir()
    for name in ("run.json", "rows.jsonl", "texts.jsonl"):
        (copied / name).write_bytes((whole / name).read_bytes())
    nowhere = settings_in(tmp_path / "no cache")
    outcome = measured(suite, copied, settings=nowhere, replay=True)
    assert outcome.trials[1].run.metrics["correct"] == 0
    assert not (tmp_path / "no cache").exists()

    lines[0]["question"] = "Something else?"
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(InvalidRequest, match="'s01' was asked in other words"):
        measured(suite, copied, settings=nowhere, replay=True)


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


def test_a_missed_threshold_fails_the_run(tmp_path):
    cli = Cli(tmp_path, NUTGRAF_EMBEDDING="hash", NUTGRAF_CACHE_DIR=str(tmp_path / "cache"))
    bounds = "limit = 8\nmin = { correct = 1.01, 'mrr@10' = 0.01 }\nmax = { false_refusals = 1 }"
    done = cli("eval", "run", write_suite(tmp_path, bounds), "--out", "run")
    assert done.returncode == 1
    assert done.stdout.count("missed:") == 1
    assert "missed: seeds/answers/extractive correct is 0." in done.stdout
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert [line["met"] for line in summary["thresholds"]] == [True, False, True]


def test_a_budget_stops_the_run_and_a_larger_one_goes_on(cache, tmp_path):
    extra = 'limit = 12\nmeasure = ["answers"]\n'
    with ModelServer(answer("They met in Isfahan [1].", usage=(100, 10))) as model:
        settings = settings_in(cache, llm_base_url=model.url, refusal_threshold=0)
        small = write_suite(tmp_path, extra, head="budget.tokens = 500\n")
        small.write_text(small.read_text().replace('"extractive"', '"llm"'))
        with pytest.raises(BudgetSpent, match=r"budget of 500 tokens is spent: 550 used; the rows"):
            measured(small, tmp_path / "run", settings=settings)
        assert len(rows_of(tmp_path / "run")) == 5
        small.write_text(small.read_text().replace("500", "50000"))
        outcome = measured(small, tmp_path / "run", settings=settings)
    assert outcome.summary["complete"]
    assert len(model.bodies) == 12


def test_a_model_that_may_cost_money_needs_a_budget(cache, tmp_path):
    suite = write_suite(tmp_path, 'measure = ["answers"]')
    suite.write_text(suite.read_text().replace('"extractive"', '"llm"'))
    paid = settings_in(cache, llm_base_url="https://models.invalid/v1", llm_api_key="secret-key")
    with pytest.raises(InvalidRequest, match=r"150,000 tokens read .* \[budget\]"):
        measured(suite, tmp_path / "run", settings=paid)
    assert rows_of(tmp_path / "run") == []


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


def test_an_estimate_asks_a_few_and_its_rows_count(cache, tmp_path):
    told: list[str] = []
    suite = write_suite(tmp_path)
    measured(suite, tmp_path / "run", settings=settings_in(cache), only_estimate=True, told=told)
    assert len(rows_of(tmp_path / "run")) == 10
    assert told[-1] == "90 cases remain: about under a minute"
    told.clear()
    outcome = measured(suite, tmp_path / "run", settings=settings_in(cache), told=told)
    assert "100 cases, 90 to ask" in told[0]
    assert outcome.summary["complete"]


def test_pairs_are_checked_without_an_archive(tmp_path):
    pairs = tmp_path / "pairs.jsonl"
    labels = ["supported", "unsupported"] * 5
    lines = [
        {"id": str(i), "claim": "Rain fell.", "evidence": "Rain fell." * (i % 2), "label": label}
        for i, label in enumerate(labels)
    ]
    pairs.write_text("".join(json.dumps(line) + "\n" for line in lines))
    suite = tmp_path / "pairs.toml"
    suite.write_text('name = "pairs"\n[[sets]]\nname = "pairs"\npairs = "pairs.jsonl"\n')
    outcome = measured(suite, tmp_path / "run", settings=settings_in(tmp_path / "cache"))
    (trial,) = outcome.summary["trials"]
    assert trial["trial"] == "pairs/support"
    assert trial["figures"]["balanced_accuracy"]["value"] == 0
    assert RuleChecker().check("Rain fell.", "Rain fell.").verdict == "supported"


def test_another_suite_does_not_go_into_the_same_folder(whole, cache, tmp_path):
    copied = tmp_path / "run"
    copied.mkdir()
    (copied / "run.json").write_bytes((whole / "run.json").read_bytes())
    changed_suite = write_suite(tmp_path, "limit = 3")
    with pytest.raises(InvalidRequest, match="suite_sha256, trials differ; give another --out"):
        measured(changed_suite, copied, settings=settings_in(cache))
