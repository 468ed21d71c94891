"""What a suite comes to: trials, each one set measured one way with one choice of settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from service.answers import Mode
from service.errors import InvalidRequest
from service.evals.cases import CaseFile, Question, load_pairs
from service.evals.catalogue import Measure
from service.evals.corpus import corpus_digest
from service.evals.question_files import load_any_questions
from service.evals.suite import QuestionSet, Suite, Value, located

AFTER_SEARCH = frozenset(
    """refusal_threshold evidence_passages evidence_sentences prompt local_prompt prompt_tokens
    llm_base_url llm_model llm_deadline_s selector""".split()
)
"""Settings that change nothing of what is found, so that retrieval is measured once for all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One set, measured one way. Trials of two runs are compared by name.

    `changes` are the values of the settings that the set sweeps; `mode` says who
    drafts, where answers are asked for.
    """

    of: QuestionSet
    measure: Measure
    mode: Mode | None
    changes: Mapping[str, Value]
    cases: CaseFile[Any]
    articles: Path | None

    @property
    def name(self) -> str:
        """Such as `press/answers/extractive/refusal_threshold=0.5`."""
        swept = (f"{name}={value}" for name, value in sorted(self.changes.items()))
        return "/".join((self.of.name, self.measure, *filter(None, [self.mode]), *swept))

    def described(self) -> dict[str, Any]:
        """What it is made of, for the run's manifest."""
        return {
            "trial": self.name,
            "set": self.of.name,
            "measure": self.measure,
            "mode": self.mode,
            "changes": dict(self.changes),
            "cases": len(self.cases.cases),
            "cases_sha256": self.cases.sha256,
            "articles_sha256": corpus_digest(self.articles) if self.articles else None,
        }


def trials_of(suite: Suite, *, folders: Sequence[Path], only: tuple[str, ...] = ()) -> list[Trial]:
    """The trials of a suite in its order; those that need the same archive stand together.

    Args:
        suite: What to measure.
        folders: Where its paths may begin, the first that has the file.
        only: The names of the sets to measure; all where none are given.

    Raises:
        InvalidRequest: a file cannot be read, a set has no question of the kinds that it
            names, or there is no set of a name in `only`.
    """
    names = [each.name for each in suite.sets]
    for name in only:
        if name not in names:
            raise InvalidRequest(f"no set {name!r} in suite {suite.name!r}: it has {names!r}")
    chosen = [each for each in suite.sets if not only or each.name in only]
    return [trial for each in chosen for trial in _trials(each, folders)]


def _trials(of: QuestionSet, folders: Sequence[Path]) -> Iterator[Trial]:
    cases = _cases(of, folders)
    if of.pairs is not None:
        yield Trial(of, "support", None, {}, cases, None)
        return
    articles = located(of.articles, folders) if of.articles else None
    searched: list[dict[str, Value]] = []
    for changes in _combinations(of.sweep):
        shaping = {name: value for name, value in changes.items() if name not in AFTER_SEARCH}
        if "retrieval" in of.measure and shaping not in searched:
            searched.append(shaping)
            yield Trial(of, "retrieval", None, shaping, cases, articles)
        if "answers" in of.measure:
            for mode in of.modes:
                yield Trial(of, "answers", mode, changes, cases, articles)


def _cases(of: QuestionSet, folders: Sequence[Path]) -> CaseFile[Any]:
    if of.pairs is not None:
        return load_pairs(located(of.pairs, folders), limit=of.limit)
    if of.questions is None:
        raise InvalidRequest(f"set {of.name!r} has no questions")
    whole = load_any_questions(located(of.questions, folders))
    kept = [each for each in whole.cases if not of.kinds or each.kind in of.kinds]
    if not kept:
        kinds = sorted({each.kind for each in whole.cases})
        raise InvalidRequest(
            f"set {of.name!r}: no question is of kind {list(of.kinds)!r}; there are {kinds!r}"
        )
    return replace(whole, cases=tuple(kept[: of.limit]))


def _combinations(sweep: Mapping[str, tuple[Value, ...]]) -> Iterator[dict[str, Value]]:
    for values in product(*sweep.values()):
        yield dict(zip(sweep, values, strict=True))


def evidence_sources(cases: CaseFile[Question]) -> set[str]:
    """The articles that the evidence of answerable questions names, by source."""
    return {item.article for each in cases.cases if each.has_evidence for item in each.evidence}
