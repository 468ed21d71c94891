"""Draft sentences to sentences that may leave: checked, cited, repaired or dropped."""

from __future__ import annotations

from collections.abc import Sequence

from index.terms import folded
from service.answers import (
    AnswerSentence,
    CheckedSentence,
    Citation,
    Disagreement,
    Position,
    Support,
)
from service.checking import Checker
from service.citing import Citations, marked
from service.disagreement.finding import Difference
from service.disagreement.telling import told
from service.drafting import DraftSentence, Evidence, Usage
from service.naming import Naming


class Composition:
    """One answer as it grows. Nothing enters it unchecked.

    `faults` say why it was checked by less than what is configured, if it was, and `used`
    counts what its checks took, also of what did not enter it.
    """

    def __init__(self, evidence: Sequence[Evidence], checker: Checker) -> None:
        self._evidence = {each.number: each for each in evidence}
        self._checker = checker
        self._citations = Citations()
        self._said: set[str] = set()
        self.sentences: list[AnswerSentence] = []
        self.disagreements: tuple[Disagreement, ...] = ()
        self.faults: list[str] = []
        self.used = Usage()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that its sentences use, by number."""
        return self._citations.all

    @property
    def text(self) -> str:
        """The sentences with their marks, as one paragraph."""
        return " ".join(marked(each.text, each.citations) for each in self.sentences)

    def take(self, draft: DraftSentence) -> CheckedSentence | None:
        """Add a draft sentence if its evidence supports it, else its evidence instead.

        Returns:
            What was added; None when nothing was: no evidence, or said before.
        """
        cited = [self._evidence[number] for number in draft.evidence if number in self._evidence]
        if not cited:
            return None
        support = self._checker.check(draft.text, " ".join(each.quote for each in cited))
        self._note(support)
        if support.verdict == "supported":
            return self._add(draft.text, cited, support)
        best = max(cited, key=lambda each: each.score)
        return self._add(best.quote, [best], Support(verdict="supported", score=1.0))

    def _note(self, support: Support) -> None:
        if support.usage is not None:
            self.used += Usage(**support.usage)
        if support.degraded is not None and support.degraded not in self.faults:
            self.faults.append(support.degraded)

    def differ(self, difference: Difference) -> CheckedSentence | None:
        """Say what articles differ on; None where a value does not stand in what it cites."""
        if not all(each.value in each.evidence.quote for each in difference.positions):
            return None
        cited = [
            evidence for each in difference.positions for evidence in (each.evidence, *each.copies)
        ]
        checked = self._add(told(difference), cited, Support(verdict="supported", score=1.0))
        positions = tuple(
            Position(
                value=each.value,
                citation=self._citations.cite(each.evidence),
                copies=tuple(self._citations.cite(copy) for copy in each.copies),
            )
            for each in difference.positions
        )
        self.disagreements = (Disagreement(about=difference.about, positions=positions),)
        return checked

    def name(self, naming: Naming) -> CheckedSentence | None:
        """Say whom the outlets name; None where the answer says so already, or one does not.

        Each quote has to hold the last word of the name, and one of them all of it.
        """
        whole, short = naming.name, naming.name.split()[-1]
        quotes = [each.quote for each in naming.evidence]
        is_stated = any(whole in each for each in quotes) and all(short in each for each in quotes)
        if whole in self.text or not is_stated:
            return None
        outlets = [each.article.outlet or each.article.title for each in naming.evidence]
        said = f"{', '.join(outlets[:-1])} and {outlets[-1]} name {whole}."
        return self._add(said, naming.evidence, Support(verdict="supported", score=1.0))

    def _add(
        self, text: str, cited: Sequence[Evidence], support: Support
    ) -> CheckedSentence | None:
        key = folded(text)
        if key in self._said:
            return None
        self._said.add(key)
        known = len(self._citations.all)
        numbers = tuple(sorted({self._citations.cite(each).number for each in cited}))
        sentence = AnswerSentence(text=text, citations=numbers, support=support)
        self.sentences.append(sentence)
        return CheckedSentence(sentence=sentence, citations=self._citations.all[known:])
