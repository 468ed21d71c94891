"""An archive: the record with its two indexes, opened, written and kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from index.articles import Article, ParsedArticle
from index.dense import ChromaIndex
from index.embedded import MODEL_FACT, named
from index.embedding import Embedder, Vectors
from index.errors import IndexUnavailable, ModelMismatch, UnreadableFile
from index.exact import ExactScan
from index.hits import DenseSearch, Hit
from index.ingest import Change, Ingester, Outcome
from index.lexical import TantivyIndex, linked_tantivy
from index.record.passages import Known
from index.record.store import Record
from index.scope import Scope
from index.standing import Standing, Standings
from index.upkeep import Drift, Progress, Soundness, Upkeep, silent


class _Watched:
    """The trusted Chroma, which is so until a search fails: no other one waits for it in vain."""

    def __init__(self, upkeep: Upkeep[ChromaIndex]) -> None:
        self._upkeep = upkeep
        self._chroma = upkeep.trusted

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[Hit]:
        """See `DenseSearch.search`."""
        try:
            return self._chroma.search(vector, k, scope)
        except IndexUnavailable:
            self._upkeep.doubt(self._chroma)
            raise


class Archive:
    """Articles and how to find them. One process has one, under the directory's lock."""

    def __init__(
        self,
        *,
        data_dir: Path,
        embedder: Embedder,
        open_dense: Callable[[Path], ChromaIndex],
        re_embed: bool = False,
        read_only: bool = False,
    ) -> None:
        """Open the archive of `data_dir`.

        Args:
            data_dir: The folder, owned by this process (see `index.lock`).
            embedder: Embeds passages and questions.
            open_dense: Opens the Chroma index in a folder.
            re_embed: Accept a record of another model; `embed_anew` must follow.
            read_only: Write nothing in `data_dir`, which this process may be unable to.

        Raises:
            ModelMismatch: the record's vectors are another model's.
        """
        self.record = Record.open(data_dir, read_only=read_only)
        self.embedder = embedder
        self._check_model(re_embed=re_embed)
        fingerprint = embedder.model.fingerprint
        self.exact = ExactScan(self.record, fingerprint)
        self.dense = Upkeep(
            "dense", data_dir=data_dir, record=self.record, model=fingerprint, opener=open_dense
        )
        self.lexical = Upkeep(
            "lexical",
            data_dir=data_dir,
            record=self.record,
            model=fingerprint,
            opener=linked_tantivy if read_only else TantivyIndex,
        )
        self._standings = Standings(self.record)
        self._ingesting = threading.Lock()
        self._writing = threading.Lock()
        self._ingester = Ingester(
            record=self.record,
            embedder=embedder,
            data_dir=data_dir,
            writing=self._writing,
            on_change=self._follow,
        )

    def ingest(self, parsed: Iterable[ParsedArticle | UnreadableFile]) -> Iterator[Outcome]:
        """Take in articles; see `Ingester.ingest`. One ingest runs at a time.

        Removals take their turn between its batches.
        """
        with self._ingesting:
            yield from self._ingester.ingest(parsed)
            with self._writing:
                self._settle()

    def remove(self, article_id: str) -> Article:
        """Remove an article from the record and the indexes; see `Record.remove`."""
        with self._writing:
            passages = self.record.passages.of_article(self.record.articles.get(article_id))
            article = self.record.remove(article_id)
            self._follow(Change(live=(), gone=tuple(passage.id for passage in passages)))
            return article

    @property
    def is_trusted(self) -> bool:
        """Whether both indexes were equal to the record when last compared, and followed it since.

        Of the lexical one only the first half is known.
        """
        return self.dense.is_trusted and self.lexical.is_trusted

    def trusted_dense(self) -> DenseSearch:
        """Chroma, once it was found equal to the record, and until a search of it fails.

        Raises:
            IndexUnavailable: it was not yet, or it cannot be opened.
        """
        return _Watched(self.dense)

    def exact_dense(self) -> DenseSearch:
        """The scan of the record's vectors."""
        return self.exact

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """The live passages among `ids`, as the record has them; see `PassageShelf.get`."""
        return self.record.passages.get(sorted(set(ids)), self.embedder.model.fingerprint)

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of terms; all alike where the index is down."""
        chosen = list(words)
        try:
            return self.lexical.trusted.rarity(chosen)
        except IndexUnavailable:
            return dict.fromkeys(chosen, 1.0)

    def mentions(self, article: str, term: str) -> bool:
        """Whether an article has a term; true where the index is down, which accuses no text."""
        try:
            return self.lexical.trusted.mentions(article, term)
        except IndexUnavailable:
            return True

    def standing(self) -> Standing:
        """How many articles there are, from where and when, and a hash of them."""
        return self._standings.now()

    def outlets(self) -> tuple[str, ...]:
        """The outlets of all live articles, by name."""
        return self.standing().outlets

    def newest(self) -> date | None:
        """The day of the latest article, which is the archive's own clock; None without dates."""
        return self.standing().until

    def digest(self) -> str:
        """A short hash of which articles stand at which revision."""
        return self.standing().digest

    def check(self) -> Soundness:
        """Compare both indexes with the record; nothing is changed."""
        return Soundness(dense=self.dense.drift(), lexical=self.lexical.drift())

    def mend(self, progress: Progress = silent) -> Soundness:
        """Make both indexes equal to the record; what they were like before.

        One that cannot be mended keeps the other from nothing, is not trusted, and is told in
        what comes back.
        """
        unmended: list[str] = []

        def mended(upkeep: Upkeep[Any]) -> Drift:
            try:
                return upkeep.mend(progress)
            except IndexUnavailable as fault:
                upkeep.distrust()
                unmended.append(f"the {upkeep.name} index cannot be mended: {fault}")
                return Drift(fault=str(fault))

        with self._writing:
            # Words first: they wait for no server.
            lexical, dense = mended(self.lexical), mended(self.dense)
            self._settle()
            self.record.settle()
            return Soundness(dense=dense, lexical=lexical, unmended=tuple(unmended))

    def embed_anew(self, progress: Progress = silent) -> int:
        """Embed every passage with the configured model and rebuild the dense index."""
        with self._writing:
            count = self._ingester.embed_missing(progress)
            self.dense.rebuild(facts={MODEL_FACT: named(self.embedder.model)})
            self.exact.forget()
            return count

    def close(self) -> None:
        """Close the indexes and the record."""
        self.dense.close()
        self.lexical.close()
        self.record.close()

    def _follow(self, change: Change) -> None:
        """Bring the indexes after the record.

        An index that fails here lags behind the record until it is mended. Chroma is not trusted
        so long, since the exact scan misses nothing; words have no such stand-in, and what an
        index that lags finds is only less, never wrong.
        """
        self.exact.forget()
        self._standings.forget()
        entries = list(self.record.passages.entries(change.live, self.embedder.model.fingerprint))
        with suppress(IndexUnavailable):
            self.lexical.index.put(entries)
            self.lexical.index.drop(change.gone)
        try:
            self.dense.index.put(entries)
            self.dense.index.drop(change.gone)
        except IndexUnavailable:
            self.dense.distrust()

    def _settle(self) -> None:
        with suppress(IndexUnavailable):
            self.lexical.index.settle()

    def _check_model(self, *, re_embed: bool) -> None:
        wanted = named(self.embedder.model)
        known = self.record.fact(MODEL_FACT)
        if known is None:
            self.record.state({MODEL_FACT: wanted})
        elif known != wanted and not re_embed:
            raise ModelMismatch(
                f"this archive was embedded by {known!r}, and the settings ask for {wanted!r}: "
                "set the embedding back, or run `nutgraf doctor --re-embed`"
            )
