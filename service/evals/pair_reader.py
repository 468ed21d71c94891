"""The encoder as it is fitted: a question and a sentence in, a score out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import AutoModel

from index.embedding.weights import PACKAGE, find_weights
from service.evals.selection_examples import Example
from service.selection.pairs import Pair, PairTokenizer

DROPOUT = 0.1
# The head learns as fast as this makes it; smaller, it lags behind the encoder.
SCALE = 10.0
# Pairs of about one length are read together: padded to the longest they take half as long again.
CHUNK = 16

Numbers = dict[str, NDArray[np.float32]]


class PairReader(torch.nn.Module):  # type: ignore[misc]
    """The encoder, and a score made of the mean of its tokens' vectors."""

    def __init__(self) -> None:
        super().__init__()
        files = find_weights(PACKAGE)
        self.encoder = AutoModel.from_pretrained(
            files.tensors.parent,
            hidden_dropout_prob=DROPOUT,
            attention_probs_dropout_prob=0.0,
            # On processors, the fused kind takes half of a step's time to go back.
            attn_implementation="eager",
            add_pooling_layer=False,
        )
        self.encoder.embeddings.requires_grad_(False)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, 1)
        torch.nn.init.zeros_(self.head.weight)
        torch.nn.init.zeros_(self.head.bias)
        self._tokenizer = PairTokenizer(files.tokenizer)

    def forward(self, examples: Sequence[Example]) -> list[torch.Tensor]:
        """The scores of each example's sentences, each of shape (sentences,)."""
        pairs = [
            pair
            for each in examples
            for pair in self._tokenizer.pairs(each.question, each.sentences)
        ]
        by_length = sorted(range(len(pairs)), key=lambda place: len(pairs[place].ids))
        parts = [by_length[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
        scores = torch.cat([self._read([pairs[place] for place in part]) for part in parts])
        as_given = scores[torch.tensor(by_length).argsort()]
        return list(as_given.split([len(each.sentences) for each in examples]))

    def _read(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """The scores of pairs of about one length."""
        is_read = _padded([[1] * len(pair.ids) for pair in pairs])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(
                input_ids=_padded([pair.ids for pair in pairs]),
                token_type_ids=_padded([pair.types for pair in pairs]),
                attention_mask=is_read,
            ).last_hidden_state.float()
        mask = is_read[..., None].float()
        mean = (hidden * mask).sum(1) / mask.sum(1)
        scores: torch.Tensor = self.head(functional.dropout(mean, DROPOUT, self.training))[:, 0]
        return SCALE * scores

    def numbers(self) -> Numbers:
        """All that is fitted of the encoder, by the names of its weights."""
        fitted = self.encoder.encoder.state_dict()
        return {f"encoder.{name}": values.numpy().copy() for name, values in fitted.items()}


def _padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """Rows of one length, filled up with 0."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
