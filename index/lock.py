"""One process owns a data directory, from its first use of it until it ends."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveLocked, StorageReadOnly

LOCK_FILE = "lock"
OWNER_FILE = "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a data directory; `url` is where it can be asked, if it serves."""

    pid: int
    url: str | None = None


class Ownership:
    """The lock on a data directory. The system frees it when the process dies, however it dies."""

    def __init__(self, data_dir: Path) -> None:
        """Take the directory.

        Raises:
            ArchiveLocked: another process has it; `owner_of` says who.
            StorageReadOnly: the directory cannot be made or written.
        """
        self._data_dir = data_dir
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(data_dir / LOCK_FILE, thread_local=False)
            self._lock.acquire(timeout=0)
            self.announce(url=None)
        except Timeout as held:
            raise ArchiveLocked(_held(data_dir)) from held
        except OSError as fault:
            raise StorageReadOnly(
                f"data directory {str(data_dir)!r} cannot be used ({fault.strerror}): "
                "choose another with --data-dir or NUTGRAF_DATA_DIR"
            ) from fault

    def announce(self, url: str | None) -> None:
        """Say in the directory who owns it, and at which address it serves.

        Raises:
            OSError: it cannot be written.
        """
        owner = Owner(pid=os.getpid(), url=url)
        written = self._data_dir / f"{OWNER_FILE}.new"
        written.write_text(json.dumps(asdict(owner)))
        written.replace(self._data_dir / OWNER_FILE)

    def release(self) -> None:
        """Give the directory back."""
        with suppress(OSError):
            (self._data_dir / OWNER_FILE).unlink()
        self._lock.release()


def owner_of(data_dir: Path) -> Owner | None:
    """Who last said that it owns `data_dir`; it may be gone by now."""
    try:
        return Owner(**json.loads((data_dir / OWNER_FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _held(data_dir: Path) -> str:
    owner = owner_of(data_dir)
    who = f"process {owner.pid}" if owner else "another process"
    return (
        f"data directory {str(data_dir)!r} is in use by {who}: wait for it to end, "
        "or choose another with --data-dir"
    )
