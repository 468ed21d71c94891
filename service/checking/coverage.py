"""How much of a claim stands in its evidence, word by word and run by run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from service.checking.words import Words

Features = dict[str, float]
Rarity = Callable[[str], float]


def coverage_features(claim: Words, evidence: Words, rarity: Rarity) -> Features:
    """Shares of the claim's words, weighted by rarity, in the evidence and in parts of it."""
    weights = {key: rarity(key) for key in claim.wanted}
    total = sum(weights.values()) or 1.0
    found = evidence.places.keys()
    missing = [key for key in weights if key not in found]
    shares = [_share(weights, part, total) for part in evidence.sentence_keys]
    ranked = sorted(shares, reverse=True)
    return {
        "covered": 1.0 - sum(weights[key] for key in missing) / total if weights else 0.0,
        "covered_plain": 1.0 - len(missing) / len(weights) if weights else 0.0,
        "best_sentence": ranked[0] if ranked else 0.0,
        "second_sentence": ranked[1] if len(ranked) > 1 else 0.0,
        "best_two": _best_two(weights, evidence.sentence_keys, total),
        "best_pair": _best_pair(weights, evidence.sentence_keys, shares, total),
        "rarest_missing": max((weights[key] for key in missing), default=0.0),
        "missing": float(len(missing)),
        "common_missing": float(sum(weights[key] < 4 for key in missing)),
        **_by_clause(claim, evidence, rarity),
    }


def run_features(claim: Words, evidence: Words, best: Sequence[str]) -> Features:
    """Shares of the claim's word runs in the evidence; `best` is its closest sentence."""
    keys, content = claim.keys, [word.key for word in claim.content]
    there = [word.key for word in evidence.content]
    return {
        "pairs": _shared(list(pairwise(keys)), set(pairwise(evidence.keys))),
        "triples": _shared(_triples(keys), set(_triples(evidence.keys))),
        "content_pairs": _shared(list(pairwise(content)), set(pairwise(there))),
        "longest_run": _longest_run(keys, evidence) / max(1, len(keys)),
        "in_order": _in_order(keys, best) / max(1, len(keys)),
        "inverted": _inverted(content, best),
        "best_used": len(set(best) & set(keys)) / max(1, len(set(best))),
        "cohesion": _cohesion(claim, evidence),
    }


def best_sentence(claim: Words, evidence: Words, rarity: Rarity) -> int:
    """The place among the evidence's sentences of the one that covers most; -1 without any."""
    weights = {key: rarity(key) for key in claim.wanted}
    shares = [_share(weights, part, 1.0) for part in evidence.sentence_keys]
    return max(range(len(shares)), key=shares.__getitem__, default=-1)


def _share(weights: dict[str, float], present: Collection[str], total: float) -> float:
    return sum(weight for key, weight in weights.items() if key in present) / total


def _best_two(weights: dict[str, float], parts: Sequence[frozenset[str]], total: float) -> float:
    """The best of two neighbouring sentences."""
    windows = (here | there for here, there in pairwise([*parts, frozenset()]))
    return max((_share(weights, window, total) for window in windows), default=0.0)


def _best_pair(
    weights: dict[str, float],
    parts: Sequence[frozenset[str]],
    shares: Sequence[float],
    total: float,
) -> float:
    """The best sentence with any other."""
    if not parts:
        return 0.0
    best = parts[max(range(len(parts)), key=shares.__getitem__)]
    return max(_share(weights, best | part, total) for part in parts)


def _by_clause(claim: Words, evidence: Words, rarity: Rarity) -> Features:
    """The weakest of the claim's own sentences, and their mean in one sentence of evidence."""
    whole, single = [], []
    for part in claim.sentences:
        weights = {
            word.key: rarity(word.key) for place in part if (word := claim.words[place]).content
        }
        total = sum(weights.values())
        if total:
            whole.append(_share(weights, evidence.places.keys(), total))
            shares = (_share(weights, keys, total) for keys in evidence.sentence_keys)
            single.append(max(shares, default=0.0))
    return {
        "weakest_covered": min(whole, default=0.0),
        "weakest_sentence": min(single, default=0.0),
        "mean_sentence": sum(single) / max(1, len(single)),
    }


def _shared(wanted: Sequence[object], present: set[object]) -> float:
    return sum(each in present for each in wanted) / max(1, len(wanted))


def _triples(keys: Sequence[str]) -> list[object]:
    return list(zip(keys, keys[1:], keys[2:], strict=False))


def _longest_run(keys: Sequence[str], evidence: Words) -> int:
    best, ending = 0, dict[int, int]()
    for key in keys:
        ending = {place: ending.get(place - 1, 0) + 1 for place in evidence.places.get(key, ())}
        best = max(best, *ending.values(), 0)
    return best


def _in_order(keys: Sequence[str], best: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(best) + 1)
    for key in keys:
        diagonal = 0
        for place, other in enumerate(best, start=1):
            above = row[place]
            row[place] = diagonal + 1 if key == other else max(above, row[place - 1])
            diagonal = above
    return row[-1]


def _inverted(content: Sequence[str], best: Sequence[str]) -> float:
    """The share of word pairs that stand the other way round in the closest sentence."""
    first = {key: place for place, key in reversed(list(enumerate(best)))}
    places = [first[key] for key in content if key in first]
    pairs = len(places) * (len(places) - 1) / 2
    turned = sum(here > there for at, here in enumerate(places) for there in places[at + 1 :])
    return turned / pairs if pairs else 0.0


def _cohesion(claim: Words, evidence: Words) -> float:
    """How near neighbours of the claim stand in the evidence: 1 side by side, towards 0 apart."""
    nearness: defaultdict[int, float] = defaultdict(float)
    for at, (here, there) in enumerate(pairwise(claim.content)):
        gaps = [
            abs(one - other)
            for one in evidence.places.get(here.key, ())[:15]
            for other in evidence.places.get(there.key, ())[:15]
        ]
        if gaps and here.sentence == there.sentence:
            nearness[at] = 1.0 / (1.0 + max(0, min(gaps) - 1) / 4)
    return sum(nearness.values()) / len(nearness) if nearness else 0.0
