"""Reranking by any node postprocessor of llama-index, named by its dotted path."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from service.candidates import Candidate
from service.errors import RerankingFailed, SettingsError
from service.reranking.order import Ranked, reordered
from service.reranking.patience import Patience

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import NodeWithScore


class LlamaIndexReranker:
    """Reorders candidates by a `BaseNodePostprocessor`, made here with its defaults.

    The order is that in which it returns the nodes; what it drops follows as found.

    Args:
        path: the class, `package.module:Class` or `package.module.Class`.
        depth: how many candidates it sees.
        seconds: what a call may take.

    Raises:
        SettingsError: when the class cannot be imported or made, or is no postprocessor.
    """

    def __init__(self, *, path: str, depth: int, seconds: float) -> None:
        self._postprocessor = _made(path)
        self._depth = depth
        self._source = f"the reranker {path!r}"
        self._patience = Patience(seconds=seconds, source=self._source)

    @property
    def depth(self) -> int:
        """See `Reranker.depth`."""
        return self._depth

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """See `Reranker.rerank`. Scores are the reciprocal of the new rank."""
        if not candidates:
            return []
        seen, rest = candidates[: self._depth], candidates[self._depth :]
        nodes = [_node(each) for each in seen]
        found = self._patience.run(
            lambda: self._postprocessor.postprocess_nodes(nodes, query_str=question)
        )
        places = {each.passage.id: place for place, each in enumerate(seen)}
        try:
            order = dict.fromkeys(places[each.node.node_id] for each in found)
        except KeyError as error:
            raise RerankingFailed(
                f"{self._source} returned a node that it was not given: {error}"
            ) from error
        ranking = [Ranked(place, 1.0 / rank) for rank, place in enumerate(order, start=1)]
        return [*reordered(seen, ranking, source=self._source), *rest]

    def close(self) -> None:
        """See `Reranker.close`; the class keeps what it has."""


def _node(candidate: Candidate) -> NodeWithScore:
    from llama_index.core.schema import NodeWithScore, TextNode

    article = candidate.article
    fields = {
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
    }
    known = {name: value for name, value in fields.items() if value}
    node = TextNode(id_=candidate.passage.id, text=candidate.passage.text, metadata=known)
    return NodeWithScore(node=node, score=candidate.score)


def _made(path: str) -> BaseNodePostprocessor:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    module, _, name = path.replace(":", ".").rpartition(".")
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(
            f"cannot import the reranker {path!r} ({error}): "
            "install its package, and name it as 'package.module:Class'"
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, BaseNodePostprocessor)):
        raise SettingsError(
            f"{path!r} is no BaseNodePostprocessor of llama-index: name one that is"
        )
    try:
        return kind()
    except (TypeError, ValueError, ImportError, OSError) as error:
        raise SettingsError(
            f"{path!r} cannot be made without options ({error}): name a subclass that sets them"
        ) from error
