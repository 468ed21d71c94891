"""Questions as people have them: JSON a line, a CSV sheet, or a folder in BEIR's layout."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.errors import InvalidRequest
from service.evals.beir import is_beir, load_beir_questions
from service.evals.cases import CaseFile, Question, cases_of, load_questions, read_bytes

COLUMNS = ("id", "question", "kind", "answer", "article", "snippet", "refuse")
TRUE, FALSE = {"true", "yes", "1"}, {"false", "no", "0", ""}


def load_any_questions(path: Path, *, limit: int | None = None) -> CaseFile[Question]:
    """Read the questions at `path`, or the first `limit` of them, by what it is.

    Raises:
        InvalidRequest: it cannot be read, or a line is wrong; the message names file,
            line and field.
    """
    if path.is_dir():
        if not is_beir(path):
            raise InvalidRequest(
                f"{path}: a folder of questions needs BEIR's queries.jsonl, corpus.jsonl and qrels"
            )
        whole = load_beir_questions(path)
    elif path.suffix.lower() == ".csv":
        whole = _load_csv(path)
    else:
        return load_questions(path, limit=limit)
    return replace(whole, cases=whole.cases[:limit])


def _load_csv(path: Path) -> CaseFile[Question]:
    """A row a question; a row with the id of an earlier one adds evidence to it."""
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidRequest(f"{path}: is not UTF-8; save it as CSV in UTF-8") from fault
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    lines: dict[str, tuple[str, dict[str, Any]]] = {}
    try:
        names = reader.fieldnames or ()
        if unknown := [name for name in names if name not in COLUMNS]:
            raise InvalidRequest(f"{path}:1: unknown column {unknown[0]!r}; known: {COLUMNS!r}")
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row:
                raise InvalidRequest(f"{where}: more cells than columns: quote those with commas")
            _take(lines, {name: (cell or "").strip() for name, cell in row.items()}, where)
    except csv.Error as fault:
        raise InvalidRequest(f"{path}:{reader.line_num}: not CSV: {fault}") from fault
    return cases_of(path, data, Question, list(lines.values()))


def _take(lines: dict[str, tuple[str, dict[str, Any]]], row: dict[str, str], where: str) -> None:
    name = row.get("id", "")
    if not name:
        raise InvalidRequest(f"{where}: no 'id'")
    refuse = row.get("refuse", "").lower()
    if refuse not in TRUE | FALSE:
        raise InvalidRequest(f"{where}: 'refuse' is {refuse!r}: write yes or no")
    if name not in lines:
        answers = [part.strip() for part in row.get("answer", "").split("|")]
        fields = {"id": name, "question": row.get("question", "")}
        fields |= {"kind": row["kind"]} if row.get("kind") else {}
        lines[name] = (
            where,
            {**fields, "answer_any": [a for a in answers if a], "refuse": refuse in TRUE},
        )
        lines[name][1]["evidence"] = []
    elif row.get("question") not in {"", lines[name][1]["question"]}:
        raise InvalidRequest(f"{where}: id {name!r} stands above with another question")
    if row.get("article"):
        item = {"article": row["article"], "snippet": row.get("snippet") or None}
        lines[name][1]["evidence"].append(item)
