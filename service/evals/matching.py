"""Does this text hold that one? How passages and citations hit evidence.

Texts are compared after NFKC, lower case, straight quotes and white space
folded to one space, so that typesetting never decides a figure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from index.tokens import count_tokens
from service.answers import Citation, FoundPassage
from service.evals.cases import EvidenceItem

MAX_PASSAGE_TOKENS = 256

CURLY_SINGLE = "\u2018\u2019\u201a\u201b"
CURLY_DOUBLE = "\u201c\u201d\u201e\u201f"
STRAIGHT_QUOTES = str.maketrans(dict.fromkeys(CURLY_SINGLE, "'") | dict.fromkeys(CURLY_DOUBLE, '"'))


def normal(text: str) -> str:
    """`text` in the form in which texts are compared."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return " ".join(lowered.translate(STRAIGHT_QUOTES).split())


def contains(text: str, part: str) -> bool:
    """Whether `part` stands in `text`, both in the form in which texts are compared."""
    return normal(part) in normal(text)


def is_oversized(passage: FoundPassage) -> bool:
    """Whether a passage is too long to be counted: over 256 tokens of `cl100k_base`.

    Without a bound, passages of whole articles would hit everything.
    """
    # A token is at least one byte, so that a short text needs no counting.
    if len(passage.text.encode()) <= MAX_PASSAGE_TOKENS:
        return False
    return _tokens(passage.text) > MAX_PASSAGE_TOKENS


@lru_cache(maxsize=32_768)
def _tokens(text: str) -> int:
    """Counted once: the questions of a set find the same passages again and again."""
    return count_tokens(text)


def passage_hits(evidence: Sequence[EvidenceItem], passage: FoundPassage) -> frozenset[int]:
    """Which items of `evidence`, by place, a passage hits.

    Its article is the same and the snippet, where there is one, stands in its text.
    """
    return _hits(evidence, source=passage.source, text=passage.text)


def citation_hits(
    evidence: Sequence[EvidenceItem], citation: Citation, *, paragraph: str | None
) -> frozenset[int]:
    """Which items of `evidence`, by place, a citation hits.

    Its article is the same and the snippet, where there is one, stands in the
    cited `paragraph`, whether or not the citation quotes that part of it. An
    address without a paragraph (None) hits nothing.
    """
    if paragraph is None:
        return frozenset()
    return _hits(evidence, source=citation.article.source, text=paragraph)


def _hits(evidence: Sequence[EvidenceItem], *, source: str, text: str) -> frozenset[int]:
    places = [i for i, item in enumerate(evidence) if item.article == source]
    if not places:
        return frozenset()
    whole = normal(text)
    return frozenset(i for i in places if normal(evidence[i].snippet or "") in whole)
