"""Fits a `PairReader` to examples, and writes what changed of the encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch.nn import functional

from service.evals.pair_reader import SCALE, Numbers, PairReader
from service.evals.selection_examples import Example
from service.evidence import SELECTED, SHARED
from service.selection.adapter import DOWN, SHIFT, UP

RATE = 5e-5
HEAD_RATE = 1e-3
WARM_UP = 0.1
LEAST_RATE = 0.02
WEIGHT_DECAY = 0.01
BATCH = 8
# What is known without reading counts half, so that reading need not learn it again.
BESIDE = 0.5
POINTWISE = 0.5
RANK = 64

Tell = Callable[[str], None]


def fit(examples: Sequence[Example], *, out: Path, epochs: int, tell: Tell) -> None:
    """Fit on all examples but those held out, telling after each epoch how these fare.

    The loss is that of the softmax over an example's sentences, of what is read and what is
    known without together, and that of each sentence for itself, so that questions without an
    answer teach as well.
    """
    torch.manual_seed(0)
    reader = PairReader()
    before = reader.numbers()
    seen = [each for each in examples if not each.is_held_out]
    unseen = [each for each in examples if each.is_held_out and any(each.answers)]
    in_epoch = max(1, len(seen) // BATCH)
    tell(f"{len(seen)} fitted on; of {len(unseen)} held out {_right(unseen, None):.3f} unread")
    for step, _ in enumerate(_steps(reader, seen, epochs * in_epoch), start=1):
        if step % in_epoch == 0:
            tell(f"epoch {step // in_epoch}: {_right(unseen, reader):.3f}")
    save_file(_changes(before, reader), out)


def _steps(reader: PairReader, examples: Sequence[Example], steps: int) -> Iterator[None]:
    """Learn from a batch at each step."""
    groups = [
        {"params": reader.encoder.encoder.parameters(), "lr": RATE},
        {"params": reader.head.parameters(), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    for batch in islice(_batches(examples), steps):
        reader.train()
        optimiser.zero_grad()
        losses = [_loss(read, each) for read, each in zip(reader(batch), batch, strict=True)]
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        rate.step()
        yield


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """Batches in an order of chance, again and again."""
    chance = np.random.default_rng(0)
    while True:
        order = chance.permutation(len(examples))
        for start in range(0, max(1, len(order) - BATCH + 1), BATCH):
            yield [examples[place] for place in order[start : start + BATCH]]


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (WARM_UP * steps)) * max(LEAST_RATE, 1.0 - step / steps)


def _loss(read: torch.Tensor, example: Example) -> torch.Tensor:
    right = torch.tensor(example.answers)
    loss = POINTWISE * functional.binary_cross_entropy_with_logits(read, right.float())
    if right.any() and not right.all():
        scores = read + BESIDE * torch.tensor(example.log_odds)
        loss = loss + torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)
    return loss


def _right(examples: Sequence[Example], reader: PairReader | None) -> float:
    """The share of examples whose likeliest sentence answers, weighed about as for answers."""
    scores = [SHARED * torch.tensor(each.log_odds) for each in examples]
    if reader is not None:
        with torch.no_grad():
            read = reader.eval()(examples)
        scores = [one + SELECTED * other for one, other in zip(scores, read, strict=True)]
    first = [int(each.argmax()) for each in scores]
    found = [each.answers[place] for each, place in zip(examples, first, strict=True)]
    return float(np.mean(found))


def _changes(before: Numbers, reader: PairReader) -> Numbers:
    """What changed, as `service.selection.adapter` reads it."""
    changes: Numbers = {
        "head.weight": SCALE * reader.head.weight.detach().numpy().reshape(-1),
        "head.bias": SCALE * reader.head.bias.detach().numpy(),
    }
    for name, values in reader.numbers().items():
        change = values - before[name]
        if change.ndim == 2:
            up, spread, down = np.linalg.svd(change, full_matrices=False)
            changes[name + UP] = (up[:, :RANK] * spread[:RANK]).astype(np.float16)
            changes[name + DOWN] = down[:RANK].astype(np.float16)
        else:
            changes[name + SHIFT] = change.astype(np.float16)
    return changes
