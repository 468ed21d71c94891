from __future__ import annotations

import pytest

from index.sources import files_in
from service.errors import InvalidRequest
from service.evals.making import ModelMaker, TemplateMaker, make_questions
from service.evals.matching import contains
from service.evals.question_files import load_any_questions
from service.wiring import open_local
from support.archives import SEEDS
from support.model_server import ModelServer

from .models import chat, says
from .scripted import write_lines
from .suites import settings_in


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    door = open_local(settings_in(data, data_dir=data / "archive"), serving=False)
    list(door.ingest(files_in([SEEDS])))
    yield door
    door.close()


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
