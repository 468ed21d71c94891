"""What other tools read of a run, and what they make of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from llama_index.core.evaluation import RetrieverEvaluator

from service.errors import InvalidRequest
from service.evals.archives import InProcess
from service.evals.exports import export
from service.evals.plan import trials_of
from service.evals.results import load_results
from service.evals.suite import load_suite
from service.llama_index import PassageRetriever
from support.cli import ROOT

from .suites import measured, quiet, settings_in, write_suite

OTHERS = ROOT / ".venv" / "others" / "bin" / "python"
ANSWERS, RETRIEVAL = "seeds/answers/extractive", "seeds/retrieval"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def run(cache, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    measured(write_suite(folder), folder / "run", settings=settings_in(cache))
    return load_results(folder / "run")


def figures(run, trial):
    return {name: each["value"] for name, each in run.trials[trial]["figures"].items()}


def test_trec_files_give_the_same_figures_to_ir_measures(run, tmp_path):
    found, judged = export(run, RETRIEVAL, "trec", tmp_path)
    aggregate = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10],
        ir_measures.read_trec_qrels(str(judged)),
        ir_measures.read_trec_run(str(found)),
    )
    assert aggregate[ir_measures.nDCG @ 10] == pytest.approx(
        figures(run, RETRIEVAL)["ndcg@10"], abs=1e-9
    )


def test_llama_index_evaluates_the_retriever_on_an_exported_set(run, cache, tmp_path):
    (path,) = export(run, RETRIEVAL, "llama-index", tmp_path)
    dataset = json.loads(path.read_text())
    suite = write_suite(tmp_path)
    (trial, _) = trials_of(load_suite(suite), folders=[tmp_path])
    with InProcess(settings_in(cache), bars=quiet, warn=print).open(trial) as door:
        evaluator = RetrieverEvaluator.from_metric_names(
            ["hit_rate", "mrr"], retriever=PassageRetriever(door, top_k=10)
        )
        results = [
            evaluator.evaluate(query, dataset["relevant_docs"][case])
            for case, query in dataset["queries"].items()
        ]
    means = {
        name: sum(each.metric_vals_dict[name] for each in results) / len(results)
        for name in ("hit_rate", "mrr")
    }
    ours = figures(run, RETRIEVAL)
    assert means["hit_rate"] == pytest.approx(ours["any@10"])
    assert means["mrr"] == pytest.approx(ours["mrr@10"], abs=1e-9)


def read_by(tool: str, path: Path) -> dict[str, Any]:
    """What another tool reads of a file, in the environment that `make interop` makes."""
    if not OTHERS.exists():
        pytest.skip(f"needs {tool} in {OTHERS}: make interop")
    done = subprocess.run(
        [OTHERS, ROOT / "tests" / "interop" / f"read_{tool}.py", path],
        env={**os.environ, "DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "RAGAS_DO_NOT_TRACK": "true"},
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    return content


def test_ragas_rows_are_samples(run, tmp_path):
    (path,) = export(run, ANSWERS, "ragas", tmp_path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(rows) == 50
    assert rows[0]["user_input"].startswith("In which Iranian city")
    assert rows[0]["reference"] == "Isfahan"
    assert all(isinstance(text, str) for text in rows[0]["retrieved_contexts"])
    assert rows[-1]["reference"].startswith("The archive does not hold")


def test_deepeval_cases_say_what_is_expected(run, tmp_path):
    (path,) = export(run, ANSWERS, "deepeval", tmp_path)
    cases = json.loads(path.read_text())
    assert cases[0]["expected_output"] == "Isfahan"
    assert cases[0]["context"] == [
        "after meeting with his Iranian counterpart Javad Zarif in Isfahan"
    ]


@pytest.mark.parametrize("tool", ["ragas", "deepeval"])
def test_another_tool_reads_every_case_and_finds_the_same_ones_right(run, tmp_path, tool):
    """Ragas's StringPresence and DeepEval's PatternMatch ask what `correct` asks, by letters."""
    (path,) = export(run, ANSWERS, tool, tmp_path)
    text = path.read_text()
    rows = json.loads(text) if path.suffix == ".json" else list(map(json.loads, text.splitlines()))
    theirs = read_by(tool, path)
    assert theirs["samples"] == rows
    ours = [each["shown"] for each in run.scores[ANSWERS].values()]
    asked = [place for place, each in enumerate(ours) if each["status"] == "answered"]
    asked = [place for place in asked if ours[place]["correct"] is not None]
    assert len(asked) > 20
    for place in asked:
        assert theirs["right"][place] == float(ours[place]["correct"]), ours[place]


def test_a_wrong_trial_is_named(run, tmp_path):
    with pytest.raises(InvalidRequest, match="no trial 'seeds' in the run"):
        export(run, "seeds", "trec", tmp_path)
    with pytest.raises(InvalidRequest, match="trec is made of retrieval, which"):
        export(run, ANSWERS, "trec", tmp_path)
