"""Vectors that came from a foreign model, checked before anything trusts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors
from index.errors import OperatorError


def unit_rows(
    rows: Sequence[Sequence[float]], *, count: int, dimension: int | None, source: str
) -> Vectors:
    """Make an array of shape (count, dimension), rows of norm 1, out of `rows`.

    Args:
        rows: one vector a text.
        count: how many texts were sent.
        dimension: what the vectors must have; None takes any, the same for all.
        source: who made the rows, for the message.

    Raises:
        OperatorError: when a vector is missing, too long, too short, zero or not finite.
    """
    if len(rows) != count:
        raise OperatorError(
            f"{source} made {len(rows)} vectors of {count} texts: use another model"
        )
    lengths = sorted({len(row) for row in rows})
    if len(lengths) != 1 or lengths[0] != (dimension or lengths[0]):
        wanted = "of one length" if dimension is None else f"of length {dimension}"
        raise OperatorError(
            f"{source} made vectors of length {', '.join(map(str, lengths))}, not {wanted}: "
            "use another model"
        )
    vectors = np.array(rows, dtype=np.float64)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(norms).all() or not norms.all():
        raise OperatorError(
            f"{source} made a vector of zeros, or one that is not finite: use another model"
        )
    units: Vectors = (vectors / norms).astype(np.float32)
    return units
