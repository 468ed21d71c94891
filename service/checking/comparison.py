"""All that is measured of a claim beside its evidence, as named numbers."""

from __future__ import annotations

import math

from service.checking.coverage import (
    Features,
    Rarity,
    best_sentence,
    coverage_features,
    run_features,
)
from service.checking.exchange import exchanged_facts
from service.checking.facts import missing_facts, turned_negations
from service.checking.slots import slot_features
from service.checking.tearing import is_torn
from service.checking.wording import pronoun_features, wording_features
from service.checking.words import Words, read


def compare(claim: str, evidence: str, *, rarity: Rarity, common: frozenset[str]) -> Features:
    """Measure a claim beside its evidence.

    Args:
        claim: one sentence or a few.
        evidence: the text that it has to rest on.
        rarity: how rare a key is, 0 for the commonest.
        common: words that are mostly written small.
    """
    said, there = read(claim), read(evidence)
    place = best_sentence(said, there, rarity)
    best = [there.keys[each] for each in there.sentences[place]] if there.sentences else []
    missing = len(missing_facts(said, there, common))
    return {
        **coverage_features(said, there, rarity),
        **run_features(said, there, best),
        **slot_features(said, there, rarity),
        **wording_features(said, there, best),
        **pronoun_features(claim, there),
        **_sizes(claim, said, there, place),
        "facts_missing": float(missing),
        "facts_missing_share": missing / max(1, len(said.content)),
        "turned": float(turned_negations(said, there)),
        "exchanged": float(exchanged_facts(said, there)),
        "torn": float(is_torn(said, there)),
    }


def _sizes(claim: str, said: Words, there: Words, place: int) -> Features:
    """How long both are, and what kind of text the claim is."""
    return {
        "claim_words": float(len(said.words)),
        "claim_sentences": float(len(said.sentences)),
        "claim_names": float(sum(word.named for word in said.words)),
        "claim_numbers": float(sum(word.value is not None for word in said.words)),
        "claim_quotes": float(sum(claim.count(mark) for mark in ('"', "“", "``"))),
        "claim_small": float(claim == claim.lower()),
        "evidence_words": math.log1p(len(there.words)),
        "evidence_sentences": math.log1p(len(there.sentences)),
        "place": max(0, place) / max(1, len(there.sentences)),
    }
