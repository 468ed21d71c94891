"""One tantivy index of short texts, ranked by BM25 of their words and word pairs."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import tantivy

from index.articles import Article
from index.errors import IndexUnavailable
from index.scope import Scope, day_number
from index.terms import terms, without_stop_terms

TOKENIZER = "nutgraf"
WRITER_BYTES = 32_000_000
# Tried .25, .35, .5 and .7; see docs/figures.md.
PAIR_WEIGHT = 0.35
# Of .3, .5 and .6 all are alike; 1 is too much.
TITLE_WEIGHT = 0.5
# tantivy merges segments of less than 10,000 texts as soon as so many of them stand.
MERGED_TOGETHER = 8
FEW_SEGMENTS = 3
FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the passage whose text it is or is part of, and the article that it stands in."""

    passage: str
    article: Article
    text: str


class Bm25Index:
    """A tantivy index in a folder. Its commits are atomic; readers see the last one.

    One writer at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._writing = threading.Lock()
        with _faults():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer(TOKENIZER, _ready_terms())

    def passages(self) -> set[str]:
        """The ids of all passages that have a text here."""
        with _faults():
            searcher = self._index.searcher()
            if not searcher.num_docs:
                return set()
            hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs).hits
            return {searcher.doc(address)["id"][0] for _, address in hits}

    def count(self) -> int:
        """How many texts there are."""
        with _faults():
            return self._index.searcher().num_docs

    def replace(self, passages: Iterable[str], documents: Iterable[Document]) -> None:
        """Forget all texts of `passages` and add `documents`, in one commit."""
        with self._commit() as writer:
            for passage in passages:
                writer.delete_documents_by_term("id", passage)
            for document in documents:
                writer.add_document(_document(document))

    def settle(self) -> None:
        """Merge the segments that many small commits have left: a search pays for each of them.

        tantivy's Python API cannot merge, but its policy does once enough segments stand:
        texts that no search finds make up the number, and are dropped again. A crash in
        between leaves some: among passages mending finds and drops them from both indexes,
        among sentences alone they lie idle.
        """
        if self._index.searcher().num_segments <= FEW_SEGMENTS:
            return
        with self._commit() as writer:
            for _ in range(MERGED_TOGETHER):
                writer.add_document(_filler())
                writer.commit()
        self.replace([FILLER], ())

    def search(
        self, text: str, k: int, scope: Scope, *, titles: bool = False
    ) -> list[tuple[str, float]]:
        """The `k` texts in scope of the highest score, as passage ids with scores.

        The score is BM25 (k1 1.2, b 0.75) of the words that carry meaning, and of pairs of
        neighbouring words at `PAIR_WEIGHT`; with `titles` also of the words in the title, at
        `TITLE_WEIGHT`.
        """
        with _faults():
            searcher = self._index.searcher()
            hits = searcher.search(self._query(text, scope, titles=titles), k, count=False).hits
            return [(searcher.doc(address)["id"][0], score) for score, address in hits]

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of terms as BM25 has it: above 0, rare ones highest."""
        with _faults():
            searcher = self._index.searcher()
            total = searcher.num_docs
            counts = {term: searcher.doc_freq("text", term) for term in words}
        return {
            term: math.log1p(max(0.0, total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
        }

    def holds(self, article: str, term: str) -> bool:
        """Whether any text of an article has a term."""
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "article", article)),
                (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "text", term)),
            ]
        )
        with _faults():
            return bool(self._index.searcher().search(query, 1, count=False).hits)

    def _query(self, text: str, scope: Scope, *, titles: bool) -> tantivy.Query:
        found = terms(text)
        # A question of stop words alone is asked as it stands.
        telling = without_stop_terms(found) or frozenset(found)
        chosen = [term for term in dict.fromkeys(found) if term in telling]
        words = [self._should("text", term) for term in chosen]
        if titles:
            words.extend(self._should("title", term, TITLE_WEIGHT) for term in chosen)
        pairs = dict.fromkeys(_pairs(found))
        words.extend(self._should("pairs", pair, PAIR_WEIGHT) for pair in pairs)
        if not words:
            return tantivy.Query.empty_query()
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.boolean_query(words)), *self._filters(scope)]
        )

    def _should(
        self, field: str, term: str, weight: float = 1.0
    ) -> tuple[tantivy.Occur, tantivy.Query]:
        query = tantivy.Query.term_query(self._schema, field, term)
        if weight != 1.0:
            query = tantivy.Query.boost_query(query, weight)
        return tantivy.Occur.Should, query

    def _filters(self, scope: Scope) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
        chosen = (("outlet", scope.outlets), ("article", scope.articles))
        for field, values in chosen:
            if values:
                query = self._any_of(field, values)
                yield tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)
        if scope.since or scope.until:
            query = tantivy.Query.range_query(
                self._schema,
                "published",
                tantivy.FieldType.Unsigned,
                day_number(scope.since) if scope.since else 1,
                day_number(scope.until) if scope.until else None,
            )
            yield tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)
        if scope.known_by:
            query = tantivy.Query.range_query(
                self._schema,
                "published",
                tantivy.FieldType.Unsigned,
                day_number(scope.known_by) + 1,
                None,
            )
            yield tantivy.Occur.MustNot, query

    def _any_of(self, field: str, values: Sequence[str]) -> tantivy.Query:
        """A set of one is asked for as a term, which goes without an automaton."""
        if len(values) == 1:
            return tantivy.Query.term_query(self._schema, field, values[0])
        return tantivy.Query.term_set_query(self._schema, field, list(values))

    @contextmanager
    def _commit(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose changes become visible together, or not at all."""
        with self._writing, _faults():
            # One thread: the same texts in the same order make the same segments.
            with self._index.writer(WRITER_BYTES, 1) as writer:
                yield writer
            self._index.reload()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("published", indexed=True, fast=True)
    for field in ("text", "pairs", "title"):
        builder.add_text_field(field, tokenizer_name=TOKENIZER, index_option="freq")
    return builder.build()


def _document(added: Document) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", added.passage)
    document.add_text("article", added.article.id)
    found = terms(added.text)
    document.add_text("text", " ".join(found))
    document.add_text("pairs", " ".join(_pairs(found)))
    document.add_text("title", " ".join(terms(added.article.title)))
    if added.article.outlet:
        document.add_text("outlet", added.article.outlet)
    if added.article.published:
        document.add_unsigned("published", day_number(added.article.published))
    return document


def _filler() -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", FILLER)
    return document


def _pairs(found: Sequence[str]) -> list[str]:
    """Neighbouring terms as one term each, unless both are stop words.

    To look for them as phrases takes four times as long.
    """
    telling = without_stop_terms(found)
    return [
        f"{one}_{other}" for one, other in pairwise(found) if one in telling or other in telling
    ]


def _ready_terms() -> tantivy.TextAnalyzer:
    """Texts come as terms already, apart by spaces."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as fault:
        raise IndexUnavailable(f"the lexical index failed: {fault}") from fault
