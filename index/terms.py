"""Words as the lexical side sees them: lower case, without diacritics, stemmed, one spelling.

One analyzer serves the index and everything that compares words, so that a
term of a question is found by the same rules wherever it is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from index.spellings import BRITISH, canonical, uniform

STOPWORDS = frozenset(
    """a about after all also am an and any are as at be because been before being both but by can
    could did do does doing down during each either few for from further had has have having he her
    here hers him his how i if in into is it its itself just me more most much my no nor not now of
    off on once only or other our out over own s same she should so some such t than that the their
    them then there these they this those through to too under until up upon us very was we were
    what when where which while who whom whose why will with would you your""".split()
)


def analyzer() -> tantivy.TextAnalyzer:
    """A new analyzer: words, lower case, ASCII-folded, stemmed as English."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


_ANALYZER = analyzer()
_FOLDER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .build()
)
_AMERICAN = {
    _ANALYZER.analyze(one)[0]: _ANALYZER.analyze(other)[0] for one, other in BRITISH.items()
}
_STOP_TERMS = frozenset(term for word in STOPWORDS for term in _ANALYZER.analyze(word))


def terms(text: str) -> list[str]:
    """All terms of `text` in order, repeats included."""
    return [_AMERICAN.get(term, term) for term in _ANALYZER.analyze(uniform(text))]


def content_terms(text: str) -> list[str]:
    """The terms of `text` that carry meaning: no stop words, repeats included."""
    return [term for term in terms(text) if term not in _STOP_TERMS]


def without_stop_terms(words: Iterable[str]) -> frozenset[str]:
    """The distinct terms among `words` that carry meaning."""
    return frozenset(words) - _STOP_TERMS


def plain(text: str) -> str:
    """`text` without case, diacritics and punctuation, a space between words."""
    return " ".join(_FOLDER.analyze(text))


def folded(text: str) -> str:
    """`text` as `plain` gives it with each name in its first spelling, for comparing names."""
    return plain(canonical(text))
