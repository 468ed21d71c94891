"""Whole suites: asked, killed, gone on with, scored again."""

from __future__ import annotations

import json
import signal
import time

import pytest

from index.sources import files_in
from service.checking import RuleChecker
from service.errors import InvalidRequest
from service.evals.archives import DoorParagraphs
from service.evals.cases import load_questions
from service.evals.run import run_answers, run_retrieval
from service.wiring import open_local
from support.archives import SEEDS
from support.cli import Cli

from .suites import QUESTIONS, measured, rows_of, settings_in, write_suite


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
    assert manifest["settings"]["refusal_threshold"] == 0.35
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
