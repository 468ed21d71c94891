from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.answers import Turn
from service.errors import InvalidRequest
from service.evals.cases import load_pairs, load_questions

from .scripted import write_lines

FULL = {
    "id": "q1",
    "question": "How often do they meet?",
    "kind": "fact",
    "answer_any": ["six months"],
    "evidence": [{"article": "a.txt", "snippet": "every six months", "grade": 2}],
    "refuse": False,
    "reference": ["fields that the format does not name are ignored"],
}


def test_a_question_is_read_with_its_evidence(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "questions.jsonl", FULL)
    questions = load_questions(path)
    (question,) = questions.cases
    assert (question.id, question.text, question.kind) == ("q1", "How often do they meet?", "fact")
    assert question.answer_any == ("six months",)
    (item,) = question.evidence
    assert (item.article, item.snippet, item.grade) == ("a.txt", "every six months", 2)
    assert question.conversation == ()
    assert questions.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert questions.name == "questions.jsonl"


def test_what_a_set_does_not_give_is_empty(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", {"id": "1", "question": "Who?", "evidence": []})
    (question,) = load_questions(path).cases
    assert (question.answer_any, question.evidence, question.refuse) == ((), (), False)
    assert not question.has_evidence


def test_the_last_user_turn_is_the_question_and_the_earlier_ones_its_conversation(
    tmp_path: Path,
) -> None:
    turns = [
        {"role": "user", "content": "Who met?"},
        {"role": "assistant", "content": "The ministers."},
        {"role": "user", "content": "And when?"},
    ]
    path = write_lines(tmp_path / "q.jsonl", {"id": "1", "messages": turns})
    (question,) = load_questions(path).cases
    assert question.text == "And when?"
    assert question.conversation == (
        Turn(role="user", content="Who met?"),
        Turn(role="assistant", content="The ministers."),
    )


def test_the_evidence_of_a_refusal_is_a_distractor(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", FULL | {"refuse": True})
    assert not load_questions(path).cases[0].has_evidence


def test_a_limit_takes_the_first_and_blank_lines_count_for_nothing(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", *(FULL | {"id": f"q{i}"} for i in range(5)))
    path.write_bytes(b"\n" + path.read_bytes() + b"\n\n")
    assert [question.id for question in load_questions(path, limit=2).cases] == ["q0", "q1"]
    assert len(load_questions(path, limit=99).cases) == 5


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_leaves_nothing_is_refused(tmp_path: Path, limit: int) -> None:
    path = write_lines(tmp_path / "q.jsonl", FULL)
    with pytest.raises(InvalidRequest, match=f"limit {limit}"):
        load_questions(path, limit=limit)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "1", "question": ', "not JSON"),
        ('["1"]', "object"),
        ('{"question": "Who?"}', "no 'id'"),
        ('{"id": 7, "question": "Who?"}', "'id' is 7"),
        ('{"id": "", "question": "Who?"}', "'id' is ''"),
        ('{"id": "1"}', "no question"),
        ('{"id": "1", "question": "  "}', "no question"),
        ('{"id": "1", "messages": [{"role": "assistant", "content": "Hm."}]}', "no question"),
        ('{"id": "1", "messages": [{"role": "robot", "content": "Hm."}]}', "messages.0.role"),
        ('{"id": "1", "question": ["Who?"]}', "'question'"),
        ('{"id": "1", "question": "Who?", "answer_any": "he"}', "'answer_any' is 'he'"),
        ('{"id": "1", "question": "Who?", "refuse": "no"}', "'refuse' is 'no'"),
        ('{"id": "1", "question": "Who?", "evidence": [{}]}', "no 'evidence.0.article'"),
        (
            '{"id": "1", "question": "Who?", "evidence": [{"article": "a", "grade": 0}]}',
            "'evidence.0.grade' is 0",
        ),
        ('{"id": "1", "question": "' + "x" * 4001 + '"}', "4001 characters"),
        ('{"id": "q1", "question": "Twice?"}', "'q1' stands in line 1 too"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(
    tmp_path: Path, line: str, complaint: str
) -> None:
    path = write_lines(tmp_path / "questions.jsonl", FULL)
    path.write_bytes(path.read_bytes() + line.encode())
    with pytest.raises(InvalidRequest) as caught:
        load_questions(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:2: ")
    assert complaint in message


def test_bytes_that_are_no_text_are_not_json(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"id": "1", "question": "\xff"}')
    with pytest.raises(InvalidRequest, match=r"questions\.jsonl:1: not JSON"):
        load_questions(path)


def test_missing_and_empty_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"absent\.jsonl: cannot be read"):
        load_questions(tmp_path / "absent.jsonl")
    empty = write_lines(tmp_path / "empty.jsonl")
    with pytest.raises(InvalidRequest, match=r"empty\.jsonl: is empty"):
        load_questions(empty)


def test_support_pairs_are_read_and_checked(tmp_path: Path) -> None:
    pair = {"id": "s1", "claim": "It rained.", "evidence": "", "label": "unsupported"}
    path = write_lines(tmp_path / "pairs.jsonl", pair, pair | {"id": "s2", "label": "maybe"})
    with pytest.raises(InvalidRequest, match=r"pairs\.jsonl:2: 'label' is 'maybe'"):
        load_pairs(path)
    (read,) = load_pairs(write_lines(path, pair)).cases
    assert (read.id, read.claim, read.evidence, read.label) == tuple(pair.values())
