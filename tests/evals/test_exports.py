"""What other tools read of a run, and what they make of it."""

from __future__ import annotations

import json

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

from .suites import measured, quiet, settings_in, write_suite

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
    (trial, _) = trials_of(load_suite(suite), root=tmp_path)
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


def test_ragas_rows_are_samples(run, tmp_path):
    (path,) = export(run, ANSWERS, "ragas", tmp_path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(rows) == 50
    assert rows[0]["user_input"].startswith("In which Iranian city")
    assert rows[0]["reference"] == "Isfahan"
    assert all(isinstance(text, str) for text in rows[0]["retrieved_contexts"])
    assert rows[-1]["reference"].startswith("The archive does not hold")
    ragas = pytest.importorskip("ragas", exc_type=ImportError)
    assert len(ragas.EvaluationDataset.from_jsonl(str(path))) == 50


def test_deepeval_reads_the_test_cases(run, tmp_path):
    (path,) = export(run, ANSWERS, "deepeval", tmp_path)
    cases = json.loads(path.read_text())
    assert cases[0]["expected_output"] == "Isfahan"
    assert cases[0]["context"] == [
        "after meeting with his Iranian counterpart Javad Zarif in Isfahan"
    ]
    dataset = pytest.importorskip("deepeval.dataset", exc_type=ImportError).EvaluationDataset()
    dataset.add_test_cases_from_json_file(
        file_path=str(path),
        input_key_name="input",
        actual_output_key_name="actual_output",
        expected_output_key_name="expected_output",
        context_key_name="context",
        retrieval_context_key_name="retrieval_context",
    )
    assert len(dataset.test_cases) == 50


def test_a_wrong_trial_is_named(run, tmp_path):
    with pytest.raises(InvalidRequest, match="no trial 'seeds' in the run"):
        export(run, "seeds", "trec", tmp_path)
    with pytest.raises(InvalidRequest, match="trec is made of retrieval, which"):
        export(run, ANSWERS, "trec", tmp_path)
