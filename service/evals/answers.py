"""Judges one answer: whether it is right, and whether its citations stand on the evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from service.answers import Answer, Citation
from service.evals.cases import Question
from service.evals.matching import citation_hits, contains, normal
from service.evals.metrics import AnswerOutcome
from service.evals.targets import Paragraphs

CITATION_MARK = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class JudgedCitation:
    """A citation and the places of the evidence items that it hits.

    `resolved` is false where no paragraph stands behind its address, which no
    answer should ever show.
    """

    citation: Citation
    hits: frozenset[int]
    resolved: bool


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """What an answer came to, and what each of its citations did."""

    outcome: AnswerOutcome
    citations: tuple[JudgedCitation, ...]


def judge(question: Question, answer: Answer, *, paragraphs: Paragraphs) -> JudgedAnswer:
    """Judge an answer by its question, looking up each cited paragraph in the record."""
    refused = answer.status == "refused"
    given = () if refused else answer.citations
    citations = tuple(_judged(question, citation, paragraphs) for citation in given)
    sentences = () if refused else answer.sentences
    outcome = AnswerOutcome(
        kind=question.kind,
        to_refuse=question.refuse,
        refused=refused,
        correct=is_correct(question, answer),
        citations=len(citations),
        citations_hit=sum(bool(citation.hits) for citation in citations),
        evidence=0 if question.refuse else len(question.evidence),
        evidence_hit=len(frozenset[int]().union(*(each.hits for each in citations))),
        sentences=len(sentences),
        supported=sum(sentence.support.verdict == "supported" for sentence in sentences),
        words=0 if refused else len(plain(answer).split()),
    )
    return JudgedAnswer(outcome=outcome, citations=citations)


def is_correct(question: Question, answer: Answer) -> bool | None:
    """Whether the answer's text contains what a right one contains; a refusal is wrong.

    All of `answer_any` for the kind `multi`, else any of it. Where only "yes"
    and "no" are right answers, the text must begin with one of them as a word.
    None where the question does not say, or is to be refused.
    """
    if question.refuse or not question.answer_any:
        return None
    if answer.status == "refused":
        return False
    text = plain(answer)
    words = {normal(wanted) for wanted in question.answer_any}
    if words <= {"yes", "no"}:
        return re.match(rf"\W*(?:{'|'.join(words)})\b", normal(text)) is not None
    enough: Callable[..., bool] = all if question.kind == "multi" else any
    return enough(contains(text, wanted) for wanted in question.answer_any)


def plain(answer: Answer) -> str:
    """The answer's text without its citation marks, which are no words of it."""
    return CITATION_MARK.sub("", answer.text)


def _judged(question: Question, citation: Citation, paragraphs: Paragraphs) -> JudgedCitation:
    """Evidence of a question to be refused is a distractor, so nothing hits it."""
    text = paragraphs.paragraph_text(citation.article.id, citation.revision, citation.paragraph)
    evidence = () if question.refuse else question.evidence
    hits = citation_hits(evidence, citation, paragraph=text)
    return JudgedCitation(citation=citation, hits=hits, resolved=text is not None)
