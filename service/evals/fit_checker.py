"""Fits the built-in checker's numbers on labelled pairs: `python -m service.evals.fit_checker`.

The pairs stay where they are; what is written is word counts, weights, trees and
thresholds. The same files give the same numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from service.checking.comparison import compare
from service.checking.fitted import Fitted, digest_of, parse
from service.checking.rules import breaks_rule
from service.checking.words import read
from service.evals.cases import SupportPair, load_pairs
from service.evals.fitting import Flags, Floats, Pairs, fit

FEWEST_TEXTS = 3
FEWEST_WORDS = 4


@click.command()
@click.option("--pairs", "folder", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(folder: Path, out: Path) -> None:
    """Fit the checker on every .jsonl of a folder and write its numbers."""
    files = sorted(folder.glob("*.jsonl"))
    sets = [load_pairs(path).cases for path in files]
    counted = _counted(sets)
    pairs = _measured(sets, parse(_signed(counted)))
    numbers = {**counted, "scorer": fit(pairs, [path.stem for path in files], tell=click.echo)}
    out.write_text(json.dumps(_signed(numbers), separators=(",", ":")) + "\n", encoding="utf-8")


def _counted(sets: Sequence[Sequence[SupportPair]]) -> dict[str, Any]:
    """Word counts over the distinct evidence, and a scorer that says nothing yet."""
    texts = dict.fromkeys(pair.evidence for pairs in sets for pair in pairs)
    held: Counter[str] = Counter()
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        words = read(text).words
        held.update({word.key for word in words if word.content})
        for word in words:
            if word.value is None and not word.opens:
                (capital if word.capital else small)[word.low] += 1
    common = [
        word for word, n in small.items() if n >= FEWEST_WORDS and n > capital[word] and word[1:]
    ]
    silent = {
        "features": [], "mean": [], "scale": [], "weights": [], "bias": 0.0, "trees": [],
        "supported": 0.5, "partial": 0.25, "figures": {},
    }  # fmt: skip
    return {
        "documents": len(texts),
        "counts": {key: n for key, n in sorted(held.items()) if n >= FEWEST_TEXTS},
        "common": " ".join(sorted(common)),
        "scorer": silent,
    }


def _signed(numbers: dict[str, Any]) -> dict[str, Any]:
    return {"digest": digest_of(numbers), "numbers": numbers}


def _measured(sets: Sequence[Sequence[SupportPair]], fitted: Fitted) -> Pairs:
    rows: list[dict[str, float]] = []
    flat = [(origin, pair) for origin, pairs in enumerate(sets) for pair in pairs]
    with click.progressbar(flat, label="Measuring") as bar:
        for _, pair in bar:
            rows.append(
                compare(pair.claim, pair.evidence, rarity=fitted.rarity, common=fitted.common)
            )
    origin = np.array([each for each, _ in flat])
    supported = np.array([pair.label == "supported" for _, pair in flat])
    known: dict[str, int] = {}
    return Pairs(
        origin=origin,
        group=np.array([known.setdefault(pair.evidence, len(known)) for _, pair in flat]),
        supported=supported,
        partial=np.array([pair.label == "partial" for _, pair in flat]),
        broken=np.array([breaks_rule(row) for row in rows]),
        weight=_weights(origin, supported),
        columns={name: np.array([row[name] for row in rows]) for name in rows[0]},
    )


def _weights(origin: NDArray[np.int64], supported: Flags) -> Floats:
    weights = np.zeros(len(origin))
    for each in np.unique(origin):
        for label in (True, False):
            chosen = (origin == each) & (supported == label)
            weights[chosen] = 500 / max(1, chosen.sum())
    return weights


if __name__ == "__main__":
    main()
