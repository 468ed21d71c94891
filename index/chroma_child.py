"""Runs the Chroma server, and ends with its parent.

Started as `python -P …/chroma_child.py FOLDER PORT`, so that no module of the working
directory takes the place of one that is imported here. The parent holds the other
end of standard input: when it goes, however it goes, the pipe closes and so does
the server, so that no orphan keeps writing to a folder that has a new owner.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import chromadb_rust_bindings  # type: ignore[import-untyped]

CONFIG_NAME = "server.yaml"


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _quieten() -> None:
    """Log errors alone (3 kB a query otherwise), and let no variable change the address."""
    for name in [name for name in os.environ if name.startswith("CHROMA_")]:
        del os.environ[name]
    os.environ["RUST_LOG"] = "error"


def _written_config(folder: Path, port: int) -> Path:
    """The server's settings, in its folder: JSON, which is YAML too.

    Without the cache, which only a file can ask for, each query reads the collection's
    description from SQLite twice: 1.5 ms of 4. The one collection here never changes.
    """
    path = folder / CONFIG_NAME
    settings = {
        "persist_path": str(folder),
        "listen_address": "127.0.0.1",
        "port": port,
        "collections_with_segments_provider": {
            "cache": {"memory": {"capacity": 100}},
            "cache_ttl_secs": 60,
            "permitted_parallelism": 32,
        },
    }
    path.write_text(json.dumps(settings), encoding="utf-8")
    return path


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _quieten()
    config = _written_config(Path(sys.argv[1]), int(sys.argv[2]))
    chromadb_rust_bindings.cli(["chroma", "run", str(config)])
