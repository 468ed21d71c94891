"""What ends or fails a run: thresholds, budgets, and what a run would take."""

from __future__ import annotations

import json

import pytest

from service.errors import BudgetSpent, InvalidRequest
from service.providers import open_checker
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


CLAIM = "The diplomats plan to consult twice yearly."
QUOTE = "The two diplomats will meet every six months for consultations."
VERDICT = '{"verdict": "partial", "score": 0.4}'


def test_the_tokens_of_checks_count_against_the_budget_of_a_support_trial(cache, tmp_path):
    pairs = [
        {"id": f"p{n}", "claim": CLAIM, "evidence": QUOTE, "label": "unsupported"}
        for n in range(12)
    ]
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(each) + "\n" for each in pairs))
    suite = tmp_path / "checks.toml"
    suite.write_text(
        'name = "checks"\nbudget.tokens = 500\n[[sets]]\nname = "pairs"\npairs = "pairs.jsonl"\n'
    )
    with ModelServer(answer(VERDICT, usage=(100, 10))) as model:
        settings = settings_in(cache, llm_base_url=model.url, checker="openai")
        with pytest.raises(BudgetSpent, match="budget of 500 tokens is spent: 550 used"):
            measured(suite, tmp_path / "run", settings=settings, checker=open_checker(settings))
        assert len(model.bodies) == 5


def test_the_tokens_of_checks_count_beside_those_of_drafts(cache, tmp_path):
    def reply(body):
        is_check = "=== claim" in body["messages"][-1]["content"]
        told = VERDICT if is_check else "Both sides plan to consult twice yearly [1]."
        return answer(told, usage=(100, 10) if is_check else (20, 5))

    extra = 'limit = 3\nmeasure = ["answers"]\n'
    suite = write_suite(tmp_path, extra, head="budget.tokens = 50000\n")
    suite.write_text(suite.read_text().replace('"extractive"', '"llm"'))
    with ModelServer(reply=reply) as model:
        asks = {"llm_base_url": model.url, "checker": "openai", "refusal_threshold": 0}
        measured(suite, tmp_path / "run", settings=settings_in(cache, **asks))
        checks = sum("=== claim" in each["messages"][-1]["content"] for each in model.bodies)
    used = [row["result"]["receipt"]["usage"] for row in rows_of(tmp_path / "run")]
    assert checks > 0
    assert sum(each["prompt_tokens"] for each in used) == 3 * 20 + checks * 100
    assert sum(each["completion_tokens"] for each in used) == 3 * 5 + checks * 10


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
        {"embedding": "llama_index", "embedding_model": "evals.test_bounds:Elsewhere"},
        {"reranker": "llama_index", "reranker_model": "evals.test_bounds:Elsewhere"},
        {"embedding": "openai", "embedding_model": "m", "llm_base_url": "http://127.0.0.1:9/v1"},
    ],
)
def test_so_does_one_that_checks_reranks_or_embeds(cache, tmp_path, asked):
    suite = write_suite(tmp_path, 'measure = ["answers"]')
    with pytest.raises(InvalidRequest, match=r"may ask a model beyond this machine.* \[budget\]"):
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
