"""The lexical index: passages by their words, and by the words of their best sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.bm25 import Bm25Index, Document
from index.errors import IndexUnavailable
from index.hits import Hit, settled
from index.passages import sentences_of
from index.record.passages import Entry
from index.scope import Scope

VERSION = 5
"""Raised by one when otherwise is kept of a text: an older index then counts as empty."""

SCORE_DIGITS = 4


class TantivyIndex:
    """Two tantivy indexes in a folder: one of passages, one of their sentences.

    A passage is long enough to hold all words of a question by chance; a sentence
    that holds them says something about it. Sentences are written first and
    passages are counted, so that a crash between the two leaves passages missing,
    which is what mending looks for.
    """

    def __init__(self, folder: Path, *, on_close: Callable[[], None] = lambda: None) -> None:
        self._on_close = on_close
        self._sentences = Bm25Index(folder / f"sentences.v{VERSION}")
        self._passages = Bm25Index(folder / f"passages.v{VERSION}")

    def ids(self) -> set[str]:
        """See `PassageIndex.ids`."""
        return self._passages.passages()

    def count(self) -> int:
        """See `PassageIndex.count`."""
        return self._passages.count()

    def put(self, entries: Sequence[Entry]) -> None:
        """See `PassageIndex.put`."""
        ids = [entry.passage.id for entry in entries]
        self._sentences.replace(ids, (each for entry in entries for each in _sentences(entry)))
        self._passages.replace(ids, (_whole(entry) for entry in entries))

    def drop(self, ids: Iterable[str]) -> None:
        """See `PassageIndex.drop`."""
        gone = list(ids)
        self._sentences.replace(gone, ())
        self._passages.replace(gone, ())

    def settle(self) -> None:
        """Make searches fast again after many small writes.

        Raises:
            IndexUnavailable: the index cannot be written.
        """
        self._sentences.settle()
        self._passages.settle()

    def search(self, text: str, k: int, scope: Scope, *, titles: bool = False) -> list[Hit]:
        """The `k` passages in scope of the highest BM25, with title, outlet and date.

        With `titles`, what stands in the title counts for more: a few words say what a text
        should be about.

        Raises:
            IndexUnavailable: the index cannot answer.
        """
        found = self._passages.search(text, k + 1, scope, titles=titles)
        return settled(found, k, digits=SCORE_DIGITS)

    def search_sentences(
        self, text: str, k: int, scope: Scope, *, titles: bool = False
    ) -> list[Hit]:
        """The passages of the `k` sentences of the highest BM25; each scores as its best one.

        `titles` is as for `search`.

        Raises:
            IndexUnavailable: the index cannot answer.
        """
        best: dict[str, float] = {}
        found = self._sentences.search(text, k + 1, scope, titles=titles)
        for passage, score in settled(found, k, digits=SCORE_DIGITS):
            best.setdefault(passage, score)
        return [Hit(passage, score) for passage, score in best.items()]

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """See `Bm25Index.rarity`: over passages."""
        return self._passages.rarity(words)

    def mentions(self, article: str, term: str) -> bool:
        """Whether a passage of an article has a term, or its title, outlet or date does.

        Raises:
            IndexUnavailable: the index cannot answer.
        """
        return self._passages.holds(article, term)

    def close(self) -> None:
        """Nothing stays open between calls; what `on_close` names goes."""
        self._on_close()


def linked_tantivy(folder: Path) -> TantivyIndex:
    """The index in a folder that cannot be written.

    tantivy locks before it reads, with files beside its own. It gets a folder of links to
    them, in which it may also write: what it replaces there stays as it is where it came from.

    Raises:
        IndexUnavailable: there is no room for such a folder, or the index cannot be opened.
    """
    try:
        links = TemporaryDirectory(prefix="nutgraf-")
        for path in (each for each in folder.glob("*/*") if each.suffix != ".lock"):
            link = Path(links.name) / path.relative_to(folder)
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(path.absolute())
    except OSError as fault:
        raise IndexUnavailable(f"the lexical index needs a temporary folder: {fault}") from fault
    return TantivyIndex(Path(links.name), on_close=links.cleanup)


def _whole(entry: Entry) -> Document:
    return Document(entry.passage.id, entry.article, entry.passage.indexed_text)


def _sentences(entry: Entry) -> Iterable[Document]:
    passage = entry.passage
    return (
        Document(passage.id, entry.article, passage.text[start:end])
        for start, end in sentences_of(passage, entry.article.language)
    )
