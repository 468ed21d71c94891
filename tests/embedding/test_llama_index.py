"""Embedding integrations of llama-index, named by path."""

from __future__ import annotations

import httpx
import numpy as np
import openai
import pytest
from llama_index.core.embeddings import MockEmbedding

from index.embedding.llama_index import LlamaIndexEmbedder
from index.errors import IndexUnavailable, OperatorError

MOCK = "llama_index.core.embeddings.mock_embed_model:MockEmbedding"


class Unplugged(MockEmbedding):
    """An integration whose service is down."""

    def __init__(self) -> None:
        super().__init__(embed_dim=4)

    def _get_text_embedding(self, text: str) -> list[float]:
        raise ConnectionError(f"no network to embed {text!r}")


class OfAService(MockEmbedding):
    """An integration that fails as the client of its service does."""

    def __init__(self) -> None:
        super().__init__(embed_dim=4)

    def _get_text_embedding(self, text: str) -> list[float]:
        with httpx.Client(trust_env=False) as client:
            client.get("http://127.0.0.1:9/")
        return []


class OfOpenAI(MockEmbedding):
    """An integration on OpenAI's own client."""

    def __init__(self) -> None:
        super().__init__(embed_dim=4)

    def _get_text_embedding(self, text: str) -> list[float]:
        with openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="k", max_retries=0) as client:
            return client.embeddings.create(input=text, model="m").data[0].embedding


class TwoTongues(MockEmbedding):
    """An integration of a model that reads questions and documents differently."""

    def __init__(self) -> None:
        super().__init__(embed_dim=2)

    def _get_text_embedding(self, text: str) -> list[float]:
        return [1.0, 0.0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return [0.0, float(len(query))]


@pytest.mark.parametrize("path", [MOCK, MOCK.replace(":", ".")])
def test_a_named_class_embeds_rows_of_norm_one(path: str) -> None:
    model = LlamaIndexEmbedder(path=path, options={"embed_dim": 4})
    assert model.model.dimension == 4
    assert np.allclose(model.embed(["one", "two"]), 0.5)
    assert model.embed([]).shape == (0, 4)


def test_options_make_another_model_but_secrets_do_not() -> None:
    def fingerprint(**options: object) -> str:
        return LlamaIndexEmbedder(path=MOCK, options=options).model.fingerprint

    plain = fingerprint(embed_dim=4)
    assert plain == fingerprint(embed_dim=4)
    assert plain == fingerprint(embed_dim=4, api_key="a secret")
    assert plain != fingerprint(embed_dim=5)
    assert plain != fingerprint(embed_dim=4, model_name="another")


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("no_such_package.module:Class", {}, "install its package"),
        ("llama_index.core.embeddings.mock_embed_model:Missing", {}, "cannot import"),
        ("Class", {}, "cannot import"),
        ("pathlib:Path", {}, "no BaseEmbedding"),
        ("os:sep", {}, "no BaseEmbedding"),
        (MOCK, {}, "refuses the options"),
        (MOCK, {"embed_dim": "many"}, r"refuses the options \['embed_dim'\]"),
    ],
)
def test_a_class_that_cannot_serve_is_refused_by_name(
    path: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(OperatorError, match=message) as refusal:
        LlamaIndexEmbedder(path=path, options=options)
    assert path in str(refusal.value)


def test_vectors_of_nothing_are_refused() -> None:
    with pytest.raises(OperatorError, match="use another model"):
        LlamaIndexEmbedder(path=MOCK, options={"embed_dim": 0}).embed(["text"])


@pytest.mark.parametrize("name", ["Unplugged", "OfAService", "OfOpenAI"])
def test_a_failing_class_is_unavailable(caplog: pytest.LogCaptureFixture, name: str) -> None:
    model = LlamaIndexEmbedder(path=f"{__name__}:{name}", options={}, dimension=4)
    with pytest.raises(IndexUnavailable, match=rf"{name}' failed \(\w+Error\)$"):
        model.embed(["text"])
    assert "cannot embed" in caplog.text


def test_a_question_is_embedded_as_a_question() -> None:
    model = LlamaIndexEmbedder(path=f"{__name__}:TwoTongues", options={})
    question = model.embed_question("Who met whom?", [(0, 3), (4, 8)])
    assert np.allclose(model.embed(["Who met whom?"]), [[1, 0]])
    assert np.allclose(question.whole, [0, 1])
    assert np.allclose(question.parts, [[0, 1], [0, 1]])


def test_a_known_dimension_costs_no_call() -> None:
    model = LlamaIndexEmbedder(path=f"{__name__}:Unplugged", options={}, dimension=4)
    assert model.model.dimension == 4


def test_the_settings_of_llama_index_stay_untouched() -> None:
    from llama_index.core import Settings

    before = dict(vars(Settings))
    LlamaIndexEmbedder(path=MOCK, options={"embed_dim": 4}).embed(["text"])
    assert dict(vars(Settings)) == before
