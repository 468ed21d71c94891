"""Files of SQuAD become a set that can be measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.evals.cases import load_questions
from service.evals.squad_files import main

PARAGRAPH = "The Marlow Bridge was opened in 1907.\nIt is 412 metres long."


def converted(tmp_path: Path, *asked: dict[str, Any], title: str = "Marlow_Bridge") -> Path:
    file = tmp_path / "squad.json"
    entry = {"title": title, "paragraphs": [{"context": PARAGRAPH, "qas": list(asked)}]}
    file.write_text(json.dumps({"data": [entry]}))
    folder = tmp_path / "set"
    result = CliRunner().invoke(main, [str(file), str(folder), "--outlet", "The Courier"])
    assert result.exit_code == 0, result.output
    return folder


def question(text: str, *answers: str, **more: bool) -> dict[str, Any]:
    return {"id": text, "question": text, "answers": [{"text": each} for each in answers], **more}


def test_a_question_brings_its_answers_and_its_paragraph(tmp_path: Path) -> None:
    folder = converted(tmp_path, question("How long is the bridge", "412 metres", "412 metres"))
    (article,) = map(json.loads, (folder / "articles.jsonl").read_text().splitlines())
    (case,) = load_questions(folder / "questions.jsonl").cases
    assert case.text == "How long is the bridge?"
    assert case.answer_any == ("412 metres",)
    assert case.evidence[0].article == article["id"]
    assert case.evidence[0].snippet == article["text"] == PARAGRAPH.replace("\n", " ")
    assert (article["title"], article["outlet"]) == ("Marlow Bridge", "The Courier")


def test_what_is_marked_impossible_is_to_be_refused(tmp_path: Path) -> None:
    folder = converted(tmp_path, question("Who paid for the bridge?", is_impossible=True))
    (case,) = load_questions(folder / "questions.jsonl").cases
    assert case.refuse
    assert not case.evidence


def test_questions_that_say_nothing_or_come_again_are_left_out(tmp_path: Path) -> None:
    again = question("How long is the bridge?", "412 metres")
    folder = converted(tmp_path, again, again, question("How long?", "412 metres"))
    assert len(load_questions(folder / "questions.jsonl").cases) == 1


def test_an_address_gives_its_day_and_a_title_to_read(tmp_path: Path) -> None:
    address = "https://www.nytimes.com/2015/01/06/science/research-with-a-purpose.html"
    folder = converted(tmp_path, question("How long is it now?", "412"), title=address)
    (article,) = map(json.loads, (folder / "articles.jsonl").read_text().splitlines())
    assert (article["title"], article["published"]) == ("Research with a purpose", "2015-01-06")


@pytest.mark.parametrize("said", ['{"rows": []}', "<html>", '{"data": [{"title": 7}]}'])
def test_another_format_is_told(tmp_path: Path, said: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(said)
    result = CliRunner().invoke(main, [str(file), str(tmp_path / "set"), "--outlet", "The Courier"])
    assert result.exit_code == 1
    assert "other.json: not in the format of SQuAD" in result.output


def test_a_set_that_is_there_is_kept(tmp_path: Path) -> None:
    folder = converted(tmp_path, question("How long is the bridge?", "412 metres"))
    before = (folder / "articles.jsonl").read_text()
    again = [str(tmp_path / "squad.json"), str(folder), "--outlet", "Another"]
    result = CliRunner().invoke(main, again)
    assert result.exit_code == 1
    assert "is there already; name a new folder" in result.output
    assert (folder / "articles.jsonl").read_text() == before
