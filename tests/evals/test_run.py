from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from service.answers import CheckerFigures, Support
from service.evals.cases import CaseFile, Question, load_pairs, load_questions
from service.evals.run import run_answers, run_retrieval, run_support

from .scripted import (
    Scripted,
    Shelf,
    Ticks,
    answer,
    citation,
    passage,
    refusal,
    write_lines,
)

LINES = [
    {
        "id": "q1",
        "question": "How often?",
        "kind": "fact",
        "answer_any": ["six months"],
        "evidence": [{"article": "a", "snippet": "every six months"}],
        "refuse": False,
    },
    {
        "id": "q2",
        "messages": [
            {"role": "user", "content": "Did it rain?"},
            {"role": "assistant", "content": "It did."},
            {"role": "user", "content": "Where?"},
        ],
        "kind": "turns",
        "answer_any": ["Isfahan"],
        "evidence": [{"article": "b", "snippet": "rained in Isfahan"}],
        "refuse": False,
    },
    {"id": "q3", "question": "Who won?", "kind": "absent", "refuse": True, "evidence": []},
]
SHELF = Shelf({"a": ["They meet every six months."], "b": ["It rained in Isfahan."]})
FOUND = {
    "How often?": [passage("b"), *[passage("a", "They meet every six months.")] * 2],
    "Where?": [passage("b", "It rained in Isfahan." + " and on" * 200), passage("a")],
    "Who won?": [passage("a")],
}
ANSWERS = {
    "How often?": answer("Every six months [1].", citation(1, "a")),
    "Where?": answer("Somewhere [1][2].", citation(1, "c"), citation(2, "c")),
    "Who won?": refusal(),
}


@pytest.fixture
def questions(tmp_path: Path) -> CaseFile[Question]:
    return load_questions(write_lines(tmp_path / "questions.jsonl", *LINES))


def test_retrieval_gives_figures_kinds_and_rows(questions: CaseFile[Question]) -> None:
    run = run_retrieval(Scripted(found=FOUND), questions, suite="small")
    assert (run.suite, run.n) == ("small", 3)
    assert run.metrics["evidence_recall@4"] == 0.5
    assert run.metrics["mrr@10"] == 0.25
    assert run.by_kind["fact"]["evidence_recall@4"] == 1.0
    assert run.by_kind["turns"]["evidence_recall@4"] == 0.0
    assert run.by_kind["absent"] == {"n": 1} | dict.fromkeys(run.metrics)
    assert run.notes == {"oversized_passages": 1, "degraded": 0}
    row = run.rows[0]
    assert (row["id"], row["question"], row["kind"]) == ("q1", "How often?", "fact")
    assert row["evidence"] == [{"article": "a", "snippet": "every six months", "hit_by": 2}]
    assert row["passages"] == [
        {"source": "b", "paragraphs": [1], "score": 1.0, "hits": [], "oversized": False},
        *[{"source": "a", "paragraphs": [1], "score": 1.0, "hits": [0], "oversized": False}] * 2,
    ]


def test_each_question_is_put_with_its_conversation(questions: CaseFile[Question]) -> None:
    service = Scripted(found=FOUND, answers=ANSWERS)
    run_retrieval(service, questions, suite="small")
    run_answers(service, SHELF, questions, suite="small", mode="extractive")
    for asked in (service.searches[1], service.asks[1]):
        assert asked.question == "Where?"
        assert [turn.content for turn in asked.conversation] == ["Did it rain?", "It did."]
    assert {search.top_k for search in service.searches} == {50}
    assert {ask.mode for ask in service.asks} == {"extractive"}


def test_answers_give_figures_and_rows(questions: CaseFile[Question]) -> None:
    run = run_answers(Scripted(answers=ANSWERS), SHELF, questions, suite="small")
    assert run.metrics == {
        "correct": 0.5,
        "correct_and_cited": 0.5,
        "citation_precision": 1 / 3,
        "citation_recall": 0.5,
        "refusal_recall": 1.0,
        "refusal_precision": 1.0,
        "false_refusals": 0.0,
        "supported_sentences": 1.0,
        "answer_words": 2.0,
    }
    assert run.notes == {"degraded": 0, "unresolved_citations": 2}
    assert run.rows[0]["citations"] == [
        {
            "number": 1,
            "source": "a",
            "paragraph": 1,
            "quote": "a quote",
            "hits": [0],
            "resolved": True,
        }
    ]
    assert run.rows[2]["status"] == "refused"
    assert run.rows[2]["reason"] == "nothing near"


def test_a_receipt_says_what_made_the_figures(questions: CaseFile[Question]) -> None:
    receipt = run_retrieval(Scripted(found=FOUND), questions, suite="small").receipt
    assert receipt["index"] == "index-1"
    assert receipt["embedding"] == "mini@abc"
    assert receipt["prompt"] is None
    assert "timings_ms" not in receipt
    assert receipt["cases"] == "questions.jsonl"
    lines = "".join(json.dumps(line) + "\n" for line in LINES)
    assert receipt["cases_sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert receipt["top_k"] == 50
    assert str(receipt["python"]).startswith("3.")
    assert receipt["chromadb"]


def test_latencies_progress_and_degradation_are_reported(questions: CaseFile[Question]) -> None:
    seen: list[tuple[int, int]] = []
    run = run_retrieval(
        Scripted(found=FOUND, degraded="index rebuilding"),
        questions,
        suite="small",
        progress=lambda done, total: seen.append((done, total)),
        clock=Ticks(0.0, 0.010, 1.0, 1.020, 2.0, 2.030),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert run.latency_ms == pytest.approx({"p50": 20.0, "p95": 29.0})
    assert run.rows[2]["latency_ms"] == pytest.approx(30.0)
    assert run.notes["degraded"] == 3


class Wordy:
    """Takes a claim for supported when its first word stands in the evidence."""

    figures = CheckerFigures(name="wordy")

    def check(self, claim: str, evidence: str) -> Support:
        if claim.split(maxsplit=1)[0] in evidence:
            return Support(verdict="supported", score=0.8)
        return Support(verdict="unsupported", score=0.2)


def test_support_gives_figures_and_rows(tmp_path: Path) -> None:
    pairs = [
        {"id": "1", "claim": "Rain fell.", "evidence": "Rain, they say.", "label": "supported"},
        {"id": "2", "claim": "Snow fell.", "evidence": "Rain, they say.", "label": "partial"},
        {"id": "3", "claim": "Rain stopped.", "evidence": "Rain.", "label": "unsupported"},
    ]
    file = load_pairs(write_lines(tmp_path / "pairs.jsonl", *pairs))
    run = run_support(Wordy(), file, suite="pairs")
    assert run.metrics == pytest.approx(
        {
            "balanced_accuracy": 0.75,
            "auroc": 0.75,
            "calibration_error": 0.2 * 0.5 + 0.3 * 0.5,
            "false_support": 0.5,
            "missed_support": 0.0,
        },
        abs=0.2,
    )
    assert run.receipt["checker"] == "wordy"
    assert run.by_kind == {}
    assert [row["verdict"] for row in run.rows] == ["supported", "unsupported", "supported"]


def test_a_run_can_be_written_as_json(questions: CaseFile[Question]) -> None:
    run = run_answers(Scripted(answers=ANSWERS), SHELF, questions, suite="small")
    read = json.loads(json.dumps(run.to_json()))
    assert read["metrics"] == run.metrics
    assert read["by_kind"]["absent"]["refusal_recall"] == 1.0
    assert set(read["latency_ms"]) == {"p50", "p95"}
    assert [row["id"] for row in read["rows"]] == ["q1", "q2", "q3"]
