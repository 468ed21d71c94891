"""What the indexes find for a question, asked side by side and read from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

import numpy as np

from index.archive import Archive
from index.embedding import Embedded, Vectors
from index.errors import IndexUnavailable, OperatorError
from index.hits import DenseSearch, Hit, ranked
from index.lexical import TantivyIndex
from index.record.passages import Known
from index.record.quantised import nearest
from index.scope import Scope
from service.analysis import Query
from service.clock import Clock
from service.outlets import AskedOf


@dataclass(frozen=True, slots=True)
class Views:
    """What each way of looking found: by words and by meaning, of passages and of sentences.

    `all_words` says whether every other passage has none of the words.
    """

    by_words: Sequence[Hit]
    by_sentence_words: Sequence[Hit]
    by_meaning: Sequence[Hit]
    by_sentence_meaning: Sequence[Hit]
    all_words: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, each way of looking best first, and the passages as the record has them.

    Ids that the record does not know are in none of them. `parts` has what each outlet
    of `Query.asked` has for its part of the question. `vector` is the question's
    embedding, zero where it has none; `faults` say what did not work.
    """

    vector: Vectors
    whole: Views
    parts: tuple[Views | None, ...]
    known: Mapping[str, Known]
    faults: tuple[str, ...]
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the lexical index found: passages by their words, and by their best sentence's.

    `are_all` says whether every other passage has none of the words.
    """

    passages: Sequence[Hit] = ()
    sentences: Sequence[Hit] = ()
    are_all: bool = False


@dataclass(frozen=True, slots=True)
class _Worded:
    """What the lexical index found for the question, and for each outlet's part of it."""

    whole: _Words = _Words()
    parts: Sequence[_Words | None] = ()
    known: Mapping[str, Known] = field(default_factory=dict)
    fault: str | None = None
    laps: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Question:
    """The vectors of a question and its parts; all zero where `fault` says why it has none."""

    vectors: Embedded
    laps: Mapping[str, float]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Meant:
    """What the dense index found."""

    passages: Sequence[Hit]
    fault: str | None
    laps: Mapping[str, float]


class Gatherer:
    """Asks the lexical index while the question is embedded, and the dense one after that."""

    def __init__(
        self, *, archive: Archive, dense: Callable[[], DenseSearch], alongside: Executor
    ) -> None:
        """Make a gatherer.

        Args:
            archive: The record, its lexical index and its embedder.
            dense: Gives the dense side; it may raise `IndexUnavailable`.
            alongside: Runs what does not wait for the rest.
        """
        self._archive = archive
        self._dense = dense
        self._alongside = alongside

    def gather(self, query: Query, scope: Scope, *, by_words: int, by_meaning: int) -> Gathered:
        """Up to `by_words` passages of the lexical side and `by_meaning` of the dense one."""
        embedding = self._alongside.submit(self._embedded, query)
        meaning = self._alongside.submit(self._sought, embedding, by_meaning, scope)
        worded = self._worded(query, by_words, scope)
        question = embedding.result()
        vectors = question.vectors
        sentences = _by_best_sentence(worded.known, vectors.whole)
        meant = meaning.result()
        known = {**worded.known, **self._lacking(worded.known, meant.passages)}
        rest = {id_: each for id_, each in known.items() if id_ not in worded.known}
        whole = Views(
            _among(known, worded.whole.passages),
            _among(known, worded.whole.sentences),
            _among(known, meant.passages),
            ranked((*sentences, *_by_best_sentence(rest, vectors.whole))),
            worded.whole.are_all,
        )
        return Gathered(
            vector=vectors.whole,
            whole=whole,
            parts=_parts(query, worded.parts, vectors.parts, known),
            known=known,
            faults=tuple(fault for fault in (meant.fault, worded.fault) if fault),
            timings_ms={**worded.laps, **meant.laps, **question.laps},
        )

    def again(self, scope: Scope, found: Gathered, *, vector: Vectors, by_meaning: int) -> Gathered:
        """What was found by words, with what the dense side finds for another vector.

        What it found for the first one alone is left out: beside the rest it costs a
        hundredth of MTRAG's recall.
        """
        meant = self._meant(vector, by_meaning, scope)
        whole = found.whole
        ids = {hit.passage for hit in (*whole.by_words, *whole.by_sentence_words, *meant.passages)}
        before = {id_: each for id_, each in found.known.items() if id_ in ids}
        known = {**before, **self._lacking(before, meant.passages)}
        whole = replace(
            whole,
            by_meaning=_among(known, meant.passages),
            by_sentence_meaning=ranked(_by_best_sentence(known, vector)),
        )
        faults = dict.fromkeys((*found.faults, *filter(None, (meant.fault,))))
        laps = {**found.timings_ms, "dense again": meant.laps["dense"]}
        return replace(found, whole=whole, known=known, faults=tuple(faults), timings_ms=laps)

    def _embedded(self, query: Query) -> _Question:
        """The question's vector, and those of the parts of it that are asked of outlets."""
        embedder = self._archive.embedder
        parts = [each.part for each in query.asked if each.part]
        clock = Clock()
        fault = None
        try:
            vectors = embedder.embed_question(query.text, parts)
        except (IndexUnavailable, OperatorError) as failure:
            fault = f"the question could not be embedded, so only words were searched ({failure})"
            nowhere = np.zeros((1 + len(parts), embedder.model.dimension), dtype=np.float32)
            vectors = Embedded(nowhere[0], nowhere[1:])
        clock.stop("embed")
        return _Question(vectors, clock.laps, fault)

    def _sought(self, embedding: Future[_Question], k: int, scope: Scope) -> _Meant:
        """What is found by meaning, once there is a vector; nothing for a question without one."""
        question = embedding.result()
        if question.fault:
            return _Meant((), question.fault, {})
        return self._meant(question.vectors.whole, k, scope)

    def _worded(self, query: Query, k: int, scope: Scope) -> _Worded:
        """What the lexical index finds, with the passages as the record has them."""
        clock = Clock()
        try:
            index = self._archive.lexical.trusted
            whole = _looked_up(index, query.text, k, scope, titles=query.is_topic)
            parts = [_part_looked_up(index, query, each, k // 2, scope) for each in query.asked]
        except IndexUnavailable as fault:
            said = f"the lexical index did not answer, so only meaning was searched ({fault})"
            return _Worded(parts=[None] * len(query.asked), fault=said)
        clock.stop("lexical")
        asked = [whole, *filter(None, parts)]
        hits = [hit for each in asked for hit in (*each.passages, *each.sentences)]
        known = self._lacking({}, hits)
        clock.stop("record")
        return _Worded(whole, parts, known, None, clock.laps)

    def _meant(self, vector: Vectors, k: int, scope: Scope) -> _Meant:
        """Chroma's hits, or the exact scan's where Chroma cannot answer."""
        clock = Clock()
        fault = None
        try:
            passages = self._dense().search(vector, k, scope)
        except IndexUnavailable as failure:
            fault = f"the dense index did not answer, so the record was scanned ({failure})"
            passages = self._archive.exact.search(vector, k, scope)
        clock.stop("dense")
        return _Meant(passages, fault, clock.laps)

    def _lacking(self, has: Mapping[str, Known], hits: Iterable[Hit]) -> Mapping[str, Known]:
        """The passages that are not had yet."""
        return self._archive.known(hit.passage for hit in hits if hit.passage not in has)


def _looked_up(
    index: TantivyIndex, text: str, k: int, scope: Scope, *, titles: bool = False
) -> _Words:
    passages = index.search(text, k, scope, titles=titles)
    sentences = index.search_sentences(text, 2 * k, scope, titles=titles)
    return _Words(passages, sentences, len(passages) < k)


def _part_looked_up(
    index: TantivyIndex, query: Query, asked: AskedOf, k: int, scope: Scope
) -> _Words | None:
    """What an outlet has for its part of the question; None without one, or out of scope."""
    outlets = asked.outlets.intersection(scope.outlets) if scope.outlets else asked.outlets
    if asked.part is None or not outlets:
        return None
    narrow = replace(scope, outlets=tuple(sorted(outlets)))
    return _looked_up(index, query.text[slice(*asked.part)], k, narrow)


def _parts(
    query: Query,
    worded: Sequence[_Words | None],
    vectors: Vectors,
    known: Mapping[str, Known],
) -> tuple[Views | None, ...]:
    """The views of each part, among the passages of its outlet."""
    of_part = iter(vectors)
    found: list[Views | None] = []
    for asked, words in zip(query.asked, worded, strict=True):
        vector = next(of_part) if asked.part else None
        if vector is None or words is None:
            found.append(None)
            continue
        theirs = {id_: each for id_, each in known.items() if each.article.outlet in asked.outlets}
        found.append(
            Views(
                _among(theirs, words.passages),
                _among(theirs, words.sentences),
                (),
                ranked(_by_best_sentence(theirs, vector)),
                words.are_all,
            )
        )
    return tuple(found)


def _among(known: Mapping[str, Known], hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.passage in known]


def _by_best_sentence(known: Mapping[str, Known], vector: Vectors) -> list[Hit]:
    """Passages by the cosine of the question and their nearest sentence."""
    read = [(passage, each.sentences.packed) for passage, each in known.items()]
    tables = {passage: packed for passage, packed in read if packed}
    if not tables:
        return []
    cosines = nearest(list(tables.values()), vector).tolist()
    return [Hit(passage, cosine) for passage, cosine in zip(tables, cosines, strict=True)]
