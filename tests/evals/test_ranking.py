from __future__ import annotations

import random
from math import log2

import pytest

from service.evals.cases import Question
from service.evals.metrics import Figures
from service.evals.ranking import judge

from .scripted import passage, question


def figures(of: Question, *found: tuple[str, str]) -> Figures:
    return judge(of, [passage(source, text) for source, text in found]).figures


TWO_ITEMS = question(
    evidence=[{"article": "a", "snippet": "alpha"}, {"article": "b", "snippet": "beta"}]
)
NOISE = ("z", "noise")


def test_evidence_recall_counts_items_and_any_counts_questions() -> None:
    result = figures(TWO_ITEMS, NOISE, NOISE, ("a", "alpha"), NOISE, NOISE, ("b", "beta"))
    assert result["evidence_recall@4"] == 0.5
    assert result["evidence_recall@10"] == 1.0
    assert result["any@4"] == 1.0
    assert result["mrr@10"] == pytest.approx(1 / 3, abs=1e-12)


def test_two_items_in_one_passage_are_both_hit() -> None:
    both = question(
        evidence=[{"article": "a", "snippet": "alpha"}, {"article": "a", "snippet": "beta"}]
    )
    assert figures(both, ("a", "alpha and beta"))["evidence_recall@4"] == 1.0
    assert figures(both, ("a", "alpha"), ("a", "alpha"))["evidence_recall@4"] == 0.5


def test_the_right_article_with_the_wrong_passage_is_an_article_hit_only() -> None:
    result = figures(TWO_ITEMS, ("a", "something else"))
    assert result["evidence_recall@20"] == 0.0
    assert result["any@10"] == 0.0
    assert result["mrr@10"] == 0.0
    assert result["article_recall@10"] == 0.5


def test_each_cut_off_ends_where_it_says() -> None:
    for rank, expected in [(4, (1, 1, 1)), (5, (0, 1, 1)), (11, (0, 0, 1)), (21, (0, 0, 0))]:
        one = question(evidence=[{"article": "a", "snippet": "alpha"}])
        result = figures(one, *[NOISE] * (rank - 1), ("a", "alpha"))
        got = tuple(result[f"evidence_recall@{k}"] for k in (4, 10, 20))
        assert got == expected
        assert result["article_recall@10"] == (1 if rank <= 10 else 0)
        assert result["mrr@10"] == pytest.approx(1 / rank if rank <= 10 else 0, abs=1e-12)


def test_articles_rank_where_their_first_passage_stands_and_grades_weigh() -> None:
    graded = question(evidence=[{"article": "a", "grade": 1}, {"article": "b", "grade": 2}])
    result = figures(graded, NOISE, NOISE, ("a", "x"), ("a", "y"), ("b", "x"))
    ideal = 2 / log2(2) + 1 / log2(3)
    assert result["ndcg@10"] == pytest.approx((1 / log2(3) + 2 / log2(4)) / ideal, abs=1e-9)
    assert result["mrr@10"] == pytest.approx(1 / 2, abs=1e-12)


def test_the_tenth_article_counts_though_its_passage_is_far_down() -> None:
    one = question(evidence=[{"article": "a"}])
    crowd = [(f"n{i // 4}", "noise") for i in range(36)]
    result = figures(one, *crowd, ("a", "x"))
    assert result["ndcg@10"] == pytest.approx(1 / log2(11), abs=1e-9)
    assert result["article_recall@10"] == 0.0
    assert result["evidence_recall@20"] == 0.0


def test_one_snippet_is_enough_to_rank_by_passage() -> None:
    mixed = question(evidence=[{"article": "a", "snippet": "alpha"}, {"article": "b"}])
    result = figures(mixed, NOISE, NOISE, ("a", "x"), ("b", "x"))
    assert result["mrr@10"] == 1 / 4


def test_an_oversized_passage_takes_a_place_and_hits_nothing() -> None:
    one = question(evidence=[{"article": "a", "snippet": "alpha"}])
    outcome = judge(one, [passage("a", "alpha" + " word" * 300), passage("a", "alpha")])
    assert [ranked.oversized for ranked in outcome.ranked] == [True, False]
    assert outcome.figures["mrr@10"] == 0.5
    assert outcome.figures["ndcg@10"] == pytest.approx(1 / log2(3), abs=1e-9)
    alone = judge(one, [passage("a", "alpha" + " word" * 300)]).figures
    assert set(alone.values()) == {0.0}


def test_finding_nothing_is_zero() -> None:
    assert set(figures(TWO_ITEMS).values()) == {0.0}


@pytest.mark.parametrize(
    "unscorable",
    [
        question(),
        question(refuse=True, evidence=[{"article": "a", "snippet": "alpha"}]),
    ],
)
def test_questions_without_evidence_and_refusals_give_no_figure(unscorable: Question) -> None:
    result = figures(unscorable, ("a", "alpha"))
    assert set(result.values()) == {None}
    assert "ndcg@10" in result


def independent(of: Question, found: list[tuple[str, str]]) -> Figures:
    """The same figures, written down once more from their definitions."""

    def hit(article: str, snippet: str | None, place: tuple[str, str]) -> bool:
        return place[0] == article and (snippet is None or snippet in place[1])

    items = [(item.article, item.snippet) for item in of.evidence]
    firsts = [any(hit(*item, place) for item in items) for place in found]
    grades: dict[str, int] = {}
    for item in of.evidence:
        grades[item.article] = max(grades.get(item.article, 0), item.grade or 1)
    order: list[str] = []
    for source, _ in found:
        if source not in order:
            order.append(source)
    gains = [grades.get(source, 0) / log2(rank + 2) for rank, source in enumerate(order[:10])]
    best = sorted(grades.values(), reverse=True)[:10]
    ideal = [grade / log2(rank + 2) for rank, grade in enumerate(best)]
    relevant = firsts if any(snippet for _, snippet in items) else [a in grades for a in order]
    ranks = [rank for rank, yes in enumerate(relevant[:10], 1) if yes]
    top_articles = {source for source, _ in found[:10]}
    recalls = {
        f"evidence_recall@{k}": sum(any(hit(*i, p) for p in found[:k]) for i in items) / len(items)
        for k in (4, 10, 20)
    }
    return {
        **recalls,
        "article_recall@10": len(top_articles & set(grades)) / len(grades),
        "mrr@10": 1 / ranks[0] if ranks else 0.0,
        "ndcg@10": sum(gains) / sum(ideal),
        "any@4": float(any(firsts[:4])),
        "any@10": float(any(firsts[:10])),
    }


def test_figures_equal_an_independent_computation() -> None:
    dice = random.Random(7)
    words = ["alpha", "beta", "gamma", "delta"]
    for _ in range(200):
        with_snippets = dice.random() < 0.6
        evidence = [
            {"article": f"art {dice.randrange(12)} ç"}
            | ({"snippet": dice.choice(words)} if with_snippets else {"grade": dice.randint(1, 3)})
            for _ in range(dice.randint(1, 6))
        ]
        asked = question(evidence=evidence)
        found = [
            (f"art {dice.randrange(20)} ç", " ".join(dice.sample(words, 2)))
            for _ in range(dice.randrange(40))
        ]
        assert figures(asked, *found) == pytest.approx(independent(asked, found), abs=1e-9)
