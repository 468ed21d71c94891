from __future__ import annotations

import json

import pytest

from service.errors import InvalidRequest
from service.evals.question_files import load_any_questions

from .suites import measured, settings_in


def test_a_sheet_is_read_with_several_answers_and_several_pieces_of_evidence(tmp_path):
    sheet = tmp_path / "questions.csv"
    sheet.write_text(
        "id,question,kind,answer,article,snippet,refuse\r\n"
        'q1,"Who met, and where?",multi,Zarif | Isfahan,a.txt,"met, they say",no\r\n'
        "q1,,,,b.txt,,\r\n"
        "q2,Who won?,,,,,yes\r\n",
        encoding="utf-8-sig",
    )
    one, two = load_any_questions(sheet).cases
    assert one.text == "Who met, and where?"
    assert (one.kind, one.answer_any) == ("multi", ("Zarif", "Isfahan"))
    assert [(each.article, each.snippet) for each in one.evidence] == [
        ("a.txt", "met, they say"),
        ("b.txt", None),
    ]
    assert (two.refuse, two.kind, two.evidence) == (True, "unspecified", ())
    assert len(load_any_questions(sheet, limit=1).cases) == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id,question\n,Who?\n", ":2: no 'id'"),
        ("id,question\nq1,\n", ":2: no question"),
        ("id,query\nq1,Who?\n", ":1: unknown column 'query'"),
        ("id,question,refuse\nq1,Who?,maybe\n", ":2: 'refuse' is 'maybe'"),
        ("id,question\nq1,Who?,more\n", ":2: more cells than columns"),
        ("id,question\nq1,Who?\nq1,What?\n", ":3: id 'q1' stands above with another question"),
        ("id,question\n", "is empty"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, text, complaint):
    sheet = tmp_path / "q.csv"
    sheet.write_text(text)
    with pytest.raises(InvalidRequest) as caught:
        load_any_questions(sheet)
    assert complaint in str(caught.value)


def beir(folder, qrels="query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n2\td2\t1\n"):
    folder.mkdir()
    texts = {"d1": "The council met in the old hall on Monday.", "d2": "Rain fell all week long."}
    (folder / "corpus.jsonl").write_text(
        "".join(json.dumps({"_id": i, "title": "T", "text": t}) + "\n" for i, t in texts.items())
    )
    queries = {"1": "Where did the council meet?", "2": "How long did it rain?", "3": "Unjudged?"}
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": i, "text": t}) + "\n" for i, t in queries.items())
    )
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(qrels)
    return folder


def test_a_beir_folder_is_measured_as_it_is(tmp_path):
    beir(tmp_path / "set")
    suite = tmp_path / "s.toml"
    suite.write_text(
        'name = "s"\n[[sets]]\nname = "b"\narticles = "set"\nquestions = "set"\n'
        'measure = ["retrieval"]\n'
    )
    outcome = measured(suite, tmp_path / "run", settings=settings_in(tmp_path / "cache"))
    (trial,) = outcome.summary["trials"]
    assert trial["n"] == 2
    assert trial["figures"]["ndcg@10"]["value"] == pytest.approx(1.0)
    graded = load_any_questions(tmp_path / "set").cases[0]
    assert [(each.article, each.grade) for each in graded.evidence] == [("d1", 2)]


def test_what_is_wrong_in_a_beir_folder_is_named(tmp_path):
    with pytest.raises(InvalidRequest, match=r"test\.tsv:2: is not query-id, corpus-id, score"):
        load_any_questions(beir(tmp_path / "set", "query-id\tcorpus-id\tscore\n1\td1\n"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidRequest, match=r"needs BEIR's queries\.jsonl"):
        load_any_questions(tmp_path / "empty")
