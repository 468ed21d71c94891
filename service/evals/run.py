"""Puts a file of cases to the service, one at a time, and gives back figures and rows.

One at a time, because the latencies are part of the result. Every run takes

- `suite`, the name that it carries;
- `progress`, called after each case with how many are done, and of how many;
- `clock`, seconds that only grow.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from service.answers import Ask, Mode, Receipt, Search
from service.evals.cases import Case, CaseFile, Question, SupportPair
from service.evals.replies import Reply, Result
from service.evals.scoring import (
    RETRIEVAL_DEPTH,
    Answered,
    Checked,
    Found,
    Run,
    score_answers,
    score_retrieval,
    score_support,
)
from service.evals.targets import Answerer, Checker, Paragraphs, Searcher

Progress = Callable[[int, int], None]
Clock = Callable[[], float]


def silent(done: int, total: int) -> None:
    """Report no progress."""


def run_retrieval(
    target: Searcher,
    questions: CaseFile[Question],
    *,
    suite: str,
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Search for every question and score what was found, as `score_retrieval` does."""
    replies = _each(questions, partial(search, target, clock=clock), progress)
    return score_retrieval(questions, replies, suite=suite)


def run_answers(
    target: Answerer,
    paragraphs: Paragraphs,
    questions: CaseFile[Question],
    *,
    suite: str,
    mode: Mode = "auto",
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Ask every question and score the answers, as `score_answers` does.

    `paragraphs` looks up what was cited, so that a citation is judged by the record
    and not by what it says of itself; `mode` says which drafter answers.
    """
    put = partial(ask, target, paragraphs, mode=mode, clock=clock)
    return score_answers(questions, _each(questions, put, progress), suite=suite, mode=mode)


def run_support(
    checker: Checker,
    pairs: CaseFile[SupportPair],
    *,
    suite: str,
    made_by: Receipt | None = None,
    progress: Progress = silent,
    clock: Clock = time.perf_counter,
) -> Run:
    """Check every pair and score the verdicts, as `score_support` does."""
    replies = _each(pairs, partial(check, checker, clock=clock), progress)
    return score_support(pairs, replies, suite=suite, checker=checker.figures.name, made_by=made_by)


def search(target: Searcher, question: Question, *, clock: Clock = time.perf_counter) -> Found:
    """Search for one question."""
    asked = Search(
        question=question.text, conversation=question.conversation, top_k=RETRIEVAL_DEPTH
    )
    return _timed(question, lambda: target.search(asked), clock)


def ask(
    target: Answerer,
    paragraphs: Paragraphs,
    question: Question,
    *,
    mode: Mode,
    clock: Clock = time.perf_counter,
) -> Answered:
    """Ask one question, and look up every paragraph that the answer cites."""
    asked = Ask(question=question.text, conversation=question.conversation, mode=mode)
    reply = _timed(question, lambda: target.ask(asked), clock)
    places = {(each.article.id, each.revision, each.paragraph) for each in reply.result.citations}
    texts = {place: paragraphs.paragraph_text(*place) for place in sorted(places)}
    return replace(reply, paragraphs=texts)


def check(checker: Checker, pair: SupportPair, *, clock: Clock = time.perf_counter) -> Checked:
    """Check one pair."""
    return _timed(pair, lambda: checker.check(pair.claim, pair.evidence), clock)


def _timed(case: Case, work: Callable[[], Result], clock: Clock) -> Reply[Case, Result]:
    started = clock()
    result = work()
    return Reply(case, result, (clock() - started) * 1000)


def _each(
    cases: CaseFile[Case],
    put: Callable[[Case], Reply[Case, Result]],
    progress: Progress,
) -> list[Reply[Case, Result]]:
    replies: list[Reply[Case, Result]] = []
    for case in cases.cases:
        replies.append(put(case))
        progress(len(replies), len(cases.cases))
    return replies
