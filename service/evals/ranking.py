"""How well passages were found and ordered, one question at a time.

Evidence recall is counted here, since several items may stand in one passage;
reciprocal rank and nDCG are left to trec_eval, through ir-measures, so that
they are the figures of the literature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ir_measures

from service.answers import FoundPassage
from service.evals.cases import Question
from service.evals.matching import is_oversized, passage_hits
from service.evals.metrics import Figures, share


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage at its place among those found. `hits` are places in the question's evidence.

    An oversized passage keeps its place and hits nothing, its article included.
    """

    source: str
    hits: frozenset[int]
    oversized: bool


@dataclass(frozen=True, slots=True)
class RetrievalOutcome:
    """What one search came to: its passages, best first, and its figures."""

    kind: str
    ranked: tuple[Ranked, ...]
    figures: Figures


def judge(question: Question, passages: Iterable[FoundPassage]) -> RetrievalOutcome:
    """Judge the passages that were found for a question, best first."""
    ranked = tuple(_judged(question, passage) for passage in passages)
    return RetrievalOutcome(question.kind, ranked, retrieval_figures(question, ranked))


def _judged(question: Question, passage: FoundPassage) -> Ranked:
    oversized = is_oversized(passage)
    hits = frozenset[int]() if oversized else passage_hits(question.evidence, passage)
    return Ranked(source=passage.source, hits=hits, oversized=oversized)


def retrieval_figures(question: Question, ranked: Sequence[Ranked]) -> Figures:
    """The figures of one question; all None where it has no evidence or is to be refused.

    - `evidence_recall@k`: the share of its evidence items that the top k
      passages hit; `any@k`: 1 where they hit at least one.
    - `article_recall@10`: the share of its evidence articles that the top 10
      passages come from.
    - `mrr@10`: one over the rank of the first of the top 10 passages that hits
      an item; in a question without snippets, of the first of the top 10 articles.
    - `ndcg@10`: of the ranking of articles, by the highest grade that the
      question's items give each (1 where they give none), gains being linear.

    The ranking of articles takes each where its first passage stands.
    """
    figures = {
        **{f"evidence_recall@{k}": _evidence_recall(question, ranked[:k]) for k in (4, 10, 20)},
        "article_recall@10": _article_recall(question, ranked[:10]),
        "mrr@10": _reciprocal_rank(question, ranked),
        "ndcg@10": _trec(ir_measures.nDCG @ 10, grades(question), ranked_articles(ranked)),
        **{f"any@{k}": float(bool(_items_hit(ranked[:k]))) for k in (4, 10)},
    }
    return {name: figure if question.has_evidence else None for name, figure in figures.items()}


def _evidence_recall(question: Question, top: Sequence[Ranked]) -> float | None:
    return share(len(_items_hit(top)), len(question.evidence))


def _items_hit(top: Sequence[Ranked]) -> frozenset[int]:
    return frozenset[int]().union(*(passage.hits for passage in top))


def _article_recall(question: Question, top: Sequence[Ranked]) -> float | None:
    wanted = set(grades(question))
    return share(len(wanted.intersection(ranked_articles(top))), len(wanted))


def _reciprocal_rank(question: Question, ranked: Sequence[Ranked]) -> float:
    if all(item.snippet is None for item in question.evidence):
        return _trec(ir_measures.RR, grades(question), ranked_articles(ranked)[:10])
    places = {str(rank): int(bool(passage.hits)) for rank, passage in enumerate(ranked[:10])}
    return _trec(ir_measures.RR, places, list(places))


def grades(question: Question) -> dict[str, int]:
    """The evidence articles of a question, each with its highest grade."""
    grades: dict[str, int] = {}
    for item in question.evidence:
        grades[item.article] = max(grades.get(item.article, 1), item.grade or 1)
    return grades


def ranked_articles(ranked: Sequence[Ranked]) -> list[str]:
    """Articles in the order of their first passage; an oversized one stands for no article."""
    names = (
        f"\noversized passage {rank}" if passage.oversized else passage.source
        for rank, passage in enumerate(ranked)
    )
    return list(dict.fromkeys(names))


def _trec(measure: ir_measures.Measure, relevant: dict[str, int], ranking: Sequence[str]) -> float:
    """`measure` of one ranking, best first, by trec_eval; 0 where nothing is relevant or found."""
    scores = {name: float(len(ranking) - rank) for rank, name in enumerate(ranking)}
    results = ir_measures.pytrec_eval.iter_calc([measure], {"q": relevant}, {"q": scores})
    return next(float(result.value) for result in results)
