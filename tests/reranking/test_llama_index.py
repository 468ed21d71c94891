"""Node postprocessors of llama-index, named by path."""

from __future__ import annotations

import time
from typing import Any

import pytest
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from reranking.candidates import candidates, texts_of
from service.errors import RerankingFailed, SettingsError
from service.reranking.llama_index import LlamaIndexReranker

FOUND = candidates("one", "a longer one", "the longest of all")


class TwoLongest(BaseNodePostprocessor):
    """Gives the two longest nodes, as a reranker with `top_n` does."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        assert query_bundle.query_str == "Which is long?"
        return sorted(nodes, key=lambda each: -len(each.node.get_content()))[:2]


class Strangers(BaseNodePostprocessor):
    """Gives a node of its own."""

    def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> list[NodeWithScore]:
        return [NodeWithScore(node=TextNode(id_="stranger", text="no"), score=1.0)]


class Broken(BaseNodePostprocessor):
    """Raises an error of its own kind."""

    def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> list[NodeWithScore]:
        class QuotaExceeded(Exception):
            pass

        raise QuotaExceeded("come back tomorrow")


class Slow(BaseNodePostprocessor):
    """Takes its time."""

    def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> list[NodeWithScore]:
        time.sleep(1)
        return list(nodes)


class Demanding(BaseNodePostprocessor):
    """Cannot be made without an option."""

    key: str

    def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> list[NodeWithScore]:
        return list(nodes)


def reranker(name: str, *, depth: int = 40, seconds: float = 20) -> LlamaIndexReranker:
    return LlamaIndexReranker(path=f"{__name__}:{name}", depth=depth, seconds=seconds)


def test_what_it_prefers_comes_first_and_what_it_drops_last() -> None:
    found = reranker("TwoLongest").rerank("Which is long?", FOUND)
    assert texts_of(found) == ["the longest of all", "a longer one", "one"]
    assert {each.passage.id for each in found} == {each.passage.id for each in FOUND}


def test_it_sees_no_more_than_its_depth() -> None:
    found = reranker("TwoLongest", depth=2).rerank("Which is long?", FOUND)
    assert texts_of(found) == ["a longer one", "one", "the longest of all"]


def test_a_class_that_comes_with_llama_index_serves() -> None:
    kind = SimilarityPostprocessor
    found = LlamaIndexReranker(
        path=f"{kind.__module__}.{kind.__name__}", depth=40, seconds=20
    ).rerank("Which is long?", FOUND)
    assert texts_of(found) == texts_of(FOUND)


@pytest.mark.parametrize(
    ("name", "message"),
    [("Strangers", "not given: 'stranger'"), ("Broken", r"failed \(QuotaExceeded\)")],
)
def test_a_class_that_fails_is_named(name: str, message: str) -> None:
    with pytest.raises(RerankingFailed, match=message) as failure:
        reranker(name).rerank("Which is long?", FOUND)
    assert name in str(failure.value)


def test_a_slow_class_is_given_up() -> None:
    with pytest.raises(RerankingFailed, match=r"no answer within 0\.2 s"):
        reranker("Slow", seconds=0.2).rerank("Which is long?", FOUND)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no_such_package.module:Class", "install its package"),
        ("Class", "cannot import"),
        ("pathlib:Path", "no BaseNodePostprocessor"),
        (f"{__name__}:Demanding", "cannot be made without options"),
    ],
)
def test_a_class_that_cannot_serve_is_refused_by_name(path: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as refusal:
        LlamaIndexReranker(path=path, depth=40, seconds=5)
    assert path in str(refusal.value)
