"""Filters as the indexes use them: names checked against the archive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from index.articles import Article, Filters
from index.errors import NothingMatches
from index.record.store import Record
from index.terms import folded


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters whose outlets and articles are spelled as the archive spells them.

    `known_by` leaves out what was published after that day; unlike `until` it keeps what has no
    date, since it was not asked for.
    """

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    known_by: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered."""
        return self == EVERYTHING

    def admits(self, article: Article) -> bool:
        """Whether an article passes every filter."""
        if self.outlets and article.outlet not in self.outlets:
            return False
        if self.articles and article.id not in self.articles:
            return False
        if self.known_by and article.published and article.published > self.known_by:
            return False
        if self.since is None and self.until is None:
            return True
        if article.published is None:
            return False
        return (self.since or date.min) <= article.published <= (self.until or date.max)


EVERYTHING = Scope()
MOST_LISTED = 10


def day_number(day: date) -> int:
    """A date as an index stores it: 2019-06-21 is 20190621."""
    return day.year * 10_000 + day.month * 100 + day.day


def resolve(filters: Filters, record: Record) -> Scope:
    """Check `filters` against the record; outlets match in any case and with any diacritics.

    Raises:
        NothingMatches: an outlet is unknown, the dates are the wrong way round, or
            no article passes all filters.
        UnknownArticle, DeletedArticle: an article's id is not in the archive.
    """
    if not filters:
        return EVERYTHING
    if filters.since and filters.until and filters.since > filters.until:
        raise NothingMatches(
            f"since {filters.since.isoformat()!r} is after until {filters.until.isoformat()!r}: "
            "swap them"
        )
    scope = Scope(
        outlets=_known_outlets(filters.outlets, record),
        articles=tuple(record.articles.get(article_id).id for article_id in filters.articles),
        since=filters.since,
        until=filters.until,
    )
    if not record.articles.count(
        outlets=scope.outlets, ids=scope.articles, since=scope.since, until=scope.until
    ):
        raise NothingMatches(
            f"no article passes the filters {_described(scope)}: widen them, or list "
            "the articles to see what there is"
        )
    return scope


def _known_outlets(wanted: tuple[str, ...], record: Record) -> tuple[str, ...]:
    if not wanted:
        return ()
    by_key: dict[str, list[str]] = {}
    for outlet in filter(None, (each.outlet for each in record.articles.by_outlet())):
        by_key.setdefault(folded(outlet), []).append(outlet)
    for name in wanted:
        if folded(name) not in by_key:
            raise NothingMatches(f"no article is from outlet {name!r}; {_listed(by_key.values())}")
    return tuple(outlet for name in wanted for outlet in by_key[folded(name)])


def _listed(known: Collection[list[str]]) -> str:
    if not known:
        return "no article of the archive tells its outlet"
    first = ", ".join(repr(each[0]) for each in list(known)[:MOST_LISTED])
    more = len(known) - MOST_LISTED
    return f"the archive has {first}" + (f" and {more} more" if more > 0 else "")


def _described(scope: Scope) -> str:
    parts = (
        f"outlets {list(scope.outlets)!r}" if scope.outlets else "",
        f"articles {list(scope.articles)!r}" if scope.articles else "",
        f"since {scope.since.isoformat()!r}" if scope.since else "",
        f"until {scope.until.isoformat()!r}" if scope.until else "",
    )
    return ", ".join(part for part in parts if part)
