"""Runs the Chroma server, and ends with its parent.

Started as `python -m index.chroma_child FOLDER PORT`. The parent holds the other
end of standard input: when it goes, however it goes, the pipe closes and so does
the server, so that no orphan keeps writing to a folder that has a new owner.
"""

from __future__ import annotations

import os
import sys
import threading

import chromadb_rust_bindings  # type: ignore[import-untyped]


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder, port = sys.argv[1:]
    chromadb_rust_bindings.cli(
        ["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port]
    )
