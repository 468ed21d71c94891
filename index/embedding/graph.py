"""all-MiniLM-L6-v2 as ONNX graphs, written from its published weights.

PyTorch is not needed: the encoder is six layers of a few operators. A graph
reads one text or one pair at a time, so it has neither padding nor a mask, and
what it gives never depends on what else is read.

The operators are those that ONNX Runtime runs fastest: its fused ones that look
made for this (`SkipLayerNormalization`, `BiasGelu`, `QAttention`) take two to
four times as long as their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from index.embedding.weights import MAX_TOKENS, Precision

Weights = Mapping[str, NDArray[np.float32]]
Shape = Sequence[int | str]

INPUT = "ids"
TYPES = "types"
VECTORS = "vectors"
TOKENS = "tokens"
SCORE = "score"

_LAYERS = 6
_HEADS = 12
_DIMENSION = 384
_EPSILON = 1e-12
_MICROSOFT = "com.microsoft"


def encoder_graph(weights: Weights, *, precision: Precision) -> bytes:
    """Build the graph: `ids`, int32 of shape (1, tokens), to `vectors`, (1, 384) of norm 1.

    A second output, `tokens`, has the vector of each token, (1, tokens, 384), of any norm.
    `int8` quantises the matrices and the table of word pieces; attention,
    normalisation and GELU stay in float32.

    Args:
        weights: those of all-MiniLM-L6-v2, by name.
        precision: what the matrices are multiplied in.

    Returns:
        The serialised ONNX model.
    """
    nodes = _Nodes(weights, quantised=precision == "int8")
    tokens = _token_vectors(nodes, types=None)
    vector = nodes.apply("LpNormalization", _mean(nodes, tokens), axis=1, p=2)
    nodes.finish(vector, VECTORS)
    nodes.finish(tokens, TOKENS)
    outputs: dict[str, Shape] = {
        VECTORS: [1, _DIMENSION],
        TOKENS: [1, "tokens", _DIMENSION],
    }
    return nodes.serialised("all-MiniLM-L6-v2", inputs=[INPUT], outputs=outputs)


def pair_graph(weights: Weights, *, precision: Precision) -> bytes:
    """Build the graph that reads two texts as one: `ids` and `types` to `score`, (1,).

    Both are int32 of shape (1, tokens); `types` is 0 for the tokens of the first text and 1
    for those of the second.

    Args:
        weights: those of the encoder as it was fitted to pairs, with `head.weight`, (384,), and
            `head.bias`, (1,), that make a score of the mean of its tokens' vectors.
        precision: as for `encoder_graph`.

    Returns:
        The serialised ONNX model.
    """
    nodes = _Nodes(weights, quantised=precision == "int8")
    mean = _mean(nodes, _token_vectors(nodes, types=TYPES))
    head = nodes.constant(weights["head.weight"].reshape(_DIMENSION, 1))
    score = nodes.apply("Add", nodes.apply("MatMul", mean, head), nodes.parameter("head.bias"))
    nodes.finish(nodes.apply("Squeeze", score, nodes.one), SCORE)
    return nodes.serialised("sentence pairs", inputs=[INPUT, TYPES], outputs={SCORE: [1]})


class _Nodes:
    """The graph while it is written. Methods append nodes and return the name of their output."""

    def __init__(self, weights: Weights, *, quantised: bool) -> None:
        self.weights = weights
        self.quantised = quantised
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.start = self.constant(np.array([0]))
        self.one = self.constant(np.array([1]))

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def parameter(self, name: str) -> str:
        return self.constant(self.weights[name])

    def apply(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.split(operator, *inputs, into=1, **attributes)[0]

    def split(self, operator: str, *inputs: str, into: int, **attributes: Any) -> list[str]:
        outputs = [f"node_{len(self.nodes)}_{n}" for n in range(into)]
        self.nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs

    def finish(self, value: str, name: str) -> None:
        """Give `value` the name by which a caller of the graph asks for it."""
        self.nodes.append(helper.make_node("Identity", [value], [name]))

    def serialised(
        self, name: str, *, inputs: Sequence[str], outputs: Mapping[str, Shape]
    ) -> bytes:
        """The model; every input is int32 of shape (1, tokens), every output float32."""
        text: Shape = [1, "tokens"]
        taken = [helper.make_tensor_value_info(each, TensorProto.INT32, text) for each in inputs]
        given = [
            helper.make_tensor_value_info(each, TensorProto.FLOAT, sides)
            for each, sides in outputs.items()
        ]
        graph = helper.make_graph(self.nodes, name, taken, given, self.constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        serialised: bytes = model.SerializeToString()
        return serialised

    def normalised(self, value: str, name: str) -> str:
        scale, shift = (self.parameter(f"{name}.LayerNorm.{part}") for part in ("weight", "bias"))
        return self.apply("LayerNormalization", value, scale, shift, epsilon=_EPSILON)

    def dense(self, *names: str) -> Callable[[str], str]:
        """The linear layers `names` side by side, to be applied to any number of values."""
        matrix = np.concatenate([self.weights[f"{name}.weight"].T for name in names], axis=1)
        bias = self.constant(np.concatenate([self.weights[f"{name}.bias"] for name in names]))
        if not self.quantised:
            factor = self.constant(matrix)
            return lambda value: self.apply("Add", self.apply("MatMul", value, factor), bias)
        integers, scale = _quantised_columns(matrix)
        zero = np.zeros(scale.shape, dtype=np.int8)
        inputs = [self.constant(part) for part in (integers, scale, zero)] + [bias]
        return lambda value: self.apply("DynamicQuantizeMatMul", value, *inputs, domain=_MICROSOFT)

    def by_token(self, value: str, layer: Callable[[str], str]) -> str:
        """Apply `layer` to `[CLS]` and to the other tokens apart, where numbers are quantised.

        `[CLS]` carries values five times as large as any other token. Under one
        scale for both, the others keep a fifth of the 256 steps: apart, the mean
        distance to the float32 vectors is a third (cosine .9983, not .9949).
        """
        if not self.quantised:
            return layer(value)
        first = self.apply("Slice", value, self.start, self.one, self.one)
        end = self.constant(np.array([MAX_TOKENS]))
        others = self.apply("Slice", value, self.one, end, self.one)
        return self.apply("Concat", layer(first), layer(others), axis=1)


def _quantised_columns(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round each column to int8 with a scale of its own.

    Processors without VNNI add two neighbouring products in 16 bits, which
    overflow beyond 255 * 128. Neighbours therefore never sum to more than 128,
    and every processor computes the same integers.
    """
    pairs = np.abs(matrix[0::2] + matrix[1::2]).max(axis=0)
    scale = np.maximum(np.abs(matrix).max(axis=0), pairs) / np.float32(127)
    return np.rint(matrix / scale).astype(np.int8), scale


def _token_vectors(nodes: _Nodes, *, types: str | None) -> str:
    """The last hidden state, shape (1, tokens, 384)."""
    value = _embedded(nodes, types)
    for number in range(_LAYERS):
        value = _layer(nodes, value, f"encoder.layer.{number}")
    return value


def _embedded(nodes: _Nodes, types: str | None) -> str:
    # Every token of a single text has type 0. The positions are cut out by Shape:
    # Range feeding Gather hinders ONNX Runtime's planning.
    kinds = nodes.weights["embeddings.token_type_embeddings.weight"]
    table = nodes.weights["embeddings.position_embeddings.weight"][:MAX_TOKENS] + kinds[0]
    length = nodes.apply("Shape", INPUT, start=1, end=2)
    positions = nodes.apply("Slice", nodes.constant(table), nodes.start, length, nodes.start)
    value = nodes.apply("Add", _word_pieces(nodes), positions)
    if types is not None:
        kind = nodes.apply("Gather", nodes.constant(kinds - kinds[0]), types)
        value = nodes.apply("Add", value, kind)
    return nodes.normalised(value, "embeddings")


def _word_pieces(nodes: _Nodes) -> str:
    table = nodes.weights["embeddings.word_embeddings.weight"]
    if not nodes.quantised:
        return nodes.apply("Gather", nodes.constant(table), INPUT)
    scales = np.abs(table).max(axis=1, keepdims=True) / np.float32(127)
    integers = nodes.constant(np.rint(table / scales).astype(np.int8))
    rows = nodes.apply("Cast", nodes.apply("Gather", integers, INPUT), to=TensorProto.FLOAT)
    return nodes.apply("Mul", rows, nodes.apply("Gather", nodes.constant(scales), INPUT))


def _layer(nodes: _Nodes, value: str, name: str) -> str:
    heads = nodes.dense(*(f"{name}.attention.self.{part}" for part in ("query", "key", "value")))
    parts = nodes.split("Split", nodes.by_token(value, heads), into=3, axis=2, num_outputs=3)
    attended = nodes.apply("MultiHeadAttention", *parts, domain=_MICROSOFT, num_heads=_HEADS)
    mixed = nodes.dense(f"{name}.attention.output.dense")(attended)
    value = nodes.normalised(nodes.apply("Add", mixed, value), f"{name}.attention.output")
    widen, narrow = nodes.dense(f"{name}.intermediate.dense"), nodes.dense(f"{name}.output.dense")

    def thought(part: str) -> str:
        return narrow(nodes.apply("Gelu", widen(part), domain=_MICROSOFT))

    return nodes.normalised(
        nodes.apply("Add", nodes.by_token(value, thought), value), f"{name}.output"
    )


def _mean(nodes: _Nodes, tokens: str) -> str:
    """The mean of the tokens' vectors, shape (1, 384)."""
    return nodes.apply("ReduceMean", tokens, nodes.one, keepdims=0)
