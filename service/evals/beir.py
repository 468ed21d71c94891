"""A folder in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.errors import InvalidRequest
from service.evals.cases import CaseFile, Question, cases_of, read_bytes

CORPUS, QUERIES = "corpus.jsonl", "queries.jsonl"
SPLITS = ("test", "dev", "train")


def is_beir(path: Path) -> bool:
    """Whether a folder is in BEIR's layout."""
    return (path / CORPUS).is_file() and (path / QUERIES).is_file()


def load_beir_questions(path: Path) -> CaseFile[Question]:
    """The queries that the judgements of the first split there is say something of.

    Raises:
        InvalidRequest: there are no judgements, or a line is wrong.
    """
    grades, judgements = _grades(path)
    queries = read_bytes(path / QUERIES)
    lines: list[tuple[str, dict[str, Any]]] = []
    for where, query in _objects(path / QUERIES, queries):
        name = str(query.get("_id", ""))
        if name in grades:
            evidence = [{"article": each, "grade": grade} for each, grade in grades[name].items()]
            fields = {"id": name, "question": query.get("text", ""), "kind": "topical"}
            lines.append((where, {**fields, "evidence": evidence}))
    return cases_of(path / QUERIES, queries + judgements, Question, lines)


def as_articles(path: Path, *, cache: Path) -> Path:
    """The corpus as articles in a `.jsonl` under `cache`, named by its content.

    Raises:
        InvalidRequest: the corpus cannot be read.
    """
    data = read_bytes(path / CORPUS)
    articles = cache / f"beir-{hashlib.sha256(data).hexdigest()[:32]}.jsonl"
    if not articles.exists():
        cache.mkdir(parents=True, exist_ok=True)
        lines = (
            {"id": each.get("_id"), "title": each.get("title", ""), "text": each.get("text", "")}
            for _, each in _objects(path / CORPUS, data)
        )
        beside = articles.with_suffix(".new")
        beside.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
            encoding="utf-8",
        )
        beside.replace(articles)
    return articles


def _grades(path: Path) -> tuple[dict[str, dict[str, int]], bytes]:
    """Of each query its relevant documents, graded 1 or more."""
    found = [path / "qrels" / f"{split}.tsv" for split in SPLITS]
    qrels = next((each for each in found if each.is_file()), None)
    if qrels is None:
        raise InvalidRequest(f"{path}: no judgements: give one of {[str(each) for each in found]}")
    data = read_bytes(qrels)
    grades: dict[str, dict[str, int]] = {}
    rows = csv.reader(io.StringIO(data.decode("utf-8", "replace")), delimiter="\t")
    for number, row in enumerate(rows, start=1):
        if number == 1 and row[:1] == ["query-id"]:
            continue
        try:
            query, document, grade = row
            if int(grade) > 0:
                grades.setdefault(query, {})[document] = int(grade)
        except ValueError as fault:
            raise InvalidRequest(f"{qrels}:{number}: is not query-id, corpus-id, score") from fault
    return grades, data


def _objects(path: Path, data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError as fault:
            raise InvalidRequest(f"{path}:{number}: not JSON: {fault}") from fault
        if not isinstance(content, dict):
            raise InvalidRequest(f"{path}:{number}: is no JSON object")
        yield f"{path}:{number}", content
