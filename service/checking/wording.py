"""Small words that turn a claim: pronouns, opposites, hedges, absolutes, comparisons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from service.checking.coverage import Features
from service.checking.lexicon import (
    ABSOLUTES,
    COMPARATIVES,
    HEDGES,
    OPPOSITES,
    PRONOUNS,
)
from service.checking.words import Words, read

_QUOTED = re.compile(r"[\"“].*?[\"”]|``.*?''", re.DOTALL)


def wording_features(claim: Words, evidence: Words, best: Sequence[str]) -> Features:
    """Counts of small words that the claim has and its evidence has not, or the reverse."""
    said, there, near = set(claim.keys), evidence.places.keys(), frozenset(best)
    missing = [key for key in claim.wanted if key not in there]
    away = [key for key in claim.wanted if key not in near]
    return {
        "opposites": float(sum(bool(_contrary(key) & near) for key in missing)),
        "opposites_near": float(sum(bool(_contrary(key) & near) for key in away)),
        "hedges_lost": float(len((near & HEDGES) - said)),
        "hedges_new": float(len((said & HEDGES) - there)),
        "absolutes_new": float(len((said & ABSOLUTES) - near)),
        "comparatives": float(len(said & COMPARATIVES)),
        "comparatives_new": float(len((said & COMPARATIVES) - near)),
        "denials": float(sum(word.negates for word in claim.words)),
    }


def pronoun_features(claim: str, evidence: Words) -> Features:
    """Pronouns of the claim, quotations left out, against those of the evidence."""
    used = [
        PRONOUNS[word.low] for word in read(_QUOTED.sub(" ", claim)).words if word.low in PRONOUNS
    ]
    known = Counter(PRONOUNS[word.low] for word in evidence.words if word.low in PRONOUNS)
    gendered = [kind for kind in used if kind in "mf"]
    people = known["m"] + known["f"]
    other = {"m": "f", "f": "m"}
    lean = sum(known[kind] - known[other[kind]] for kind in gendered)
    return {
        "pronouns": float(len(used)),
        "pronouns_new": float(sum(kind not in known for kind in used)),
        "speaker": float(used.count("speaker")),
        "gender": lean / len(gendered) / people if gendered and people else 0.0,
    }


def _contrary(key: str) -> frozenset[str]:
    return OPPOSITES.get(key, frozenset())
