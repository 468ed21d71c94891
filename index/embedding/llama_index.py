"""Any embedding integration of llama-index, named by its dotted path."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import Embedded, EmbeddingModel, Part, Vectors, embedded_apart
from index.embedding.rows import unit_rows
from index.errors import IndexUnavailable, OperatorError
from index.redaction import redacted

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_SECRETS = ("key", "token", "secret", "password")

Rows = Sequence[Sequence[float]]

logger = logging.getLogger(__name__)


class LlamaIndexEmbedder:
    """Embeds through a class of llama-index, made here and known to nothing else.

    Args:
        path: the class, `package.module:Class` or `package.module.Class`.
        options: keyword arguments of the class.
        dimension: length of a vector; found by a first call where it is not given.

    Raises:
        OperatorError: when the class cannot be imported, is no `BaseEmbedding` or
            refuses the options.
    """

    def __init__(
        self, *, path: str, options: Mapping[str, object], dimension: int | None = None
    ) -> None:
        self._path = path
        self._dimension = dimension
        self._options = dict(options)
        self._embedding = _made(path, self._options)

    @cached_property
    def model(self) -> EmbeddingModel:
        """Which model this is; its fingerprint covers path and options, but for secrets.

        Without a dimension the first use embeds a text to find it, and raises as `embed` does.
        """
        dimension = self._dimension or self._embedded(["dimension"], None).shape[1]
        options = {
            name: str(value) for name, value in self._options.items() if not _is_secret(name)
        }
        identity = json.dumps([self._path, options, dimension], sort_keys=True)
        return EmbeddingModel(
            name=f"{self._path} ({self._embedding.model_name})",
            dimension=dimension,
            fingerprint=hashlib.sha256(identity.encode()).hexdigest(),
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` into an array of shape (len(texts), dimension), rows of norm 1.

        Raises:
            OperatorError: when what comes back are no embeddings of that dimension.
            IndexUnavailable: when the class fails, such as without its network; the log says how.
        """
        dimension = self.model.dimension
        if not texts:
            return np.empty((0, dimension), dtype=np.float32)
        return self._embedded(texts, dimension)

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed texts and their parts, each for itself; raises as `embed` does."""
        return embedded_apart(self.embed, texts, parts)

    def embed_question(self, question: str, parts: Sequence[Part] = ()) -> Embedded:
        """Embed a question and its parts as the class embeds questions; raises as `embed` does."""
        texts = [question, *(question[start:end] for start, end in parts)]
        ask = self._embedding.get_query_embedding
        rows = self._called(lambda: [ask(text) for text in texts])
        vectors = self._units(rows, len(texts), self.model.dimension)
        return Embedded(vectors[0], vectors[1:])

    def _embedded(self, texts: Sequence[str], dimension: int | None) -> Vectors:
        rows = self._called(lambda: self._embedding.get_text_embedding_batch(list(texts)))
        return self._units(rows, len(texts), dimension)

    def _called(self, call: Callable[[], Rows]) -> Rows:
        try:
            return call()
        except Exception as error:  # somebody else's class, which raises what it likes
            secrets = [str(value) for name, value in self._options.items() if _is_secret(name)]
            said = redacted(error, *secrets)
            logger.warning("%r cannot embed: %s: %s", self._path, type(error).__name__, said)
            raise IndexUnavailable(
                f"the embedding {self._path!r} failed ({type(error).__name__})"
            ) from error

    def _units(self, rows: Rows, count: int, dimension: int | None) -> Vectors:
        return unit_rows(rows, count=count, dimension=dimension, source=repr(self._path))


def _is_secret(name: str) -> bool:
    return any(secret in name.lower() for secret in _SECRETS)


def _made(path: str, options: dict[str, object]) -> BaseEmbedding:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    module, _, name = path.replace(":", ".").rpartition(".")
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise OperatorError(
            f"cannot import the embedding {path!r} ({error}): "
            "install its package, and name it as 'package.module:Class'"
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, BaseEmbedding)):
        raise OperatorError(f"{path!r} is no BaseEmbedding of llama-index: name one that is")
    try:
        return kind(**options)
    except (TypeError, ValueError, ImportError, OSError) as error:
        raise OperatorError(
            f"{path!r} refuses the options {sorted(options)} ({error}): mend them"
        ) from error
