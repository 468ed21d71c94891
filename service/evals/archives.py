"""Where the questions of a trial are put: an archive in this process, or a running service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from index.errors import ArchiveLocked, DeletedArticle, UnknownArticle
from index.sources import count_articles, files_in
from service.client import HttpDoor
from service.door import Door, LocalDoor
from service.errors import InvalidRequest
from service.evals.beir import as_articles, is_beir
from service.evals.corpus import corpus_directory
from service.evals.manifest import code_digest
from service.evals.plan import Trial, evidence_sources
from service.providers import open_embedder
from service.settings import Settings, changed
from service.wiring import open_local

Step = Callable[[int, int], None]


class Bars(Protocol):
    """Shows progress: a context that gives a function of how many are done, and of how many."""

    def __call__(self, label: str, *, unit: str) -> AbstractContextManager[Step]:
        """A bar under `label`."""
        ...


class Warn(Protocol):
    """Tells what went wrong without ending anything."""

    def __call__(self, message: str) -> None:
        """Show one line."""
        ...


class DoorParagraphs:
    """Looks up cited paragraphs through a door, so that all doors are judged by the same code."""

    def __init__(self, door: Door) -> None:
        self._texts = lru_cache(maxsize=4_096)(self._read)
        self._door = door

    def paragraph_text(self, article_id: str, revision: str, number: int) -> str | None:
        """The text of one numbered paragraph, or None where there is no such paragraph."""
        return self._texts(article_id, revision).get(number)

    def _read(self, article_id: str, revision: str) -> dict[int, str]:
        try:
            article = self._door.article(article_id, revision)
        except (UnknownArticle, DeletedArticle):
            return {}
        return {each.number: each.text for each in article.paragraphs if each.number is not None}


class Targets(Protocol):
    """Opens what a trial's questions are put to."""

    @property
    def name(self) -> str:
        """How the manifest calls it."""
        ...

    def open(self, trial: Trial) -> AbstractContextManager[Door]:
        """A door to the trial's articles, closed at the end."""
        ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """Archives in this process, each ingested once for its content and embedding."""

    settings: Settings
    bars: Bars
    warn: Warn
    name: str = "in process"

    @contextmanager
    def open(self, trial: Trial) -> Iterator[LocalDoor]:
        """See `Targets.open`."""
        if trial.articles is None:
            raise InvalidRequest(f"{trial.name} has no articles")
        settings = changed(self.settings, dict(trial.changes))
        with cached_archive(settings, trial.articles, bars=self.bars, warn=self.warn) as door:
            yield door


@dataclass(frozen=True, slots=True)
class Deployed:
    """A running service, measured as it is: its own archive and its own settings."""

    url: str
    api_key: str | None = None

    @property
    def name(self) -> str:
        """See `Targets.name`."""
        return self.url

    @contextmanager
    def open(self, trial: Trial) -> Iterator[HttpDoor]:
        """See `Targets.open`.

        Raises:
            InvalidRequest: the trial changes settings, which a running service keeps, or
                the service does not hold an article that the questions rest on.
            ServiceUnreachable: no service answers.
        """
        if trial.changes:
            raise InvalidRequest(f"{trial.name}: a running service keeps its settings; no sweep")
        door = HttpDoor(self.url, api_key=self.api_key)
        try:
            held = {each.source for each in door.articles().articles}
            if missing := sorted(evidence_sources(trial.cases) - held):
                raise InvalidRequest(
                    f"the service at {self.url} does not hold {len(missing)} articles that the "
                    f"questions rest on, such as {missing[0]!r}: ingest them there first"
                )
            yield door
        finally:
            door.close()


@contextmanager
def cached_archive(
    settings: Settings, articles: Path, *, bars: Bars, warn: Warn
) -> Iterator[LocalDoor]:
    """The archive of `articles` under `cache_dir`, ingested where it is not there yet.

    It is named by the articles, the embedding and the code that ingests, so that no
    figure is of what an earlier version made of the same files.

    Raises:
        InvalidRequest: no article can be read, or another process has the archive open.
    """
    if is_beir(articles):
        articles = as_articles(articles, cache=settings.cache_dir / "evals")
    model = open_embedder(settings).model
    folder = corpus_directory(
        articles,
        cache=settings.cache_dir / "evals",
        fields=(model.fingerprint, code_digest("index")),
    )
    here = settings.model_copy(update={"data_dir": folder})
    done = folder / "complete"
    try:
        if not done.exists():
            _ingest(here, articles, bars=bars, warn=warn)
            done.touch()
        door = open_local(here, serving=False, writes=False)
    except ArchiveLocked as fault:
        raise InvalidRequest(
            f"another evaluation has the archive of {str(articles)!r} open: wait for it, or give "
            "this one a folder of its own with NUTGRAF_CACHE_DIR"
        ) from fault
    try:
        yield door
    finally:
        door.close()


def _ingest(settings: Settings, articles: Path, *, bars: Bars, warn: Warn) -> None:
    door = open_local(settings, serving=False)
    try:
        with bars("Ingesting", unit="articles") as step:
            files = files_in([articles])
            total = count_articles(files)
            step(0, total)
            for done, outcome in enumerate(door.ingest(files), start=1):
                step(done, max(done, total))
                if outcome.status == "failed":
                    warn(f"failed: {outcome.source}: {outcome.reason}")
        if not door.archive.record.passages.count():
            raise InvalidRequest(f"no article could be read from {str(articles)!r}")
    finally:
        door.close()
