from __future__ import annotations

import pytest

from service.evals.answers import judge

from .scripted import Shelf, answer, citation, question, refusal

SHELF = Shelf({"a": ["They meet every six months.", "Trade grew."], "b": ["It rained."]})
ASKED = question(
    answer_any=["six months", "half a year"],
    evidence=[
        {"article": "a", "snippet": "every six months"},
        {"article": "b", "snippet": "rained"},
    ],
)


def correct(text: str, **fields: object) -> bool | None:
    asked = question(**fields)
    return judge(asked, answer(text), paragraphs=SHELF).outcome.correct


def test_an_answer_is_right_when_it_contains_any_of_the_right_ones() -> None:
    assert correct("Every SIX  months [1].", answer_any=["four", "six months"])
    assert correct("Each week [1].", answer_any=["four", "six months"]) is False


def test_kind_multi_wants_all() -> None:
    both = {"kind": "multi", "answer_any": ["Rouhani", "Raisi"]}
    assert correct("Rouhani [1] and Raisi [2].", **both)
    assert correct("Rouhani [1].", **both) is False


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Yes, both do [1].", True),
        ("“Yes” [1].", True),
        ("No [1].", False),
        ("Both say yes [1].", False),
        ("Yesterday it rained [1].", False),
    ],
)
def test_a_yes_must_come_first_and_as_a_word(text: str, right: bool) -> None:
    assert correct(text, answer_any=["Yes"]) is right


def test_a_span_that_happens_to_be_no_among_others_is_looked_for_anywhere() -> None:
    assert correct("It does no damage [1].", answer_any=["no", "no damage"])


def test_a_citation_mark_is_no_part_of_the_answer() -> None:
    assert correct("It rained [7].", answer_any=["7"]) is False
    assert correct("Apple Inc [1].", answer_any=["Inc."])


def test_without_a_known_answer_nothing_is_right_or_wrong() -> None:
    assert correct("It rained [1].") is None
    assert correct("It rained [1].", refuse=True, answer_any=["rained"]) is None


def test_an_answer_is_counted_in_citations_evidence_sentences_and_words() -> None:
    given = answer(
        "Every six months [1]. Trade grew [2].",
        citation(1, "a", 1),
        citation(2, "a", 2),
        verdicts=["supported", "partial"],
    )
    outcome = judge(ASKED, given, paragraphs=SHELF).outcome
    assert (outcome.citations, outcome.citations_hit) == (2, 1)
    assert (outcome.evidence, outcome.evidence_hit) == (2, 1)
    assert (outcome.sentences, outcome.supported) == (2, 1)
    assert outcome.words == 5
    assert outcome.correct


def test_two_citations_of_one_item_are_two_good_citations_and_one_item() -> None:
    given = answer("Six months [1][2].", citation(1, "a", 1), citation(2, "a", 1))
    outcome = judge(ASKED, given, paragraphs=SHELF).outcome
    assert (outcome.citations_hit, outcome.evidence_hit) == (2, 1)


def test_a_citation_of_a_paragraph_that_is_not_there_is_shown_as_such() -> None:
    judged = judge(ASKED, answer("Six months [1].", citation(1, "a", 9)), paragraphs=SHELF)
    (cited,) = judged.citations
    assert not cited.resolved
    assert judged.outcome.citations_hit == 0


def test_a_wrong_refusal_is_wrong_and_misses_its_evidence() -> None:
    lucky = refusal().model_copy(update={"text": "Nothing on six months."})
    outcome = judge(ASKED, lucky, paragraphs=SHELF).outcome
    assert outcome.refused
    assert outcome.correct is False
    assert (outcome.citations, outcome.evidence, outcome.evidence_hit) == (0, 2, 0)
    assert outcome.words == 0


def test_distractors_of_a_question_to_be_refused_are_no_evidence() -> None:
    trap = question(refuse=True, evidence=[{"article": "b", "snippet": "rained"}])
    outcome = judge(trap, answer("It rained [1].", citation(1, "b")), paragraphs=SHELF).outcome
    assert (outcome.citations_hit, outcome.evidence) == (0, 0)
