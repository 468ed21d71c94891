"""Any sentence-transformers CrossEncoder as the judge; the extra `cross-encoder` installs it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from service.answers import Support
from service.errors import SettingsError

SUPPORTED = 0.5
PARTIAL = 0.25
_YES = ("entail", "support", "consistent", "faithful")


class CrossEncoderJudge:
    """Scores (evidence, claim) with a cross-encoder.

    A model with one output scores support itself; of several labels, the one that is
    called entailment (or supported, consistent, faithful) is the score.
    """

    def __init__(self, model: str) -> None:
        """Load the model by its name or path.

        Raises:
            SettingsError: sentence-transformers is not installed, the model cannot be
                loaded, or none of its labels means support.
        """
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as fault:
            raise SettingsError(
                "checker 'cross_encoder' needs sentence-transformers: "
                "install nutgraf[cross-encoder]"
            ) from fault
        try:
            self._encoder: Any = CrossEncoder(model)
        except (OSError, ValueError) as fault:
            raise SettingsError(
                f"cross-encoder {model!r} cannot be loaded ({type(fault).__name__}): "
                f"set NUTGRAF_CHECKER_MODEL to the name or the folder of one"
            ) from fault
        self._model = model
        self._label = _supporting(self._encoder.config.id2label, model)

    @property
    def name(self) -> str:
        """The model's name or folder."""
        return f"cross-encoder {self._model}"

    def judge(self, claim: str, evidence: str) -> Support:
        """See `Judge.judge`; a model in this process is never unavailable."""
        from torch.nn import Identity

        outputs = self._encoder.predict([(evidence, claim)], activation_fn=Identity())
        score = _chance(np.asarray(outputs[0], dtype=np.float64).reshape(-1), self._label)
        if score >= SUPPORTED:
            return Support(verdict="supported", score=round(score, 3))
        verdict = "partial" if score >= PARTIAL else "unsupported"
        return Support(verdict=verdict, score=round(score, 3))


def _supporting(labels: dict[int, str], model: str) -> int:
    """The place of the label that means support."""
    if len(labels) == 1:
        return 0
    named = {place: label.lower() for place, label in labels.items()}
    for place, label in named.items():
        if label.startswith(_YES):
            return int(place)
    raise SettingsError(
        f"cross-encoder {model!r} has the labels {sorted(labels.values())!r}, none of which "
        f"says entailment: choose one for natural language inference"
    )


def _chance(logits: np.ndarray[Any, np.dtype[np.float64]], label: int) -> float:
    if len(logits) == 1:
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, float(logits[0])))))
    shares = np.exp(logits - logits.max())
    return float(shares[label] / shares.sum())
