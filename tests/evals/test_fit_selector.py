"""Fitting the selector: what is written can be read by it, and says what it learnt."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors.numpy import load_file

from service.evals.selection_examples import Example

RIGHT = "Selbank was bought by Norvik for $62 million."
WRONG = "Norvik and its rival Selbank have their offices in Oslo, as they said in a long statement."


@pytest.fixture(scope="module", autouse=True)
def _needs_pytorch() -> None:
    pytest.importorskip("torch", reason="install nutgraf[cross-encoder]")
    pytest.importorskip("transformers", reason="install nutgraf[cross-encoder]")


def test_sentences_of_any_length_keep_their_places_in_a_batch() -> None:
    import torch

    from service.evals.pair_reader import PairReader

    reader = PairReader().eval()
    examples = [_example(WRONG, RIGHT), _example(RIGHT), _example(WRONG * 3, WRONG, RIGHT)]
    with torch.no_grad():
        reader.head.weight.fill_(0.1)
        together = reader(examples)
        alone = [reader([each])[0] for each in examples]
    assert [len(each) for each in together] == [2, 1, 3]
    for one, other in zip(together, alone, strict=True):
        assert one.tolist() == pytest.approx(other.tolist(), abs=0.05)


def test_a_fit_tells_what_it_is_worth_and_writes_numbers_of_low_rank(tmp_path: Path) -> None:
    from service.evals.pair_training import RANK, fit

    examples = [_example(WRONG, RIGHT)] * 16 + [_example(WRONG, RIGHT, held_out=True)]
    told: list[str] = []
    fit(examples, out=tmp_path / "adapter.safetensors", epochs=4, tell=told.append)
    assert told[0] == "16 fitted on; of 1 held out 0.000 unread"
    assert told[-1] == "epoch 4: 1.000"
    written = load_file(tmp_path / "adapter.safetensors")
    ups = [values for name, values in written.items() if name.endswith(".up")]
    assert ups
    assert {values.shape[1] for values in ups} == {RANK}


def _example(*sentences: str, held_out: bool = False) -> Example:
    return Example(
        question="How much did Norvik pay for its rival Selbank?",
        sentences=sentences,
        log_odds=tuple(-float(place) for place in range(len(sentences))),
        answers=tuple(each == RIGHT for each in sentences),
        is_held_out=held_out,
    )
