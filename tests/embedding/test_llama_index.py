"""Embedding integrations of llama-index, named by path."""

from __future__ import annotations

import numpy as np
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


def test_a_failing_class_is_unavailable() -> None:
    model = LlamaIndexEmbedder(path=f"{__name__}:Unplugged", options={})
    with pytest.raises(IndexUnavailable, match="no network"):
        model.embed(["text"])


def test_the_settings_of_llama_index_stay_untouched() -> None:
    from llama_index.core import Settings

    before = dict(vars(Settings))
    LlamaIndexEmbedder(path=MOCK, options={"embed_dim": 4}).embed(["text"])
    assert dict(vars(Settings)) == before
