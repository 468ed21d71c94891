from __future__ import annotations

import pytest

from service.evals.matching import citation_hits, contains, is_oversized, passage_hits

from .scripted import citation, passage, question


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Biden called Putin a “killer.”", 'a "killer."'),
        ("Altman\u2019s exit", "altman's EXIT"),
        ("„Nein\u201c, said \u201aJan\u2018", "\"nein\", said 'jan'"),
        ("every\n\n  six\u00a0months", "every six months"),
        ("the of\ufb01ce on the \uff12nd", "office on the 2nd"),
        ("Çavuşoğlu", "C\u0327avus\u0327og\u0306lu"),
        ("a snippet cut at a space", "cut at "),
    ],
)
def test_typesetting_does_not_matter(text: str, part: str) -> None:
    assert contains(text, part)
    assert contains(part, part)


@pytest.mark.parametrize(
    ("text", "part"), [("six weeks", "six months"), ("Cavusoglu", "Çavuşoğlu")]
)
def test_words_and_letters_do(text: str, part: str) -> None:
    assert not contains(text, part)


EVIDENCE = question(
    evidence=[
        {"article": "a", "snippet": "every six months"},
        {"article": "a", "snippet": "for consultations"},
        {"article": "b", "snippet": "every six months"},
        {"article": "a"},
    ]
).evidence


def test_a_passage_hits_what_stands_in_it_of_its_own_article() -> None:
    text = "They meet every  six\nmonths."
    assert passage_hits(EVIDENCE, passage("a", text)) == {0, 3}
    assert passage_hits(EVIDENCE, passage("b", text)) == {2}
    assert passage_hits(EVIDENCE, passage("c", text)) == frozenset()


def test_a_citation_is_judged_by_its_paragraph_and_not_by_its_quote() -> None:
    paragraph = "They meet every six months, for consultations."
    short = citation(1, "a", quote="They meet")
    assert citation_hits(EVIDENCE, short, paragraph=paragraph) == {0, 1, 3}
    false_quote = citation(1, "b", quote="every six months")
    assert citation_hits(EVIDENCE, false_quote, paragraph="Something else.") == frozenset()


def test_a_citation_of_nothing_hits_nothing() -> None:
    assert citation_hits(EVIDENCE, citation(1, "a"), paragraph=None) == frozenset()


def test_a_passage_may_hold_256_tokens_and_no_more() -> None:
    assert not is_oversized(passage("a", " word" * 256))
    assert is_oversized(passage("a", " word" * 257))
    assert not is_oversized(passage("a", "x" * 256))
