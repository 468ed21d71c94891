"""Which language an article is in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_FEWEST_LETTERS = 60
_READ_CHARACTERS = 2_000
_LEAST_CONFIDENCE = 0.5
_UNDECIDED = "und"


def language_of(body: Sequence[str]) -> str | None:
    """Give the ISO 639-1 code of the body's language, None where the text is too short to tell."""
    text = ""
    for paragraph in body:
        text = f"{text} {paragraph}"[:_READ_CHARACTERS]
        if len(text) == _READ_CHARACTERS:
            break
    if sum(character.isalpha() for character in text) < _FEWEST_LETTERS:
        return None
    code, _ = _identifier().classify(text)
    return None if code == _UNDECIDED else str(code)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Load the model once, kept to two-letter codes: the others draw English to its creoles."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=_LEAST_CONFIDENCE
    )
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
