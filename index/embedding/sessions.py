"""ONNX graphs that are built once and kept, and the sessions that run them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import onnxruntime  # type: ignore[import-untyped]

from index.errors import OperatorError


def open_session(path: Path, build: Callable[[], bytes]) -> onnxruntime.InferenceSession:
    """A session of the graph at `path`, built and kept there where it is missing or damaged.

    The file is the SHA-256 of the graph, 32 bytes, and the graph. A session works on one
    thread, and may be run by several at once.

    Raises:
        OperatorError: the folder of `path` cannot be written.
    """
    return onnxruntime.InferenceSession(
        _kept(path) or _built(path, build), _options(), providers=["CPUExecutionProvider"]
    )


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # A graph is written as it runs fastest: to optimise it again only delays the start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return options


def _kept(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    kept = path.read_bytes()
    digest, graph = kept[:32], kept[32:]
    return graph if hashlib.sha256(graph).digest() == digest else None


def _built(path: Path, build: Callable[[], bytes]) -> bytes:
    graph = build()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, hashlib.sha256(graph).digest() + graph)
    except OSError as error:
        raise OperatorError(
            f"cannot keep the encoder in {str(path.parent)!r} ({error.strerror}): "
            f"give it a folder that can be written, with 100 MB free"
        ) from error
    return graph


def _write(path: Path, content: bytes) -> None:
    """Write by renaming, so that another process reads all of the file or none."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.close()
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
