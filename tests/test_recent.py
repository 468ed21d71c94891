from __future__ import annotations

from collections.abc import Sequence

from index.record.recent import Recent
from support.archives import article, opened


class Shelf:
    """What can be read, and how often it was."""

    def __init__(self) -> None:
        self.value = "old"
        self.readings: list[tuple[str, ...]] = []

    def read(self, keys: Sequence[str]) -> dict[str, str]:
        self.readings.append(tuple(keys))
        return dict.fromkeys(keys, self.value)


def test_what_was_read_is_not_read_again():
    shelf, recent = Shelf(), Recent[str, str](10)
    recent.get(["a", "b"], shelf.read)
    assert recent.get(["b", "c"], shelf.read) == {"b": "old", "c": "old"}
    assert shelf.readings == [("a", "b"), ("c",)]


def test_the_oldest_make_room():
    shelf, recent = Shelf(), Recent[str, str](2)
    for key in ("a", "b", "c", "c", "b", "a"):
        recent.get([key], shelf.read)
    assert shelf.readings == [("a",), ("b",), ("c",), ("a",)]


def test_nothing_outlives_a_write():
    shelf, recent = Shelf(), Recent[str, str](10)
    recent.get(["a"], shelf.read)
    with recent.writing():
        assert recent.get(["a"], shelf.read) == {"a": "old"}
        shelf.value = "new"
    assert recent.get(["a"], shelf.read) == {"a": "new"}


def test_a_reading_that_a_write_overtakes_is_of_one_moment():
    shelf, recent = Shelf(), Recent[str, str](10)
    recent.get(["a"], shelf.read)

    def overtaken(keys: Sequence[str]) -> dict[str, str]:
        if shelf.value != "new":
            with recent.writing():
                shelf.value = "new"
        return shelf.read(keys)

    assert recent.get(["a", "b"], overtaken) == {"a": "new", "b": "new"}
    assert recent.get(["a"], shelf.read) == {"a": "new"}


def test_a_passage_that_was_read_is_gone_with_its_text(tmp_path):
    with opened(tmp_path) as archive:
        list(archive.ingest([article("a.txt", "They meet in Moscow.")]))
        old = archive.record.passages.live_ids()
        assert set(archive.known(old)) == old
        list(archive.ingest([article("a.txt", "They meet in Ankara.")]))
        assert archive.known(old) == {}
        new = archive.record.passages.live_ids()
        (known,) = archive.known(new).values()
        assert known.passage.text == "They meet in Ankara."
        archive.remove(known.article.id)
        assert archive.known(new) == {}
