"""From a question to the passages that may answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.archive import Archive
from index.articles import Filters
from index.hits import Hit
from index.scope import resolve
from service.analysis import Analyser, Query
from service.answers import FilterFields, Search
from service.candidates import Candidate, Retrieved
from service.clock import Clock
from service.copies import Folding
from service.errors import RerankingFailed
from service.gathering import Gathered, Gatherer, Views
from service.ranking import Side, favoured, fuse, interleave
from service.reranking import Reranker
from service.turning import turned

# Shares of the sides' weight. Tuned on multihop, squad1, mtrag and nfcorpus together; what
# each adds stands in docs/figures.md.
WHOLE_BY_WORDS = 7 / 11
WHOLE_BY_MEANING = 1 / 3
# A passage of a day that the question names gains so many standard deviations: .5 to 2 are alike.
DATE_BONUS = 1.0
# What an outlet is asked for counts so much beside the whole question, for its passages.
PART_WEIGHT = 0.9
# The share of meaning in a long question, of that in a short one: many words are sure of theirs.
LONG = 0.75


class Retriever:
    """Reads the question, gathers what the indexes find, and fuses four views of it."""

    def __init__(
        self,
        *,
        archive: Archive,
        gatherer: Gatherer,
        analyser: Analyser,
        reranker: Reranker,
        candidates: int,
        dense_weight: float,
    ) -> None:
        """Make a retriever.

        Args:
            archive: Knows what filters may name.
            gatherer: Asks its indexes.
            analyser: Reads the question.
            reranker: Has the last word on the order.
            candidates: How many passages to take from the lexical side, and half as many
                from the dense one, whose hits take longest and weigh least.
            dense_weight: The share of meaning in the fused score of a short question, and
                `LONG` of it in that of a long one; words have the rest.
        """
        self._archive = archive
        self._gatherer = gatherer
        self._analyser = analyser
        self._reranker = reranker
        self._candidates = candidates
        self._dense_weight = dense_weight

    def find(self, search: Search) -> Retrieved:
        """The `top_k` passages for a question.

        Raises:
            NothingMatches, UnknownArticle, DeletedArticle: the filters leave nothing.
        """
        query = self._analyser.read(search.question, search.conversation)
        scope = replace(
            resolve(_filters(search.filters), self._archive.record), known_by=query.as_of
        )
        wanted = max(self._candidates, search.top_k)
        by_meaning = max(wanted // 2, search.top_k)
        gathered = self._gatherer.gather(query, scope, by_words=wanted, by_meaning=by_meaning)
        if query.is_short and gathered.vector.any():
            best = (gathered.known[hit.passage] for hit in self._order(query, gathered))
            vector = turned(gathered.vector, best)
            gathered = self._gatherer.again(scope, gathered, vector=vector, by_meaning=by_meaning)
        clock = Clock()
        depth = max(search.top_k, self._reranker.depth)
        found, fault = self._reranked(query, self._folded(query, gathered, depth))
        clock.stop("rank")
        return Retrieved(
            query=query,
            vector=gathered.vector,
            candidates=tuple(found[: search.top_k]),
            degraded="; ".join((*gathered.faults, *fault)) or None,
            timings_ms={**gathered.timings_ms, **clock.laps},
        )

    def _order(self, query: Query, found: Gathered) -> list[Hit]:
        """All that was found as one ranking; each outlet that the question names has its turn."""
        meaning = self._dense_weight * (1.0 if query.is_short else LONG)
        fused = fuse(_sides(found.whole, meaning), _date_bonus(query, found))
        groups = []
        for asked, part in zip(query.asked, found.parts, strict=True):
            theirs = [
                hit for hit in fused if found.known[hit.passage].article.outlet in asked.outlets
            ]
            groups.append(favoured(theirs, _part_scores(part, meaning)) if part else theirs)
        return interleave(groups, fused)

    def _folded(self, query: Query, found: Gathered, depth: int) -> list[Candidate]:
        """The `depth` best candidates, near-copies under the one that says the same."""
        folding = Folding(apart=(name for names in query.outlets for name in names))
        for hit in self._order(query, found):
            folding.take(_candidate(hit, found))
            if len(folding) == depth:
                break
        return folding.folded()

    def _reranked(
        self, query: Query, found: Sequence[Candidate]
    ) -> tuple[Sequence[Candidate], tuple[str, ...]]:
        """The candidates in the reranker's order, or as found and why."""
        try:
            return self._reranker.rerank(query.text, found), ()
        except RerankingFailed as fault:
            return found, (f"the passages were not reranked ({fault})",)


def _sides(views: Views, meaning: float) -> tuple[Side, ...]:
    words = 1.0 - meaning
    rest = 0.0 if views.all_words else None
    return (
        Side(views.by_words, words * WHOLE_BY_WORDS, rest),
        Side(views.by_sentence_words, words * (1.0 - WHOLE_BY_WORDS), rest),
        Side(views.by_meaning, meaning * WHOLE_BY_MEANING),
        Side(views.by_sentence_meaning, meaning * (1.0 - WHOLE_BY_MEANING)),
    )


def _part_scores(part: Views, meaning: float) -> dict[str, float]:
    return {hit.passage: PART_WEIGHT * hit.score for hit in fuse(_sides(part, meaning))}


def _candidate(hit: Hit, found: Gathered) -> Candidate:
    known = found.known[hit.passage]
    return Candidate(known.passage, known.article, known.sentences, hit.score)


def _date_bonus(query: Query, found: Gathered) -> dict[str, float]:
    if not query.periods:
        return {}
    return {
        passage: DATE_BONUS
        for passage, each in found.known.items()
        if any(period.holds(each.article.published) for period in query.periods)
    }


def _filters(fields: FilterFields) -> Filters:
    return Filters(fields.outlets, fields.articles, fields.since, fields.until)
