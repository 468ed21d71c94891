"""Models as judges: measured on what people have labelled, then heard, over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from service.errors import InvalidRequest, RunStopped
from service.evals.cases import load_pairs
from service.evals.judgements import judge_run
from service.evals.judging import ModelJudge, agreed, agreement
from service.evals.report.page import report
from service.evals.results import load_results
from service.evals.suite import load_suite
from support.cli import Cli
from support.model_server import ModelServer, Script, refusal

from .models import chat, says
from .scripted import write_lines
from .suites import measured, settings_in, write_suite

PAIRS = [
    {"id": str(i), "claim": f"Claim {i}.", "evidence": "Text.", "label": label}
    for i, label in enumerate(["supported", "unsupported"] * 10)
]


def test_a_judge_is_measured_before_it_is_believed_and_goes_on_after_its_tokens(tmp_path):
    suite = write_suite(tmp_path, 'limit = 4\nmeasure = ["answers"]')
    measured(suite, tmp_path / "run", settings=settings_in(tmp_path / "cache"))
    run = load_results(tmp_path / "run")
    pairs = load_pairs_from(tmp_path)
    labels = [says({"verdict": pair["label"], "score": 0.9}) for pair in PAIRS]
    agreeing = [*labels, says({"verdict": "supported", "correct": True})]
    with ModelServer(*agreeing) as server:
        judge = ModelJudge(chat(server))
        with pytest.raises(RunStopped, match="used 150 tokens of 150"):
            judge_run(run, judge, pairs, tokens=150, step=lambda done, total: None)
        assert len(server.bodies) == 10
        again = ModelJudge(chat(server))
        judged = judge_run(run, again, pairs, tokens=10_000, step=lambda done, total: None)
    assert judged.agreement.kappa == 1
    assert judged.agreement.believed
    (figures,) = judged.trials.values()
    assert figures["judged_faithful"]["value"] == 1
    written = json.loads((tmp_path / "run" / "judged.json").read_text())
    assert written["judge"].startswith("m by check.v1@sha256:")
    assert written["believed"] is True


def load_pairs_from(folder):
    return load_pairs(write_lines(folder / "pairs.jsonl", *PAIRS)).cases


def test_a_judge_that_always_says_yes_is_not_believed(tmp_path):
    pairs = load_pairs_from(tmp_path)
    with ModelServer(says({"verdict": "supported"})) as server:
        judge = ModelJudge(chat(server))
        verdicts = [judge.check(pair.claim, pair.evidence) for pair in pairs[:4]]
    found = agreement(pairs[:4], verdicts)
    assert (found.kappa, found.believed) == (0, False)


def test_what_is_no_verdict_supports_nothing_and_a_refusing_endpoint_is_named():
    with ModelServer(says("I would rather not say")) as server:
        assert ModelJudge(chat(server)).check("A.", "B.").verdict == "unsupported"
    with (
        ModelServer(refusal("401 Unauthorized")) as server,
        pytest.raises(RunStopped, match="model 'm' answered with status 401"),
    ):
        ModelJudge(chat(server)).check("A.", "B.")


def test_agreement_is_cohens_kappa_with_an_interval_around_it() -> None:
    dice = np.random.default_rng(3)
    labels = dice.random(120) < 0.4
    judged = np.where(dice.random(120) < 0.8, labels, ~labels)
    found = agreed(labels.tolist(), judged.tolist())
    assert found.kappa == pytest.approx(cohen_kappa_score(labels, judged), abs=1e-12)
    assert found.low < found.kappa < found.high
    assert found.high - found.low < 0.4
    assert agreed([True, True], [True, True]).kappa == 0


JUDGE = """
[judge]
model = "wise-1"
pairs = "pairs.jsonl"
tokens = 100_000
limit = 20
"""


def one_who_knows(body: dict[str, Any]) -> Script:
    """Calls a pair as people have labelled it, and an answer right that names Isfahan."""
    said = body["messages"][-1]["content"]
    if "=== wanted" in said:
        return says({"correct": "Isfahan" in said.partition("=== answer")[2]})
    number = next((each["id"] for each in PAIRS if f"\n{each['claim']}\n" in said), None)
    label = PAIRS[int(number)]["label"] if number else "supported"
    return says({"verdict": label, "score": 0.9})


def test_a_suite_names_its_judge_and_the_report_says_how_far_to_believe_it(tmp_path):
    suite = write_suite(tmp_path, 'limit = 4\nmeasure = ["answers"]' + JUDGE)
    write_lines(tmp_path / "pairs.jsonl", *PAIRS)
    with ModelServer(reply=one_who_knows) as server:
        cli = Cli(
            tmp_path,
            NUTGRAF_EMBEDDING="hash",
            NUTGRAF_CACHE_DIR=str(tmp_path / "cache"),
            NUTGRAF_LLM_BASE_URL=server.url,
        )
        done = cli("eval", "run", suite, "--out", "run")
        asked = len(server.bodies)
        again = cli("eval", "run", suite, "--out", "run")
        assert len(server.bodies) == asked
    assert done.returncode == again.returncode == 0, done.stderr
    assert "with people, on support: kappa 1.000" in done.stdout
    assert "to be believed" in done.stdout
    assert "judged_faithful  1.000" in done.stdout
    assert {body["model"] for body in server.bodies} == {"wise-1"}
    page = report([load_results(tmp_path / "run")])
    assert "Judged by wise-1 by check.v1@sha256:" in page
    assert "Its agreement with people on labelled pairs: kappa 1.000" in page
    written = json.loads((tmp_path / "run" / "judged.json").read_text())
    assert (
        written["matching"]["n"]
        == written["trials"]["seeds/answers/extractive"]["judged_correct"]["n"]
    )


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (JUDGE.replace("tokens = 100_000", ""), "no 'judge.tokens'"),
        (JUDGE.replace('pairs = "pairs.jsonl"', ""), "no 'judge.pairs'"),
        (JUDGE.replace("limit = 20", "limit = 5"), "'judge.limit' is 5"),
        (JUDGE.replace('"wise-1"', '""'), "'judge.model' is ''"),
    ],
)
def test_a_judge_that_is_not_bounded_or_not_measured_is_refused(tmp_path, table, complaint):
    suite = write_suite(tmp_path, table)
    with pytest.raises(InvalidRequest) as caught:
        load_suite(suite)
    assert complaint in str(caught.value)
