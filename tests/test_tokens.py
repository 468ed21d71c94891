"""Tokens are those of tiktoken's cl100k_base, without a network."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.tokens import count_tokens

TEXTS = [
    "",
    "How often will they meet?",
    "Recep Tayyip Erdoğan, Mevlüt Çavuşoğlu — “S-400s”, 30 billion dollars…",
    "<|endoftext|> is text here\r\n\r\n\tand   so 12345 is this'LL",
    "中文句子。🙂",
    " " * 50,
    "a" * 2_000,
]


def test_counts_are_those_of_tiktoken() -> None:
    llama_index = importlib.util.find_spec("llama_index.core")
    assert llama_index is not None
    assert llama_index.submodule_search_locations is not None
    tables = Path(llama_index.submodule_search_locations[0]) / "_static" / "tiktoken_cache"
    program = (
        "import json, sys, tiktoken; encoding = tiktoken.get_encoding('cl100k_base');"
        "print([len(encoding.encode_ordinary(text)) for text in json.load(sys.stdin)])"
    )
    expected = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(TEXTS),
        env={**os.environ, "TIKTOKEN_CACHE_DIR": str(tables)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert [count_tokens(text) for text in TEXTS] == json.loads(expected)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("Hello world", 2), ("<|endoftext|>", 7)])
def test_known_counts(text: str, count: int) -> None:
    assert count_tokens(text) == count


def test_counting_imports_no_llama_index() -> None:
    program = (
        "import sys; from index.tokens import count_tokens; count_tokens('text');"
        "sys.exit('llama_index.core' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
