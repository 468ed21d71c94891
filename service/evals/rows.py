"""What a run keeps of each case, so that a figure can be followed down to its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.answers import Answer, Findings, Support
from service.evals.answers import JudgedAnswer, JudgedCitation
from service.evals.cases import Question, SupportPair
from service.evals.ranking import RetrievalOutcome

Row = Mapping[str, object]


def retrieval_row(
    question: Question,
    findings: Findings,
    outcome: RetrievalOutcome,
    latency_ms: float,
) -> Row:
    """The passages found, each with the places of the evidence items that it hits."""
    passages = [
        {
            "source": passage.source,
            "paragraphs": list(passage.paragraphs),
            "score": passage.score,
            "hits": sorted(judged.hits),
            "oversized": judged.oversized,
        }
        for passage, judged in zip(findings.passages, outcome.ranked, strict=True)
    ]
    return {
        **_head(question),
        "evidence": _evidence(question, [judged.hits for judged in outcome.ranked]),
        "passages": passages,
        "metrics": outcome.figures,
        "degraded": findings.degraded,
        "latency_ms": latency_ms,
    }


def answer_row(question: Question, answer: Answer, judged: JudgedAnswer, latency_ms: float) -> Row:
    """The answer, its verdicts, and its citations with the evidence items that they hit."""
    sentences = [
        {"text": each.text, "citations": list(each.citations), **each.support.model_dump()}
        for each in answer.sentences
    ]
    return {
        **_head(question),
        "answer_any": list(question.answer_any),
        "refuse": question.refuse,
        "status": answer.status,
        "reason": answer.refusal.reason if answer.refusal else None,
        "confidence": answer.receipt.confidence,
        "text": answer.text,
        "correct": judged.outcome.correct,
        "sentences": sentences,
        "citations": [_citation(each) for each in judged.citations],
        "evidence": _evidence(question, [each.hits for each in judged.citations]),
        "degraded": answer.degraded,
        "latency_ms": latency_ms,
    }


def support_row(pair: SupportPair, support: Support, latency_ms: float) -> Row:
    """The label that people gave, and the verdict and score of the checker."""
    return {
        "id": pair.id,
        "claim": pair.claim,
        "label": pair.label,
        "verdict": support.verdict,
        "score": support.score,
        "latency_ms": latency_ms,
    }


def _head(question: Question) -> Row:
    return {"id": question.id, "question": question.text, "kind": question.kind}


def _evidence(question: Question, hits: Sequence[frozenset[int]]) -> list[Row]:
    """Each evidence item with the rank, from 1, of what hits it first; None where nothing does."""
    first: dict[int, int] = {}
    for rank, places in enumerate(hits, 1):
        for place in places:
            first.setdefault(place, rank)
    return [
        {**item.model_dump(exclude_none=True), "hit_by": first.get(place)}
        for place, item in enumerate(question.evidence)
    ]


def _citation(judged: JudgedCitation) -> Row:
    citation = judged.citation
    return {
        "number": citation.number,
        "source": citation.article.source,
        "paragraph": citation.paragraph,
        "quote": citation.quote,
        "hits": sorted(judged.hits),
        "resolved": judged.resolved,
    }
