from __future__ import annotations

import json

import pytest

from index.sources import files_in
from service.drafting.endpoint import Endpoint
from service.errors import InvalidRequest, RunStopped
from service.evals.chat import ChatModel
from service.evals.judgements import judge_run
from service.evals.judging import ModelJudge, agreement
from service.evals.making import ModelMaker, TemplateMaker, make_questions
from service.evals.matching import contains
from service.evals.question_files import load_any_questions
from service.evals.results import load_results
from service.wiring import open_local
from support.archives import SEEDS
from support.model_server import ModelServer, Script, answer, refusal

from .scripted import write_lines
from .suites import measured, settings_in, write_suite


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    door = open_local(settings_in(data, data_dir=data / "archive"), serving=False)
    list(door.ingest(files_in([SEEDS])))
    yield door
    door.close()


def says(content: object, tokens: int = 10) -> Script:
    """A whole streamed answer whose text is this, as JSON."""
    return answer(f"Sure: {json.dumps(content)}", usage=(tokens, 5))


def chat(server: ModelServer) -> ChatModel:
    return ChatModel(Endpoint(base_url=server.url, api_key="k", model="m"))


def test_drafts_can_be_asked_at_once_and_their_evidence_stands_where_they_say(door, tmp_path):
    lines = list(make_questions(door, TemplateMaker(), count=20))
    assert 10 <= len(lines) <= 20
    questions = load_any_questions(write_lines(tmp_path / "q.jsonl", *lines)).cases
    texts = {
        each.source: "\n".join(p.text for p in door.article(each.id).paragraphs)
        for each in door.articles().articles
    }
    for question in questions:
        if question.refuse:
            assert question.kind == "absent"
            continue
        (item,) = question.evidence
        assert contains(texts[item.article], item.snippet)
        assert contains(item.snippet, question.answer_any[0])
        assert not contains(question.text, item.snippet)
    assert {"absent"} < {question.kind for question in questions}
    assert lines == list(make_questions(door, TemplateMaker(), count=20))
    assert lines != list(make_questions(door, TemplateMaker(), count=20, seed=2))


def test_a_model_drafts_and_an_answer_that_is_not_in_the_paragraph_is_dropped(door):
    with ModelServer(
        says({"question": "Who is invented?", "answer": "Nobody at all"}),
        says({"question": "Which country is it?", "answer": "Iran"}),
    ) as server:
        lines = list(make_questions(door, ModelMaker(chat(server)), count=1))
    (line,) = lines
    assert line["question"] == "Which country is it?"
    assert "Iran" in line["evidence"][0]["snippet"]
    assert len(server.bodies) >= 2


def test_an_empty_archive_is_told(tmp_path):
    door = open_local(settings_in(tmp_path, data_dir=tmp_path / "archive"), serving=False)
    try:
        with pytest.raises(InvalidRequest, match="holds no article yet"):
            list(make_questions(door, TemplateMaker(), count=3))
    finally:
        door.close()


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
    from service.evals.cases import load_pairs

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
