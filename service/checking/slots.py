"""Whether each name and number stands among the same words in the evidence as in the claim.

A name that the evidence does hold, put in another's place, is found only so: the
words around it are said of somebody else there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from service.checking.coverage import Features, Rarity
from service.checking.lexicon import CALENDAR, STOP_STEMS
from service.checking.words import Words

_SLOTS = 12
_AROUND = 8
_RIVALS = 40
_OCCURRENCES = 20
_FADING = 0.85
_REACH = 40
_KINDS = {
    "a": "a", "an": "a", "the": "the", "in": "in", "at": "in", "near": "in", "of": "of",
    "to": "to", "from": "in", "by": "by", "with": "by", "against": "by", "for": "of",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Slot:
    """A name or number of the claim.

    `own` is the share of the words around it that stand near it in the evidence, `rival`
    the highest such share of another name or number there; `seen` says whether it has a
    neighbour in common, `rival_seen` whether only a rival has.
    """

    own: float
    rival: float
    seen: bool
    rival_seen: bool


def slot_features(claim: Words, evidence: Words, rarity: Rarity) -> Features:
    """How well the claim's names and numbers sit; a claim without any sits halfway."""
    slots = list(_slots(claim, evidence, rarity))
    count = max(1, len(slots))
    margins = [slot.own - slot.rival for slot in slots]
    return {
        "slots": float(len(slots)),
        "sits_worst": min((slot.own for slot in slots), default=0.5),
        "sits": sum(slot.own for slot in slots) / count if slots else 0.5,
        "margin_worst": min(margins, default=0.0),
        "margin": sum(margins) / count,
        "strange": sum(not slot.seen for slot in slots) / count,
        "taken": float(sum(slot.rival_seen and not slot.seen for slot in slots)),
        "named_twice": float(_named_twice(claim, evidence)),
        **_fit_features(claim, evidence),
        "counted_otherwise": float(_counted_otherwise(claim, evidence)),
    }


def _slots(claim: Words, evidence: Words, rarity: Rarity) -> Iterator[_Slot]:
    wanted = frozenset(claim.wanted)
    numbers = {f"{value:.12g}" for value in evidence.numbers}
    names = sorted(evidence.names - wanted)[:_RIVALS]
    others = sorted(numbers - wanted)[:_RIVALS]
    beside = frozenset(pairwise(evidence.keys))
    for place in _places(claim, evidence):
        word = claim.words[place]
        rivals = names if word.value is None else others
        around = _around(claim, place, rarity)
        seen, rival_seen = _neighbours(claim, place, beside, rivals)
        yield _Slot(
            own=_standing(word.key, around, evidence),
            rival=max((_standing(rival, around, evidence) for rival in rivals), default=0.0),
            seen=seen,
            rival_seen=rival_seen,
        )


def _places(claim: Words, evidence: Words) -> list[int]:
    """The places of the claim's names and numbers that the evidence has."""
    return [
        place
        for place, word in enumerate(claim.words)
        if word.content
        and word.key in evidence.places
        and (word.value is not None or word.capital or word.key in evidence.names | CALENDAR)
    ][:_SLOTS]


def _around(claim: Words, place: int, rarity: Rarity) -> dict[str, float]:
    """The nearest words of the same sentence, fading with their order."""
    here = claim.words[place]
    near = sorted(
        (abs(other - place), other)
        for other in range(max(0, place - 10), min(len(claim.words), place + 11))
        if claim.words[other].content
        and claim.words[other].sentence == here.sentence
        and claim.words[other].key != here.key
    )
    around: dict[str, float] = {}
    for order, (_, other) in enumerate(near[:_AROUND]):
        key = claim.words[other].key
        around.setdefault(key, rarity(key) * _FADING**order)
    return around


def _standing(key: str, around: Mapping[str, float], evidence: Words) -> float:
    """The share of the words around that stand near an occurrence of `key`."""
    total = sum(around.values())
    if not total:
        return 0.0
    places = evidence.places.get(key, ())[:_OCCURRENCES]
    sums = (
        sum(
            weight * max(_nearness(evidence, place, found) for found in evidence.places[word])
            for word, weight in around.items()
            if word in evidence.places
        )
        for place in places
    )
    return max(sums, default=0.0) / total


def _nearness(evidence: Words, one: int, other: int) -> float:
    gap = abs(one - other)
    if gap > _REACH:
        return 0.0
    same = evidence.words[one].sentence == evidence.words[other].sentence
    return (1.0 if same else 0.4) * (1.0 if gap <= 6 else 0.8 if gap <= 12 else 0.5)


def _neighbours(
    claim: Words, place: int, beside: frozenset[tuple[str, str]], rivals: Iterable[str]
) -> tuple[bool, bool]:
    """Whether the word, and whether a rival, has one of the claim's neighbours."""
    key = claim.keys[place]
    before = claim.keys[place - 1] if place else ""
    after = claim.keys[place + 1] if place + 1 < len(claim.keys) else ""
    seen = (before, key) in beside or (key, after) in beside
    rival = any(
        (before not in STOP_STEMS and (before, each) in beside)
        or (after not in STOP_STEMS and (each, after) in beside)
        for each in rivals
    )
    return seen, rival


def _fit_features(claim: Words, evidence: Words) -> Features:
    """Names that follow or precede a kind of word which they never do in the evidence.

    Who is seen in no "in …" there is no place; who has no "a …" is no thing.
    """
    names = [place for place in _places(claim, evidence) if claim.words[place].value is None]
    odd_left = odd_right = 0
    for place in names:
        there = evidence.places[claim.keys[place]]
        left, right = _kind_before(claim, place), _kind_after(claim, place)
        odd_left += left not in {_kind_before(evidence, each) for each in there}
        odd_right += right not in {_kind_after(evidence, each) for each in there}
    count = max(1, len(names))
    return {
        "odd_left": odd_left / count,
        "odd_right": odd_right / count,
        "odd_any": float(odd_left + odd_right),
        "odd_article": float(
            sum(
                _kind_before(claim, place) in {"a", "in"}
                and _kind_before(claim, place)
                not in {_kind_before(evidence, each) for each in evidence.places[claim.keys[place]]}
                for place in names
            )
        ),
    }


def _kind_before(text: Words, place: int) -> str:
    word = text.words[place]
    if not place or text.words[place - 1].sentence != word.sentence:
        return "start"
    before = text.words[place - 1]
    return "name" if before.named else _KINDS.get(before.low, "word" if before.content else "small")


def _kind_after(text: Words, place: int) -> str:
    word = text.words[place]
    if place + 1 >= len(text.words) or text.words[place + 1].sentence != word.sentence:
        return "end"
    after = text.words[place + 1]
    if after.low in {"s", "and", "of"}:
        return after.low
    return "name" if after.named else "word" if after.content else "small"


def _counted_otherwise(claim: Words, evidence: Words) -> int:
    """Numbers whose noun the evidence gives with another number, and never with this one."""
    count = 0
    for place, word in enumerate(claim.words):
        if word.value is None or word.low == "one":
            continue
        noun = next((each.key for each in claim.words[place + 1 : place + 4] if each.content), "")
        before = [
            each.value
            for found in evidence.places.get(noun, ())
            for each in evidence.words[max(0, found - 3) : found]
            if each.value is not None
        ]
        count += bool(before) and word.value not in before
    return count


def _named_twice(claim: Words, evidence: Words) -> int:
    """Names that one sentence of the claim gives twice: seldom written, often a swap."""
    found = Counter(
        (word.sentence, word.key)
        for word in claim.words
        if word.content and (word.named or word.key in evidence.names)
    )
    return sum(count > 1 for count in found.values())
