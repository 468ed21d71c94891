"""By which model an archive was embedded, as its record has it."""

from __future__ import annotations

import re
from pathlib import Path

from index.embedding import EmbeddingModel
from index.record.store import FILE_NAME, Record

MODEL_FACT = "embedding"
_DIMENSION = re.compile(r"\((\d+) dimensions, by sentence, \w+\)$")


def named(model: EmbeddingModel) -> str:
    """What the record calls a model: another text is another model, whose vectors do not fit."""
    return f"{model.name} ({model.dimension} dimensions, by sentence, {model.fingerprint[:12]})"


def known_dimension(data_dir: Path, model: str, *, read_only: bool = False) -> int | None:
    """How long the vectors of a model are that the archive of `data_dir` was embedded by.

    Args:
        data_dir: The folder, owned by this process.
        model: What `EmbeddingModel.name` begins with.
        read_only: Write nothing in it.

    Returns:
        None where there is no archive, or none of this model.
    """
    if not (data_dir / FILE_NAME).exists():
        return None
    record = Record.open(data_dir, read_only=read_only)
    try:
        known = record.fact(MODEL_FACT) or ""
    finally:
        record.close()
    told = _DIMENSION.search(known)
    return int(told[1]) if told and known.startswith(f"{model} (") else None
