"""The name that several outlets share, where a question across them asks who or which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.terms import folded
from service.analysis import Query
from service.drafting import Evidence
from service.names import names

# Of 326 questions of multihop for a name, .2 names 238 times and wrongly 41, .8 182 and 27.
LEAST_WEIGHT = 0.4
_ASKS_FOR_A_PERSON = re.compile(
    r"\W*(?:who\b|(?:which|what) (?:person|individual)\b)", re.IGNORECASE
)
_ASKS_FOR_A_NAME = re.compile(
    r"\W*(?:who\b|which (?!of\b|two\b|three\b|articles?\b)|what (?:company|companies|team|club"
    r"|person|individual|figure|institution|organi[sz]ation|country|city|player|product|platform"
    r"|entity|group|agency|firm)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """A name, and a sentence of each outlet that has it: whole in one, its last word in all."""

    name: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name where it stands: the sentence, the outlet of the question, and how it is written."""

    outlet: int
    evidence: Evidence
    text: str
    opens: bool

    @property
    def key(self) -> str:
        """What a person or a company is called for short: the last word."""
        return folded(self.text).split()[-1]


def shared_name(query: Query, likely: Sequence[Evidence]) -> Naming | None:
    """The name that most speaks for being asked for; None where none is asked for or shared.

    Each outlet that the question names gives a name as much weight as the sentences that
    hold it are likely to answer; a name of one outlet alone, or of the question, is none.

    Args:
        query: The question, with the outlets that it names.
        likely: Sentences with how likely each is to answer.
    """
    if len(query.outlets) < 2 or not _ASKS_FOR_A_NAME.match(query.asks):
        return None
    of_person = _ASKS_FOR_A_PERSON.match(query.asks) is not None
    asked = frozenset(folded(query.text).split())
    by_key: dict[str, list[_Mention]] = {}
    for mention in _mentions(query, likely):
        if mention.key not in asked:
            by_key.setdefault(mention.key, []).append(mention)
    weights = {key: _weight(found) for key, found in by_key.items()}
    heavy = [key for key, weight in weights.items() if weight >= LEAST_WEIGHT]
    if of_person:
        heavy = [key for key in heavy if _in_several_words(by_key[key])]
    if not heavy:
        return None
    best = by_key[max(heavy, key=lambda key: weights[key])]
    return _naming(_whole(best, of_person=of_person), best)


def _mentions(query: Query, likely: Sequence[Evidence]) -> Iterator[_Mention]:
    """Every name in the sentences of the outlets asked of, each for one of them alone."""
    for evidence in likely:
        asked = (n for n, group in enumerate(query.outlets) if evidence.article.outlet in group)
        outlet = next(asked, None)
        if outlet is not None:
            for name in names(evidence.quote):
                yield _Mention(outlet, evidence, name.text, opens=not name.start)


def _weight(mentions: Sequence[_Mention]) -> float:
    """The sum over outlets of what their sentences are likely, each at most 1."""
    likely: dict[int, dict[int, float]] = {}
    for each in mentions:
        likely.setdefault(each.outlet, {})[each.evidence.number] = each.evidence.score
    if len(likely) < 2:
        return 0.0
    return sum(min(1.0, sum(scores.values())) for scores in likely.values())


def _naming(name: str, mentions: Sequence[_Mention]) -> Naming:
    chosen: dict[int, Evidence] = {}
    for each in sorted(mentions, key=lambda each: -each.evidence.score):
        chosen.setdefault(each.outlet, each.evidence)
    if not any(name in each.quote for each in chosen.values()):
        fullest = next(each for each in mentions if name in each.evidence.quote)
        chosen[fullest.outlet] = fullest.evidence
    return Naming(name, tuple(chosen[place] for place in sorted(chosen)))


def _whole(mentions: Sequence[_Mention], *, of_person: bool) -> str:
    """The name as it is written most often in several words, else in one.

    What is written so but once may be a heading; a person is often named in full but once,
    and one who never is may be no person.
    """
    counts = Counter(each.text for each in mentions)
    several = [form for form in _in_several_words(mentions) if of_person or counts[form] > 1]
    return max(several or counts, key=lambda form: (counts[form], form))


def _in_several_words(mentions: Sequence[_Mention]) -> list[str]:
    """The forms in several words; the one that opens a sentence may have a word too many."""
    return [each.text for each in mentions if " " in each.text and not each.opens]
