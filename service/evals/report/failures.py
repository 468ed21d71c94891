"""Every case that failed, with what it takes to see why: passages, answer, missed evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.evals.answers import judge
from service.evals.cases import Question, SupportPair
from service.evals.folder import ROWS, TEXTS, Row, read_lines
from service.evals.ranking import judge as judge_passages
from service.evals.replies import RESULTS, Reply, reply_of

PASSAGES = 10
Failure = dict[str, Any]


@dataclass(slots=True)
class TextPool:
    """Texts by number, each once, so that the page stays small."""

    texts: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a text, which is added where it is new."""
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return self._numbers[text]


def failures(run: Path, pool: TextPool, measures: Mapping[str, str]) -> Iterator[Failure]:
    """The failed cases of a run in the order of its rows; none where it kept no rows.

    Args:
        run: The run's folder.
        pool: Takes the long texts.
        measures: What each trial measures, by its name.
    """
    if not (run / ROWS).exists():
        return
    texts = {line["key"]: line["text"] for line in read_lines(run / TEXTS)}
    for row in read_lines(run / ROWS):
        measure = measures.get(row["trial"])
        if measure is None:
            continue
        failure = _FAILURES[measure](row, texts, pool)
        if failure["why"]:
            yield {"trial": row["trial"], "id": row["id"], **failure}


def _retrieval(row: Row, texts: Mapping[str, str], pool: TextPool) -> Failure:
    question = Question.model_validate_json(json.dumps(row["case"]))
    reply = _reply(row, question, "retrieval", texts)
    top = judge_passages(question, reply.result.passages).ranked[:PASSAGES]
    hits = frozenset[int]().union(*(each.hits for each in top))
    missed = _missed(question, hits) if question.has_evidence else []
    return {
        **_asked(question),
        "why": ["evidence missed"] if missed else [],
        "missed": missed,
        "passages": _passages(reply, [bool(each.hits) for each in top], pool),
    }


def _answers(row: Row, texts: Mapping[str, str], pool: TextPool) -> Failure:
    question = Question.model_validate_json(json.dumps(row["case"]))
    reply = _reply(row, question, "answers", texts)
    judged = judge(question, reply.result, paragraphs=reply)
    outcome = judged.outcome
    hits = frozenset[int]().union(*(each.hits for each in judged.citations))
    shown = judge_passages(question, reply.result.passages[:PASSAGES]).ranked
    why = {
        "wrongly refused": outcome.refused and not question.refuse,
        "not refused": question.refuse and not outcome.refused,
        "wrong": outcome.correct is False and not outcome.refused,
        "evidence not cited": outcome.evidence_hit < outcome.evidence and not outcome.refused,
        "degraded": reply.result.degraded is not None,
    }
    return {
        **_asked(question),
        "why": [reason for reason, holds in why.items() if holds],
        "missed": _missed(question, hits) if question.has_evidence else [],
        "wanted": list(question.answer_any),
        "status": reply.result.status,
        "answer": reply.result.text,
        "verdicts": [
            f"{each.support.verdict} {each.support.score:.2f}" for each in reply.result.sentences
        ],
        "citations": [
            {
                "number": each.citation.number,
                "where": f"{each.citation.article.source}, paragraph {each.citation.paragraph}",
                "text": pool.number(each.citation.quote),
                "hit": bool(each.hits),
            }
            for each in judged.citations
        ],
        "passages": _passages(reply, [bool(each.hits) for each in shown], pool),
    }


def _support(row: Row, texts: Mapping[str, str], pool: TextPool) -> Failure:
    pair = SupportPair.model_validate_json(json.dumps(row["case"]))
    result = _reply(row, pair, "support", texts).result
    wrong = (result.verdict == "supported") != (pair.label == "supported")
    reason = "supported too easily" if result.verdict == "supported" else "support not seen"
    return {
        "question": pair.claim,
        "kind": pair.label,
        "why": [reason] if wrong else [],
        "missed": [],
        "answer": f"{result.verdict}, score {result.score:.2f}; people say {pair.label}",
        "passages": [{"where": "evidence", "text": pool.number(pair.evidence), "hit": False}],
    }


def _reply(row: Row, case: Any, measure: str, texts: Mapping[str, str]) -> Reply[Any, Any]:
    return reply_of(row, case, RESULTS[measure], texts.__getitem__)


def _asked(question: Question) -> Failure:
    turns = [f"{turn.role}: {turn.content}" for turn in question.conversation]
    return {"question": question.text, "kind": question.kind, "turns": turns}


def _missed(question: Question, hits: frozenset[int]) -> list[Failure]:
    return [
        {"article": item.article, "snippet": item.snippet}
        for place, item in enumerate(question.evidence)
        if place not in hits
    ]


def _passages(reply: Reply[Any, Any], hits: list[bool], pool: TextPool) -> list[Failure]:
    return [
        {
            "where": f"{each.title} ({each.source})",
            "text": pool.number(each.text),
            "hit": hit,
        }
        for each, hit in zip(reply.result.passages, hits, strict=False)
    ]


_FAILURES = {"retrieval": _retrieval, "answers": _answers, "support": _support}
