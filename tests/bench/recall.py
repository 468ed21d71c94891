"""What Chroma's approximate search misses: `python -m bench.recall --articles … --questions …`.

Builds Chroma as the service does, from real vectors, and compares its hits with those of
the exact scan. Prints recall@20, the time to build, and the time of a query of both.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles

import click
import platformdirs

from bench.vectors import VectorCache, texts_of
from index.articles import Article, DateSource, Passage
from index.chroma_server import served_chroma
from index.dense import HNSW
from index.embedding import Vectors
from index.embedding.minilm import MiniLM
from index.exact import ExactScan
from index.hits import DenseSearch, Hit, PassageIndex
from index.record.passages import Entry
from index.scope import EVERYTHING

FILE = click.Path(exists=True, path_type=Path)
CACHE = Path(platformdirs.user_cache_dir("nutgraf"))
AT = 20
HITS = 60
SEED = 7
ARTICLE = Article(
    id="article", source="article", title="", outlet="outlet", author=None, published=None,
    date_source=DateSource.UNKNOWN, url=None, language="en", revision="1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall against the exact scan, and the milliseconds of each query of both."""

    recall: float
    chroma_ms: list[float]
    exact_ms: list[float]

    def __str__(self) -> str:
        return (
            f"recall@{AT} {self.recall:.4f}   Chroma {_cuts(self.chroma_ms)}   "
            f"exact scan {_cuts(self.exact_ms)}"
        )


class VectorRecord:
    """As much of a record as the exact scan reads: ids, articles and vectors."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @property
    def passages(self) -> VectorRecord:
        """The shelf, which is all there is."""
        return self

    def matrix(self, _: str) -> tuple[list[str], list[Article], Vectors]:
        """See `PassageShelf.matrix`."""
        count = len(self._vectors)
        return [name_of(row) for row in range(count)], [ARTICLE] * count, self._vectors


def exact_scan(vectors: Vectors) -> ExactScan:
    """The exact scan of `vectors`, which are passages named by their rows."""
    return ExactScan(VectorRecord(vectors), "model")  # type: ignore[arg-type]


def fill(index: PassageIndex, vectors: Vectors, *, start: int = 0) -> None:
    """Put `vectors` from row `start` on into an index, named by their rows."""
    rows = range(start, len(vectors))
    index.put(
        [Entry(Passage(name_of(n), "article", (), "", ""), ARTICLE, vectors[n]) for n in rows]
    )


def measure(chroma: DenseSearch, exact: DenseSearch, queries: Vectors) -> Measured:
    """Ask both for the same; each is asked once before the clock runs."""
    recalls, chroma_ms, exact_ms = [], [], []
    for each in (chroma, exact):
        each.search(queries[0], HITS, EVERYTHING)
    for query in queries:
        found, took = _timed(chroma, query)
        chroma_ms.append(took)
        true, took = _timed(exact, query)
        exact_ms.append(took)
        best = {hit.passage for hit in true[:AT]}
        recalls.append(len(best & {hit.passage for hit in found[:AT]}) / len(best))
    return Measured(fmean(recalls), chroma_ms, exact_ms)


def name_of(row: int) -> str:
    """The id of the passage of a row."""
    return f"{row:08d}"


@click.command()
@click.option("--articles", type=FILE, required=True, multiple=True, help="Articles; repeat it.")
@click.option("--questions", type=FILE, required=True, multiple=True, help="Questions; repeat it.")
@click.option("--sizes", default="10000,100000", show_default=True, help="Passages to index.")
@click.option("--limit", default=400, show_default=True, help="How many questions to ask.")
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="Keeps vectors.")
def main(
    articles: Sequence[Path], questions: Sequence[Path], sizes: str, limit: int, cache: Path
) -> None:
    """Print what Chroma misses and how long it takes, beside the exact scan."""
    counts = sorted(int(size) for size in sizes.split(","))
    known = VectorCache(cache / "bench-vectors.npz", MiniLM(cache=cache / "models"))
    vectors = known.of(texts_of(articles, counts[-1], seed=SEED))
    queries = known.of(_questions(questions, limit))
    click.echo(f"{dict(HNSW)}, {len(queries)} questions, {HITS} hits")
    with tempfile.TemporaryDirectory() as scratch:
        index = served_chroma(Path(scratch) / "dense-1")
        try:
            index.ids()
            built, seconds = 0, 0.0
            for count in counts:
                started = time.perf_counter()
                fill(index, vectors[:count], start=built)
                built, seconds = count, seconds + time.perf_counter() - started
                result = measure(index, exact_scan(vectors[:count]), queries)
                click.echo(f"{count:>7} passages   built in {seconds:.1f} s   {result}")
        finally:
            index.close()


def _questions(files: Sequence[Path], limit: int) -> list[str]:
    """Questions of every file in equal parts."""
    asked: list[str] = []
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        told = [row.get("question") or row["messages"][-1]["content"] for row in rows]
        asked.extend(told[: limit // len(files)])
    return list(dict.fromkeys(asked))


def _timed(index: DenseSearch, query: Vectors) -> tuple[list[Hit], float]:
    started = time.perf_counter()
    found = index.search(query, HITS, EVERYTHING)
    return found, 1000 * (time.perf_counter() - started)


def _cuts(milliseconds: list[float]) -> str:
    cuts = quantiles(milliseconds, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms"


if __name__ == "__main__":
    main()
