from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from index.archive import Archive
from index.record.articles import Order
from support.archives import article, opened

TEXT = "A paragraph that is long enough to be one."
ARTICLES = (
    article("f", TEXT, title="Fog at 100%"),
    article("g", TEXT, title="Gale", outlet="The Courier", published=date(2021, 1, 2)),
    article("e", TEXT, title="Éclair strike", outlet="The Courier", published=date(2020, 3, 1)),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("shelf")) as archive:
        list(archive.ingest(replace(each, author="Anna Ash") for each in ARTICLES))
        yield archive


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("", ["Éclair strike", "Fog at 100%", "Gale"]),
        ("eclair", ["Éclair strike"]),
        ("GALE anna", ["Gale"]),
        ("100%", ["Fog at 100%"]),
        ("2020-03", ["Éclair strike"]),
        ("courier", ["Éclair strike", "Gale"]),
        ("GALE nobody", []),
        ("'; drop table articles", []),
    ],
)
def test_articles_are_found_by_words_of_what_they_are_known_by(
    shelf: Archive, find: str, found: list[str]
) -> None:
    listed = shelf.record.articles.listed(find=find)

    assert [each.title for each in listed] == found
    assert shelf.record.articles.count(find=find) == len(found)


@pytest.mark.parametrize(
    ("order", "sources"),
    [("title", "efg"), ("outlet", "egf"), ("newest", "gef"), ("oldest", "egf")],
)
def test_articles_are_listed_in_an_order_with_the_unknown_last(
    shelf: Archive, order: str, sources: str
) -> None:
    listed = shelf.record.articles.listed(order=Order(order))

    assert "".join(each.source for each in listed) == sources
