"""A run in the formats of other tools, so that they can score what nutgraf found and answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.answers import Answer, Findings
from service.errors import InvalidRequest
from service.evals.cases import Question
from service.evals.folder import ROWS, TEXTS, read_lines
from service.evals.ranking import grades, judge, ranked_articles
from service.evals.replies import RESULTS, reply_of
from service.evals.results import Results

TAG = "nutgraf"


@dataclass(frozen=True, slots=True)
class Exported:
    """One row of a trial with its texts: a question and what came of it."""

    question: Question
    result: Answer | Findings


def export(run: Results, trial: str, to: str, folder: Path) -> list[Path]:
    """Write one trial of a run for another tool, and give the files.

    Args:
        run: A run with its rows.
        trial: A trial of the measure that the format is made of.
        to: One of `FORMATS`.
        folder: Where the files go.

    Raises:
        InvalidRequest: there is no such trial, it does not measure what the format
            needs, or the run kept no rows.
    """
    measure, write = FORMATS[to]
    if trial not in run.trials:
        raise InvalidRequest(f"no trial {trial!r} in the run: it has {sorted(run.trials)!r}")
    if run.trials[trial]["measure"] != measure:
        raise InvalidRequest(f"{to} is made of {measure}, which {trial!r} does not measure")
    if not (run.path / ROWS).exists():
        raise InvalidRequest(f"{str(run.path)!r} keeps no rows: export the run, not its baseline")
    folder.mkdir(parents=True, exist_ok=True)
    return write(list(_rows(run, trial, measure)), folder)


def ragas_sample(row: Exported) -> dict[str, Any]:
    """A `SingleTurnSample` of Ragas."""
    return {
        "user_input": row.question.text,
        "retrieved_contexts": [each.text for each in row.result.passages],
        "reference_contexts": _references(row.question),
        "response": row.result.text if isinstance(row.result, Answer) else "",
        "reference": _wanted(row.question),
    }


def deepeval_case(row: Exported) -> dict[str, Any]:
    """A test case as DeepEval reads it from a file."""
    return {
        "input": row.question.text,
        "actual_output": row.result.text if isinstance(row.result, Answer) else "",
        "expected_output": _wanted(row.question),
        "context": _references(row.question),
        "retrieval_context": [each.text for each in row.result.passages],
    }


def trec_lines(rows: list[Exported]) -> tuple[list[str], list[str]]:
    """Run and qrels of articles, as trec_eval reads them; ids are percent-encoded."""
    run, qrels = [], []
    for row in rows:
        if not row.question.has_evidence:
            continue
        query = quote(row.question.id)
        ranking = ranked_articles(judge(row.question, row.result.passages).ranked)
        for rank, source in enumerate(ranking, start=1):
            score = len(ranking) - rank + 1
            run.append(f"{query} Q0 {quote(source)} {rank} {score} {TAG}")
        for source, grade in grades(row.question).items():
            qrels.append(f"{query} 0 {quote(source)} {grade}")
    return run, qrels


def retrieval_dataset(rows: list[Exported]) -> dict[str, Any]:
    """A dataset for llama-index's `RetrieverEvaluator`: relevant is each passage that hits.

    Of a question whose evidence was not found at all, the relevant passage is one that
    does not exist, so that it counts as missed.
    """
    content: dict[str, Any] = {"queries": {}, "corpus": {}, "relevant_docs": {}, "mode": "text"}
    for row in rows:
        if not row.question.has_evidence:
            continue
        ranked = judge(row.question, row.result.passages).ranked
        hits = [
            passage
            for passage, judged in zip(row.result.passages, ranked, strict=True)
            if judged.hits
        ]
        content["queries"][row.question.id] = row.question.text
        content["corpus"].update({each.address: each.text for each in hits})
        content["relevant_docs"][row.question.id] = [each.address for each in hits] or ["not found"]
    return content


def _rows(run: Results, trial: str, measure: str) -> Iterator[Exported]:
    texts = {line["key"]: line["text"] for line in read_lines(run.path / TEXTS)}
    for row in read_lines(run.path / ROWS):
        if row["trial"] == trial:
            question = Question.model_validate_json(json.dumps(row["case"]))
            reply = reply_of(row, question, RESULTS[measure], texts.__getitem__)
            yield Exported(question, reply.result)


def _references(question: Question) -> list[str]:
    return [each.snippet for each in question.evidence if each.snippet and question.has_evidence]


def _wanted(question: Question) -> str:
    if question.refuse:
        return "The archive does not hold an answer to this question."
    return (" and " if question.kind == "multi" else " or ").join(question.answer_any)


def _ragas(rows: list[Exported], folder: Path) -> list[Path]:
    return [_jsonl(folder / "ragas.jsonl", map(ragas_sample, rows))]


def _deepeval(rows: list[Exported], folder: Path) -> list[Path]:
    return [_json(folder / "deepeval.json", [deepeval_case(each) for each in rows])]


def _trec(rows: list[Exported], folder: Path) -> list[Path]:
    paths = [folder / "run.trec", folder / "qrels.trec"]
    for path, lines in zip(paths, trec_lines(rows), strict=True):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return paths


def _llama_index(rows: list[Exported], folder: Path) -> list[Path]:
    return [_json(folder / "llama_index.json", retrieval_dataset(rows))]


def _json(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _jsonl(path: Path, lines: Iterator[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


Write = Callable[[list[Exported], Path], list[Path]]
FORMATS: Mapping[str, tuple[str, Write]] = {
    "ragas": ("answers", _ragas),
    "deepeval": ("answers", _deepeval),
    "trec": ("retrieval", _trec),
    "llama-index": ("retrieval", _llama_index),
}
