"""A difference told in one sentence, so that the text of an answer says it too."""

from __future__ import annotations

from datetime import date

from index.articles import Article
from service.disagreement.finding import Difference
from service.disagreement.positions import Stated


def told(difference: Difference) -> str:
    """Say who says what, and when it was published.

    As in `The sources differ: 290 people (The Post, 1 June 2023), 288 (BBC, 3 June 2023).`
    Sources of one value stand together, in the place of the oldest.
    """
    by_value: dict[str, list[str]] = {}
    for position in difference.positions:
        by_value.setdefault(position.value, []).append(_source(position))
    parts = (f"{value} ({'; '.join(sources)})" for value, sources in by_value.items())
    return f"The sources differ: {', '.join(parts)}."


def _source(position: Stated) -> str:
    names = [_name(position.evidence.article), *(_name(e.article) for e in position.copies)]
    joined = " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} others"
    return f"{joined}, {_day(position.evidence.article.published)}"


def _name(article: Article) -> str:
    """The outlet, or the title where the outlet is not known."""
    return article.outlet or f"“{article.title}”"


def _day(published: date | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "undated"
