"""Any embedding integration of llama-index, named by its dotted path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import Embedded, EmbeddingModel, Part, Vectors, embedded_apart
from index.embedding.rows import unit_rows
from index.errors import IndexUnavailable, OperatorError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_SECRETS = ("key", "token", "secret", "password")


class LlamaIndexEmbedder:
    """Embeds through a class of llama-index, made here and known to nothing else.

    Args:
        path: the class, `package.module:Class` or `package.module.Class`.
        options: keyword arguments of the class.

    Raises:
        OperatorError: when the class cannot be imported, is no `BaseEmbedding` or
            refuses the options.
    """

    def __init__(self, *, path: str, options: Mapping[str, object]) -> None:
        self._path = path
        self._options = dict(options)
        self._embedding = _made(path, self._options)

    @cached_property
    def model(self) -> EmbeddingModel:
        """Which model this is; its fingerprint covers path and options, but for secrets.

        The first use embeds a text to find the dimension, and raises as `embed` does.
        """
        dimension = self._rows(["dimension"], None).shape[1]
        options = {
            name: str(value)
            for name, value in self._options.items()
            if not any(secret in name.lower() for secret in _SECRETS)
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
            IndexUnavailable: when the class fails, such as without its network.
        """
        dimension = self.model.dimension
        if not texts:
            return np.empty((0, dimension), dtype=np.float32)
        return self._rows(texts, dimension)

    def embed_with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[Embedded]:
        """Embed texts and their parts, each for itself; raises as `embed` does."""
        return embedded_apart(self.embed, texts, parts)

    def _rows(self, texts: Sequence[str], dimension: int | None) -> Vectors:
        try:
            rows = self._embedding.get_text_embedding_batch(list(texts))
        except (OSError, RuntimeError, ValueError) as error:
            raise IndexUnavailable(f"{self._path!r} cannot embed: {error}") from error
        return unit_rows(rows, count=len(texts), dimension=dimension, source=repr(self._path))


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
