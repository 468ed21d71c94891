"""Real vectors in any number: passages of articles, and their sentences where those run out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import click
import numpy as np

from index.articles import ParsedArticle, Passage
from index.embedding import Embedder, Vectors
from index.identity import article_id, article_of, number_paragraphs
from index.passages import passages_of
from index.sentences import split
from index.sources import articles_in, files_in

BLOCK = 2_000
LEAST_WORDS = 5


def texts_of(articles: Sequence[Path], count: int, *, seed: int) -> list[str]:
    """`count` different texts in an order that `seed` decides.

    First all passages, as they are embedded; then single sentences of them.
    """
    chance = random.Random(seed)
    passages = list(_passages(articles))
    texts = list(dict.fromkeys(each.indexed_text for each in passages))
    chance.shuffle(texts)
    if len(texts) < count:
        chance.shuffle(passages)
        texts = list(dict.fromkeys([*texts, *_sentences(passages, count)]))
    if len(texts) < count:
        raise click.UsageError(f"these articles give {len(texts)} texts, not {count}: name more")
    return texts[:count]


class VectorCache:
    """Vectors of texts in one file, so that a second run embeds nothing."""

    def __init__(self, file: Path, embedder: Embedder) -> None:
        self._file = file
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        if file.exists():
            kept = np.load(file)
            self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, of shape (len(texts), dimension)."""
        keys = [self._key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        starts = range(0, len(new), BLOCK)
        with click.progressbar(starts, label=f"embed {len(new)} of {len(texts)} texts") as waited:
            for start in waited:
                some = dict(list(new.items())[start : start + BLOCK])
                vectors = self._embedder.embed(list(some.values()))
                self._known.update(zip(some, vectors, strict=True))
                self._keep()
        return np.stack([self._known[key] for key in keys])

    def _key(self, text: str) -> str:
        return sha256(f"{self._embedder.model.fingerprint}\n{text}".encode()).hexdigest()[:32]

    def _keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new.npz")
        np.savez(draft, keys=list(self._known), vectors=np.stack(list(self._known.values())))
        draft.replace(self._file)


def _passages(articles: Sequence[Path]) -> Iterator[Passage]:
    for file in (file for path in articles for file in files_in([path])):
        for parsed in articles_in(file):
            if isinstance(parsed, ParsedArticle):
                article = article_of(parsed, article_id(parsed, taken=()))
                yield from passages_of(article, number_paragraphs(parsed))


def _sentences(passages: Sequence[Passage], count: int) -> Iterator[str]:
    """At most `count` sentences of some length."""
    found = 0
    for passage in passages:
        for start, end in split(passage.text, None):
            if found < count and len(passage.text[start:end].split()) >= LEAST_WORDS:
                found += 1
                yield passage.text[start:end]
