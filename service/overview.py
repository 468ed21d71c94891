"""What an archive holds, at a glance: for a page that greets whoever asks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date

from index.articles import Article
from index.errors import ArchiveError
from index.record.articles import ArticleShelf, Order
from service.answers import Ask, Payload
from service.door import LocalDoor
from service.examples import questions_of

EXAMPLES = 4
READ_ARTICLES = 12
TRIES = 16


class OutletCount(Payload):
    """An outlet as the archive spells it, and how many articles are from it."""

    name: str
    articles: int


class Overview(Payload):
    """What can be asked. `since` and `until` are the first and last known dates."""

    articles: int
    undated: int
    outlets: tuple[OutletCount, ...]
    since: date | None
    until: date | None
    max_upload_bytes: int


class ExampleList(Payload):
    """Questions that the archive holds an answer to, as each was found to when it was listed."""

    questions: tuple[str, ...]


class Overviews:
    """Looks an archive over, once for each state of it."""

    def __init__(self, door: LocalDoor, *, max_upload_bytes: int) -> None:
        self._door = door
        self._max_upload_bytes = max_upload_bytes
        self._lock = threading.Lock()
        self._examples: tuple[str, ExampleList] | None = None

    def overview(self) -> Overview:
        """How many articles there are, from where and when."""
        standing = self._door.archive.standing()
        return Overview(
            articles=standing.articles,
            undated=standing.articles - standing.dated,
            outlets=tuple(
                OutletCount(name=each.outlet, articles=each.articles)
                for each in standing.by_outlet
                if each.outlet is not None
            ),
            since=standing.since,
            until=standing.until,
            max_upload_bytes=self._max_upload_bytes,
        )

    def examples(self) -> ExampleList:
        """A few questions that the archive answers, from different articles where it can."""
        digest = self._door.archive.digest()
        known = self._examples
        if known is not None and (known[0] == digest or self._lock.locked()):
            return known[1]  # while they are found anew, nobody waits for it
        with self._lock:
            if self._examples is None or self._examples[0] != digest:
                self._examples = (digest, ExampleList(questions=self._answerable()))
            return self._examples[1]

    def _answerable(self) -> tuple[str, ...]:
        """Candidates in turns, one of each article, until enough of them have an answer."""
        shelf = self._door.archive.record.articles
        waiting = [
            (article.id, questions_of(shelf.paragraphs(article)))
            for article in _spread(shelf)
            if article.language in {"en", None}
        ]
        found: list[str] = []
        for _ in range(TRIES):
            if len(found) == EXAMPLES or not waiting:
                break
            article_id, candidates = waiting.pop(0)
            question = next(candidates, None)
            if question is None:
                continue
            if question not in found and self._is_answered(question, article_id):
                found.append(question)
            waiting.append((article_id, candidates))
        return tuple(found)

    def _is_answered(self, question: str, article_id: str) -> bool:
        try:
            answer = self._door.answerer.ask(Ask(question=question, mode="extractive"))
        except ArchiveError:
            return False
        return any(each.article.id == article_id for each in answer.citations)


def _spread(shelf: ArticleShelf) -> Sequence[Article]:
    """Some articles, the newest of each outlet before the second newest of any."""
    taken: Counter[str | None] = Counter()
    turns: list[tuple[int, int, Article]] = []
    for place, article in enumerate(shelf.listed(order=Order.NEWEST)):
        turns.append((taken[article.outlet], place, article))
        taken[article.outlet] += 1
    return [article for _, _, article in sorted(turns, key=lambda each: each[:2])][:READ_ARTICLES]
