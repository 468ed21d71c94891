"""The child process that serves the local model; started by `service.drafting.local`.

Reads one line of JSON from its standard input (what to serve, with a key that
no command line shows), writes one line with its address to its standard output,
and serves until its input closes, which it also does when the parent is killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import xllamacpp  # type: ignore[import-untyped]


def main() -> None:
    """Serve until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which may still draft
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answer:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server = xllamacpp.Server(_parameters(json.loads(sys.stdin.readline())))
        answer.write(server.listening_address + "\n")
    sys.stdin.read()
    os._exit(0)  # a clean end would wait for the draft that runs


def _parameters(order: dict[str, Any]) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = order["weights"]
    parameters.model_alias = {order["model"]}
    parameters.api_keys = [order["key"]]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0  # any that is free
    parameters.n_ctx = order["context"]
    parameters.cpuparams.n_threads = order["threads"]
    parameters.n_parallel = 1
    parameters.cache_ram_mib = 256
    parameters.ui = False
    parameters.endpoint_slots = False  # would show prompts
    parameters.offline = True
    parameters.verbosity = 1  # errors; more would write prompts to the log
    return parameters


if __name__ == "__main__":
    main()
