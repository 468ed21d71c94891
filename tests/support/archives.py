"""Archives for tests: real record, real Chroma, real tantivy, the deterministic embedder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from index.archive import Archive
from index.articles import Block, Kind, ParsedArticle
from index.dense import embedded_chroma
from index.embedding import Embedder
from index.embedding.hashing import HashEmbedder
from index.scope import EVERYTHING, Scope
from service.door import LocalDoor
from service.settings import Settings
from service.wiring import open_local

SEEDS = Path(__file__).parents[2] / "seeds"


@contextmanager
def opened(data_dir: Path, embedder: Embedder | None = None) -> Iterator[Archive]:
    """An archive that is closed at the end."""
    data_dir.mkdir(parents=True, exist_ok=True)
    archive = Archive(
        data_dir=data_dir, embedder=embedder or HashEmbedder(), open_dense=embedded_chroma
    )
    archive.mend()
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def answering(data_dir: Path, articles: Iterable[ParsedArticle]) -> Iterator[LocalDoor]:
    """What answers from `articles` as it comes: the bundled encoder and selector, quotes."""
    with closing(open_local(Settings(data_dir=data_dir), serving=False)) as door:
        list(door.archive.ingest(articles))
        yield door


def article(
    source: str,
    *paragraphs: str,
    title: str = "A title",
    outlet: str | None = None,
    published: date | None = None,
) -> ParsedArticle:
    """An article as a parser would give it, with its headline before the paragraphs."""
    blocks = (Block(title, Kind.HEADLINE), *(Block(text) for text in paragraphs))
    return ParsedArticle(
        source=source,
        title=title,
        blocks=blocks,
        raw="\n\n".join(paragraphs),
        outlet=outlet,
        published=published,
        language="en",
    )


def sources(archive: Archive, text: str, scope: Scope = EVERYTHING, k: int = 10) -> list[str]:
    """Sources of the articles that both indexes find for a text, lexical order first."""
    lexical = archive.lexical.index.search(text, k, scope)
    dense = archive.dense.index.search(archive.embedder.embed([text])[0], k, scope)
    found = archive.known(hit.passage for hit in (*lexical, *dense))
    return [found[hit.passage].article.source for hit in lexical]
