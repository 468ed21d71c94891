"""The story of an answer: find, gather, draft, check, cite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from service.answers import (
    Answer,
    AnswerEvent,
    Ask,
    CheckedSentence,
    Findings,
    Meta,
    Mode,
    Refusal,
    Search,
)
from service.cancellation import Cancellation
from service.candidates import Retrieved, found_passages
from service.checking import Checker
from service.citing import citation
from service.clock import Clock
from service.composing import Composition
from service.disagreement.finding import DifferenceFinder
from service.drafting import Drafter, Evidence, Usage
from service.errors import ModelUnavailable
from service.evidence import EvidenceFinder, Grounds
from service.naming import shared_name
from service.reasons import DOUBTFUL, TOO_WEAK, require_question, why_nothing, why_unclear
from service.receipts import ReceiptBook
from service.refusal import RefusalRule
from service.retrieval import Retriever

NEAREST = 3


@dataclass(slots=True)
class _Course:
    """What is known of one answer while it is made."""

    id: str
    ask: Ask
    retrieved: Retrieved
    clock: Clock
    cancellation: Cancellation
    faults: list[str] = field(default_factory=list)
    drafter: Drafter | None = None
    usage: Usage = field(default_factory=Usage)
    confidence: float | None = None

    @property
    def question(self) -> str:
        """The question as a drafter is asked it: a follow-up with what it follows."""
        return self.retrieved.query.text if self.ask.conversation else self.ask.question


class Answerer:
    """Answers questions from the archive, or says that it cannot."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        finder: EvidenceFinder,
        drafters: Mapping[Mode, Sequence[Drafter]],
        checker: Checker,
        refusal: RefusalRule,
        differences: DifferenceFinder,
        receipts: ReceiptBook,
        at_work: AbstractContextManager[object],
        new_id: Callable[[], str],
    ) -> None:
        """Make an answerer.

        Args:
            retriever: Finds passages.
            finder: Picks their sentences that may answer.
            drafters: For each mode, who drafts; the next one when the one before fails.
                The last of each must not fail, so that no model's fault is an error.
            checker: Judges each drafted sentence.
            refusal: Decides when the evidence is too weak.
            differences: Finds what articles differ on.
            receipts: Writes what made the answer.
            at_work: Held while passages are found, read and compared, which takes a processor;
                not while a draft is waited for.
            new_id: Gives each answer its id.
        """
        self._retriever = retriever
        self._finder = finder
        self._drafters = drafters
        self._checker = checker
        self._refusal = refusal
        self._differences = differences
        self._receipts = receipts
        self._at_work = at_work
        self._new_id = new_id

    def search(self, search: Search) -> Findings:
        """The passages for a question, without an answer."""
        require_question(search)
        retrieved = self._retriever.find(search)
        return Findings(
            question=search.question,
            passages=found_passages(retrieved.candidates),
            degraded=retrieved.degraded,
            receipt=self._receipts.write(
                drafter=None, query=retrieved.query, timings_ms=retrieved.timings_ms
            ),
        )

    def evidence(self, search: Search) -> Grounds:
        """What an answer would rest on, and how strong it is, by which it would be refused."""
        return self._finder.find(self._retriever.find(search))

    def ask(self, ask: Ask) -> Answer:
        """The whole answer.

        Raises:
            InvalidRequest: the question is empty.
            NothingMatches, UnknownArticle, DeletedArticle: the filters leave nothing.
        """
        answer = [event for event in self.stream(ask) if isinstance(event, Answer)]
        return answer[-1]

    def stream(
        self, ask: Ask, *, cancellation: Cancellation | None = None
    ) -> Iterator[AnswerEvent]:
        """The answer as it is made: `Meta`, checked sentences, then the whole `Answer`.

        Closing the iterator between two events cancels the model's call; `cancellation`
        does so from another thread, also while the model is waited for. Raises as `ask` does.
        """
        require_question(ask)
        clock = Clock()
        with self._at_work:
            retrieved = self._retriever.find(ask)
        clock.stop("retrieval")
        course = _Course(self._new_id(), ask, retrieved, clock, cancellation or Cancellation())
        if retrieved.degraded:
            course.faults.append(retrieved.degraded)
        yield Meta(
            id=course.id, question=ask.question, passages=found_passages(retrieved.candidates)
        )
        if (reason := why_unclear(ask)) is not None:
            yield self._refused(course, (), reason)
            return
        with self._at_work:
            grounds = self._finder.find(retrieved)
        clock.stop("evidence")
        if grounds.evidence:
            course.confidence = self._refusal.confidence(grounds.strength)
        if not grounds.evidence:
            yield self._refused(course, (), why_nothing(retrieved))
        elif self._refusal.refuses(grounds.strength):
            yield self._refused(course, grounds.evidence, TOO_WEAK)
        else:
            yield from self._answered(course, grounds)

    def _answered(self, course: _Course, grounds: Grounds) -> Iterator[AnswerEvent]:
        evidence = grounds.evidence
        composition = Composition(evidence, self._checker)
        for drafter in self._drafters[course.ask.mode]:
            course.drafter = drafter
            yield from self._drafted(course, drafter, composition, evidence)
            if composition.sentences:
                break
        course.faults.extend(composition.faults)
        course.usage += composition.used
        course.clock.stop("draft")
        if not composition.sentences:
            yield self._refused(course, evidence, TOO_WEAK)
            return
        naming = shared_name(course.retrieved.query, grounds.likely)
        if naming is not None and (said := composition.name(naming)) is not None:
            yield said
        yield from self._differing(course, composition, evidence)
        yield self._answer(
            course,
            status="answered",
            text=composition.text,
            doubt=DOUBTFUL if self._refusal.doubts(grounds.strength) else None,
            sentences=tuple(composition.sentences),
            citations=composition.citations,
            disagreements=composition.disagreements,
        )

    def _drafted(
        self,
        course: _Course,
        drafter: Drafter,
        composition: Composition,
        evidence: Sequence[Evidence],
    ) -> Iterator[CheckedSentence]:
        """Checked sentences of one drafter; its failure is noted, not raised."""
        try:
            draft = drafter.draft(course.question, evidence)
            with course.cancellation.closing(draft):
                for item in draft:
                    if isinstance(item, Usage):
                        course.usage += item
                    elif (checked := composition.take(item)) is not None:
                        yield checked
        except ModelUnavailable as fault:
            course.faults.append(f"{drafter.model}: {fault}")
            return
        if not composition.sentences:
            course.faults.append(f"{drafter.model}: no sentence of its draft held")

    def _differing(
        self, course: _Course, composition: Composition, evidence: Sequence[Evidence]
    ) -> Iterator[CheckedSentence]:
        """One more sentence where the articles differ on what is asked."""
        with self._at_work:
            difference = self._differences.find(course.retrieved, evidence)
        if difference is not None and (said := composition.differ(difference)) is not None:
            yield said
        course.clock.stop("differences")

    def _refused(self, course: _Course, evidence: Sequence[Evidence], reason: str) -> Answer:
        nearest = tuple(
            citation(each, number=number) for number, each in enumerate(evidence[:NEAREST], start=1)
        )
        return self._answer(
            course,
            status="refused",
            text=reason,
            refusal=Refusal(reason=reason, nearest=nearest),
        )

    def _answer(self, course: _Course, **fields: object) -> Answer:
        timings = {**course.retrieved.timings_ms, **course.clock.laps}
        return Answer.model_validate(
            {
                "id": course.id,
                "question": course.ask.question,
                "sentences": (),
                "citations": (),
                "passages": found_passages(course.retrieved.candidates),
                "degraded": "; ".join(course.faults) or None,
                "receipt": self._receipts.write(
                    drafter=course.drafter,
                    query=course.retrieved.query,
                    timings_ms=timings,
                    usage=course.usage,
                    confidence=course.confidence,
                ),
                **fields,
            }
        )
