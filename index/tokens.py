"""How long a text is in tokens of `cl100k_base`, the unit in which passages are measured.

tiktoken would fetch the table of tokens from the network. llama-index-core
carries a copy, which is read where it lies, without importing that package.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from index.errors import OperatorError

_PACKAGE = "llama_index.core"
_FILE = "_static/tiktoken_cache/9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
_PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)


def count_tokens(text: str) -> int:
    """Count the tokens of `text`; what looks like a special token is counted as text.

    The first call reads the table, which takes a third of a second.

    Raises:
        OperatorError: when the table is missing or damaged.
    """
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> tiktoken.Encoding:
    lines = _table().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}
    return tiktoken.Encoding(
        "cl100k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def _table() -> bytes:
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise OperatorError("the package 'llama-index-core' is not installed: install it")
    path = Path(spec.submodule_search_locations[0]) / _FILE
    try:
        table = path.read_bytes()
    except OSError as error:
        raise OperatorError(
            f"cannot read the token table {str(path)!r} ({error.strerror}): "
            "reinstall the package 'llama-index-core'"
        ) from error
    if hashlib.sha256(table).hexdigest() != _SHA256:
        raise OperatorError(
            f"the token table {str(path)!r} is damaged: reinstall the package 'llama-index-core'"
        )
    return table
