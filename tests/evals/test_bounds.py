"""What ends or fails a run: thresholds, budgets, and what a run would take."""

from __future__ import annotations

import json

import pytest

from service.errors import BudgetSpent, InvalidRequest
from support.cli import Cli
from support.model_server import ModelServer, answer

from .suites import measured, rows_of, settings_in, write_suite


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


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
    with pytest.raises(InvalidRequest, match=r"most 150,000 tokens .* \[budget\]"):
        measured(suite, tmp_path / "run", settings=paid)
    assert rows_of(tmp_path / "run") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"checker": "openai", "llm_base_url": "https://models.invalid/v1"},
        {"reranker": "http", "reranker_url": "https://models.invalid/rerank"},
        {"embedding": "openai", "embedding_model": "m", "llm_base_url": "http://127.0.0.1:9/v1"},
    ],
)
def test_so_does_one_that_checks_reranks_or_embeds(cache, tmp_path, asked):
    suite = write_suite(tmp_path, 'measure = ["answers"]')
    with pytest.raises(InvalidRequest, match=r"asks a model beyond this machine.* \[budget\]"):
        measured(suite, tmp_path / "run", settings=settings_in(cache, **asked))
    assert rows_of(tmp_path / "run") == []


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
