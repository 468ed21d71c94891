"""The command line as a user types it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from service.cli import main; main()")
# Root reads what nobody may read, unless it is started without these two capabilities.
PLAIN_USER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")


class Cli:
    """Runs `nutgraf` in one folder."""

    def __init__(self, folder: Path, *, before: Sequence[str] = (), **environment: str) -> None:
        self.folder = folder
        self._command = (*before, *COMMAND)
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}

    def __call__(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._command, *map(str, words)],
            cwd=self.folder,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start a command and do not wait for it."""
        return subprocess.Popen(
            [*self._command, *map(str, words)],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
