"""Evidence for tests, made of quotes."""

from __future__ import annotations

from datetime import date

from index.articles import Article, DateSource
from service.drafting import Evidence


def article(*, outlet: str | None = "The Courier", published: date | None = None) -> Article:
    """An article of which only title, outlet and date matter."""
    return Article(
        id="ministers-meet",
        source="ministers.txt",
        title="Ministers meet",
        outlet=outlet,
        author=None,
        published=published or date(2019, 6, 21),
        date_source=DateSource.METADATA,
        url=None,
        language="en",
        revision="r1",
    )


def evidence(*quotes: str, scores: tuple[float, ...] = ()) -> list[Evidence]:
    """Numbered quotes of one article, the first scoring highest unless told otherwise."""
    given = scores or tuple(1 - 0.1 * place for place in range(len(quotes)))
    return [
        Evidence(
            number=place + 1,
            article=article(),
            paragraph=place + 1,
            start=0,
            end=len(quote),
            quote=quote,
            score=score,
        )
        for place, (quote, score) in enumerate(zip(quotes, given, strict=True))
    ]
