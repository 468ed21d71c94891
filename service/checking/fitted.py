"""The numbers that were fitted on labelled pairs, and the score that they give.

`service.evals.fit_checker` writes them; nothing here learns.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from service.errors import SettingsError

FILE = "fitted.json"


@dataclass(frozen=True, slots=True)
class Tree:
    """A regression tree: at node `i`, `feature[i]` under `threshold[i]` goes left.

    A leaf has the feature -1 and adds its `value`.
    """

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def add(self, row: Sequence[float]) -> float:
        """What the tree adds to the logit of a row of features."""
        node = 0
        while (feature := self.feature[node]) >= 0:
            node = (self.left if row[feature] <= self.threshold[node] else self.right)[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class Scorer:
    """A logistic regression over named features, corrected by small trees.

    `supported` and `partial` are the lowest scores of these verdicts. `figures` are
    the error rates on pairs that the numbers were not fitted on.
    """

    features: tuple[str, ...]
    mean: Sequence[float]
    scale: Sequence[float]
    weights: Sequence[float]
    bias: float
    trees: Sequence[Tree]
    supported: float
    partial: float
    figures: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """The chance that a claim with these features is supported, from 0 to 1."""
        row = [features[name] for name in self.features]
        logit = self.bias + sum(
            weight * (value - mean) / scale
            for weight, value, mean, scale in zip(
                self.weights, row, self.mean, self.scale, strict=True
            )
        )
        logit += sum(tree.add(row) for tree in self.trees)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class Fitted:
    """All fitted numbers: how common words are, and what features weigh.

    `counts` says in how many of `documents` texts a key stands; `common` holds words
    that are mostly written small.
    """

    digest: str
    documents: int
    counts: Mapping[str, int]
    common: frozenset[str]
    scorer: Scorer

    def rarity(self, key: str) -> float:
        """The inverse document frequency of a key."""
        return math.log((self.documents + 1) / (self.counts.get(key, 0) + 1))


@cache
def shipped() -> Fitted:
    """The numbers that come with the package, read once.

    Raises:
        SettingsError: the file does not match its own digest.
    """
    return parse(json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8")))


def parse(data: dict[str, Any]) -> Fitted:
    """Take apart what `fit_checker` wrote.

    Raises:
        SettingsError: the numbers do not match their digest.
    """
    digest = digest_of(data["numbers"])
    if digest != data["digest"]:
        raise SettingsError(
            f"the checker's numbers have the digest {digest!r}, not {data['digest']!r}: "
            f"reinstall nutgraf, or fit them anew with service.evals.fit_checker"
        )
    numbers = data["numbers"]
    return Fitted(
        digest=digest,
        documents=numbers["documents"],
        counts=numbers["counts"],
        common=frozenset(numbers["common"].split()),
        scorer=_scorer(numbers["scorer"]),
    )


def digest_of(numbers: Mapping[str, Any]) -> str:
    """The SHA-256 of the numbers in canonical JSON."""
    return sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


def _scorer(data: Mapping[str, Any]) -> Scorer:
    return Scorer(
        **{name: value for name, value in data.items() if name not in {"features", "trees"}},
        features=tuple(data["features"]),
        trees=tuple(Tree(**tree) for tree in data["trees"]),
    )
