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
from service.selection.pairs import PairTokenizer

DROPOUT = 0.1
# The head learns as fast as this makes it; smaller, it lags behind the encoder.
SCALE = 10.0

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
            add_pooling_layer=False,
        )
        self.encoder.embeddings.requires_grad_(False)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, 1)
        torch.nn.init.zeros_(self.head.weight)
        torch.nn.init.zeros_(self.head.bias)
        self._tokenizer = PairTokenizer(files.tokenizer)

    def forward(self, example: Example) -> torch.Tensor:
        """The scores of an example's sentences, shape (sentences,)."""
        pairs = self._tokenizer.pairs(example.question, example.sentences)
        is_read = _padded([[1] * len(pair.ids) for pair in pairs])
        hidden = self.encoder(
            input_ids=_padded([pair.ids for pair in pairs]),
            token_type_ids=_padded([pair.types for pair in pairs]),
            attention_mask=is_read,
        ).last_hidden_state
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
