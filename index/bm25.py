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
from index.spellings import canonical
from index.terms import analyzer, terms, without_stop_terms

TOKENIZER = "nutgraf"
WRITER_BYTES = 32_000_000
# Tried .2, .5 and 1 on multihop: evidence recall@4 .541, .548, .536 (.524 without phrases).
PHRASE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the passage whose text it is or is part of, and the passage's article."""

    passage: str
    article: Article
    text: str


class Bm25Index:
    """A tantivy index in a folder. Its commits are atomic; readers see the last one.

    One writer at a time.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._writing = threading.Lock()
        with _faults():
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer(TOKENIZER, analyzer())

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

    def search(self, text: str, k: int, scope: Scope) -> list[tuple[str, float]]:
        """The `k` texts in scope of the highest score, as passage ids with scores.

        The score is BM25 (k1 1.2, b 0.75) of the words, and of pairs of neighbouring
        words as phrases, at half weight.
        """
        with _faults():
            searcher = self._index.searcher()
            hits = searcher.search(self._query(text, scope), k, count=False).hits
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

    def _query(self, text: str, scope: Scope) -> tantivy.Query:
        found = terms(text)
        words = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term))
            for term in dict.fromkeys(found)
        ]
        words.extend((tantivy.Occur.Should, phrase) for phrase in self._phrases(found))
        if not words:
            return tantivy.Query.empty_query()
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.boolean_query(words)), *self._filters(scope)]
        )

    def _phrases(self, found: Sequence[str]) -> Iterator[tantivy.Query]:
        """Neighbouring words of which at least one carries meaning, as phrases."""
        for pair in dict.fromkeys(pairwise(found)):
            if without_stop_terms(pair):
                phrase = tantivy.Query.phrase_query(self._schema, "text", list(pair))
                yield tantivy.Query.boost_query(phrase, PHRASE_WEIGHT)

    def _filters(self, scope: Scope) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
        chosen = (("outlet", scope.outlets), ("article", scope.articles))
        for field, values in chosen:
            if values:
                query = tantivy.Query.term_set_query(self._schema, field, list(values))
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
    builder.add_text_field("text", tokenizer_name=TOKENIZER)
    return builder.build()


def _document(added: Document) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", added.passage)
    document.add_text("article", added.article.id)
    document.add_text("text", canonical(added.text))
    if added.article.outlet:
        document.add_text("outlet", added.article.outlet)
    if added.article.published:
        document.add_unsigned("published", day_number(added.article.published))
    return document


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as fault:
        raise IndexUnavailable(f"the lexical index failed: {fault}") from fault
