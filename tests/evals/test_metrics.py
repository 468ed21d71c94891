from __future__ import annotations

from dataclasses import replace

import pytest

from service.answers import Support, Verdict
from service.evals.metrics import (
    AnswerOutcome,
    SupportOutcome,
    answer_figures,
    averages,
    by_kind,
    support_figures,
)

RIGHT = AnswerOutcome(
    kind="fact",
    to_refuse=False,
    refused=False,
    correct=True,
    citations=2,
    citations_hit=1,
    evidence=1,
    evidence_hit=1,
    sentences=2,
    supported=1,
    words=10,
)
UNCITED = replace(RIGHT, citations=3, citations_hit=0, evidence=3, evidence_hit=0, words=4)
WRONGLY_REFUSED = replace(
    RIGHT,
    refused=True,
    correct=False,
    citations=0,
    citations_hit=0,
    evidence_hit=0,
    sentences=0,
    supported=0,
    words=0,
)
RIGHTLY_REFUSED = replace(WRONGLY_REFUSED, kind="absent", to_refuse=True, correct=None, evidence=0)
INVENTED = replace(
    RIGHT, kind="absent", to_refuse=True, correct=None, evidence=0, evidence_hit=0, citations=9
)


def test_figures_of_a_mixed_set_are_those_worked_out_by_hand() -> None:
    figures = answer_figures([RIGHT, UNCITED, WRONGLY_REFUSED, RIGHTLY_REFUSED, INVENTED])
    assert figures == pytest.approx(
        {
            "correct": 2 / 3,
            "correct_and_cited": 1 / 3,
            "citation_precision": 1 / 5,
            "citation_recall": 1 / 5,
            "refusal_recall": 1 / 2,
            "refusal_precision": 1 / 2,
            "false_refusals": 1 / 3,
            "supported_sentences": 3 / 6,
            "answer_words": (10 + 4 + 10) / 3,
        }
    )


def test_refusing_everything_shows_in_its_other_figures() -> None:
    figures = answer_figures([WRONGLY_REFUSED, RIGHTLY_REFUSED])
    assert figures["refusal_recall"] == 1.0
    assert figures["false_refusals"] == 1.0
    assert figures["correct"] == 0.0
    assert figures["citation_recall"] == 0.0
    assert figures["citation_precision"] is None
    assert figures["supported_sentences"] is None
    assert figures["answer_words"] is None


def test_what_a_set_cannot_give_is_none() -> None:
    longform = replace(RIGHT, correct=None)
    unknown_answers = answer_figures([longform])
    assert unknown_answers["correct"] is None
    assert unknown_answers["correct_and_cited"] is None
    assert unknown_answers["citation_precision"] == 0.5
    assert unknown_answers["refusal_recall"] is None
    assert unknown_answers["false_refusals"] == 0.0

    no_evidence = answer_figures([replace(RIGHT, evidence=0, evidence_hit=0, citations_hit=0)])
    assert no_evidence["correct"] == 1.0
    assert no_evidence["correct_and_cited"] is None
    assert no_evidence["citation_precision"] is None
    assert no_evidence["citation_recall"] is None


def test_refusal_precision_needs_something_to_refuse_and_a_refusal() -> None:
    assert answer_figures([RIGHT, WRONGLY_REFUSED])["refusal_precision"] is None
    assert answer_figures([RIGHT, INVENTED])["refusal_precision"] is None


def test_each_kind_has_its_own_figures() -> None:
    kinds = by_kind([RIGHT, RIGHTLY_REFUSED, UNCITED], answer_figures)
    assert list(kinds) == ["absent", "fact"]
    assert kinds["fact"]["n"] == 2
    assert kinds["fact"]["citation_recall"] == 1 / 4
    assert kinds["absent"]["refusal_recall"] == 1.0
    assert kinds["absent"]["correct"] is None


def test_averages_leave_out_what_is_unknown() -> None:
    assert averages([{"a": 1.0, "b": None}, {"a": None, "b": None}, {"a": 0.0, "b": None}]) == {
        "a": 0.5,
        "b": None,
    }


def pair(label: Verdict, verdict: Verdict, score: float) -> SupportOutcome:
    return SupportOutcome(label, Support(verdict=verdict, score=score))


def test_support_is_supported_against_the_rest() -> None:
    outcomes = [
        pair("supported", "supported", 0.9),
        pair("supported", "partial", 0.4),
        pair("partial", "supported", 0.7),
        pair("partial", "unsupported", 0.4),
        pair("unsupported", "partial", 0.3),
        pair("unsupported", "unsupported", 0.1),
    ]
    figures = support_figures(outcomes)
    assert figures["balanced_accuracy"] == pytest.approx((1 / 2 + 3 / 4) / 2, abs=1e-9)
    # 0.9 beats all four; 0.4 beats two, ties with one and loses to one.
    assert figures["auroc"] == pytest.approx((4 + 2.5) / 8, abs=1e-9)


def test_support_of_one_class_gives_no_figure() -> None:
    figures = support_figures([pair("partial", "supported", 0.5)])
    assert set(figures.values()) == {None}
