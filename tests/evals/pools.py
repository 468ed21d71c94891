"""Archives as those that fit a selector open them: without one, and with many sentences kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.articles import ParsedArticle
from service.door import LocalDoor
from service.evals.selection_examples import POOL
from service.settings import Settings
from service.wiring import open_local


@contextmanager
def pooled(folder: Path, *articles: ParsedArticle) -> Iterator[LocalDoor]:
    """The door of an archive of `articles`."""
    settings = Settings(data_dir=folder, embedding="hash", selector="none", evidence_sentences=POOL)
    with closing(open_local(settings, serving=False)) as door:
        list(door.archive.ingest(articles))
        yield door
