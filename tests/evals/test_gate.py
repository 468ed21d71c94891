"""The gate over real runs: what is worse is caught with its reason, what is the same passes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from service.errors import InvalidRequest
from service.evals.archives import InProcess
from service.evals.compare import compare
from service.evals.gate import judge_run
from service.evals.results import keep_baseline, load_results
from service.settings import changed
from support.cli import Cli

from .suites import measured, quiet, settings_in, write_suite


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def good(cache, tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    measured(write_suite(folder), folder / "run", settings=settings_in(cache))
    return folder / "run"


@dataclass
class Shuffled:
    """A door whose answers cite the next paragraph instead of the one they rest on."""

    door: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.door, name)

    def ask(self, ask: Any) -> Any:
        answer = self.door.ask(ask)
        moved = [
            each.model_copy(update={"paragraph": each.paragraph + 1}) for each in answer.citations
        ]
        return answer.model_copy(update={"citations": tuple(moved)})


class ShuffledInProcess(InProcess):
    @contextmanager
    def open(self, trial: Any) -> Iterator[Any]:
        with InProcess.open(self, trial) as door:
            yield Shuffled(door)


def verdict_on(tmp_path, good, settings, targets=None):
    measured(write_suite(tmp_path), tmp_path / "run", settings=settings, targets=targets)
    return judge_run(load_results(tmp_path / "run"), load_results(good))


def test_with_too_many_refusals_it_is_caught(tmp_path, cache, good):
    verdict = verdict_on(tmp_path, good, settings_in(cache, refusal_threshold=0.95))
    assert any("correct fell from" in reason for reason in verdict.reasons)
    assert any("false_refusals rose from" in reason for reason in verdict.reasons)
    assert "worse on" in verdict.reasons[0]


def test_without_refusals_it_is_caught(tmp_path, cache, good):
    verdict = verdict_on(tmp_path, good, settings_in(cache, refusal_threshold=0))
    (reason,) = [each for each in verdict.reasons if "refusal_recall" in each]
    assert "to 0.000" in reason


def test_with_citations_moved_it_is_caught(tmp_path, cache, good):
    settings = settings_in(cache)
    targets = ShuffledInProcess(settings, bars=quiet, warn=print)
    verdict = verdict_on(tmp_path, good, settings, targets)
    named = " ".join(verdict.reasons)
    assert "citation_precision fell" in named
    assert "citation_recall fell" in named


@pytest.mark.slow
def test_the_same_again_passes_twenty_times_of_twenty(tmp_path, cache):
    suite = write_suite(tmp_path, 'kinds = ["absent", "number"]')
    measured(suite, tmp_path / "good", settings=settings_in(cache))
    for attempt in range(20):
        out = tmp_path / str(attempt)
        measured(suite, out, settings=settings_in(cache), parallel=1 + attempt % 3)
        assert judge_run(load_results(out), load_results(tmp_path / "good")).reasons == ()


def test_without_its_lexical_side_it_is_caught(tmp_path):
    """With the bundled encoder, whose meaning alone is nearly enough for five articles."""
    settings = settings_in(tmp_path / "cache", embedding="minilm")
    suite = write_suite(tmp_path, 'measure = ["retrieval"]')
    measured(suite, tmp_path / "good", settings=settings)
    measured(suite, tmp_path / "worse", settings=changed(settings, {"dense_weight": 1.0}))
    verdict = judge_run(load_results(tmp_path / "worse"), load_results(tmp_path / "good"))
    assert any("mrr@10 fell from" in reason for reason in verdict.reasons)


def test_what_got_better_passes_and_is_shown(tmp_path, cache, good):
    measured(
        write_suite(tmp_path),
        tmp_path / "run",
        settings=settings_in(cache, refusal_threshold=0.95),
    )
    worse, better = load_results(tmp_path / "run"), load_results(good)
    assert judge_run(better, worse).passed
    (answers,) = [each for each in compare(worse, better) if "answers" in each.trial]
    answered = [case for case in answers.changed if "false_refusals" in case.better]
    assert answered
    assert answered[0].before["status"] == "refused"
    assert answered[0].after["status"] == "answered"
    assert "absent" in answers.kinds


def test_a_run_of_other_questions_or_of_fewer_does_not_pass(tmp_path, cache, good):
    few = write_suite(tmp_path, "limit = 20")
    measured(few, tmp_path / "few", settings=settings_in(cache))
    reasons = judge_run(load_results(tmp_path / "few"), load_results(good)).reasons
    assert any("30 cases of the baseline are missing" in reason for reason in reasons)

    other = shutil.copytree(good, tmp_path / "other")
    summary = json.loads((other / "summary.json").read_text())
    summary["trials"][0]["cases_sha256"] = "other"
    summary["complete"] = False
    (other / "summary.json").write_text(json.dumps(summary))
    reasons = judge_run(load_results(other), load_results(good)).reasons
    assert "the run is not complete: go on with it" in reasons
    assert "its questions are not the baseline's: make a new baseline" in reasons[1]


def test_a_baseline_is_small_and_the_same_for_the_same_run(tmp_path, cache, good):
    measured(write_suite(tmp_path), tmp_path / "run", settings=settings_in(cache))
    keep_baseline(load_results(good), tmp_path / "one")
    keep_baseline(load_results(tmp_path / "run"), tmp_path / "two")
    names = ["run.json", "scores.jsonl", "summary.json"]
    assert sorted(each.name for each in (tmp_path / "one").iterdir()) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert judge_run(load_results(good), load_results(tmp_path / "two")).passed


def test_the_commands_show_reasons_and_set_the_status(tmp_path, cache, good):
    measured(
        write_suite(tmp_path), tmp_path / "worse", settings=settings_in(cache, refusal_threshold=0)
    )
    cli = Cli(tmp_path)
    failed = cli("eval", "gate", "worse", "--baseline", good)
    assert failed.returncode == 1
    assert "regression: seeds/answers/extractive: refusal_recall fell" in failed.stdout
    assert cli("eval", "gate", good, "--baseline", good).returncode == 0
    compared = cli("eval", "compare", good, "worse", "--cases", 50, "--json", "out.json")
    assert "worse: refusal_recall" in compared.stdout
    assert json.loads((tmp_path / "out.json").read_text())[1]["changed"]
    nothing = cli("eval", "gate", tmp_path, "--baseline", good)
    assert nothing.returncode == 1
    assert "holds no finished run" in nothing.stderr


def test_a_damaged_run_is_named(tmp_path, good):
    broken = shutil.copytree(good, tmp_path / "broken")
    (broken / "scores.jsonl").write_text("not json\n")
    with pytest.raises(InvalidRequest, match=r"is damaged .*--replay"):
        load_results(broken)
