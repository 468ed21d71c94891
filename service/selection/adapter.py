"""The fitted numbers of the selector: how the encoder's weights change to read pairs.

A matrix changes by the product of a tall and a flat one ("low-rank adaptation",
arXiv 2106.09685), so that 5.4 MB say what 21 would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

PATH = Path(__file__).with_name("adapter.safetensors")
UP, DOWN, SHIFT = ".up", ".down", ".shift"

Weights = Mapping[str, NDArray[np.float32]]


def digest() -> str:
    """A short hash of the fitted numbers."""
    return hashlib.sha256(PATH.read_bytes()).hexdigest()[:12]


def adapted(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The encoder's weights, changed, with `head.weight` and `head.bias`.

    `NAME.up` of shape (out, r) times `NAME.down`, (r, in), is added to the matrix NAME, and
    `NAME.shift` to the vector NAME; what ends in none of these is new.
    """
    changes = {name: values.astype(np.float32) for name, values in load_file(PATH).items()}
    changed = dict(weights)
    for name, values in changes.items():
        if name.endswith(UP):
            matrix = name.removesuffix(UP)
            changed[matrix] = weights[matrix] + values @ changes[matrix + DOWN]
        elif name.endswith(SHIFT):
            vector = name.removesuffix(SHIFT)
            changed[vector] = weights[vector] + values
        elif not name.endswith(DOWN):
            changed[name] = values
    return changed
