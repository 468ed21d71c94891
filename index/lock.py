"""One process owns a data directory, from its first use of it until it ends."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

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
    """The lock on a data directory. The system frees it when the process dies, however it dies.

    `is_read_only` says of a directory that this process cannot write that it is shared with
    others who read it, and that nobody owns it meanwhile.
    """

    def __init__(self, data_dir: Path, *, to_read: bool = False) -> None:
        """Take the directory.

        Args:
            data_dir: The directory; made where there is none.
            to_read: Be content with one that cannot be written.

        Raises:
            ArchiveLocked: another process has it; `owner_of` says who.
            StorageReadOnly: the directory cannot be made or written, or not even read.
        """
        self._data_dir = data_dir
        self._lock = FileLock(data_dir / LOCK_FILE, thread_local=False)
        self.is_read_only = False
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self.announce(url=None)
        except Timeout as held:
            raise ArchiveLocked(_held(data_dir)) from held
        except OSError as fault:
            self._lock.release()
            if not to_read:
                raise StorageReadOnly(
                    f"data directory {str(data_dir)!r} cannot be written ({fault.strerror}): mend "
                    "its permissions, or choose another with --data-dir or NUTGRAF_DATA_DIR; "
                    "`nutgraf ask` and `nutgraf search` read what is in it as it is"
                ) from fault
            self._shared = _shared(data_dir)
            self.is_read_only = True

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
        if self.is_read_only:
            if self._shared:
                self._shared.close()
            return
        with suppress(OSError):
            (self._data_dir / OWNER_FILE).unlink()
        self._lock.release()


def owner_of(data_dir: Path) -> Owner | None:
    """Who last said that it owns `data_dir`; it may be gone by now."""
    try:
        return Owner(**json.loads((data_dir / OWNER_FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _shared(data_dir: Path) -> IO[bytes] | None:
    """The lock's file, so locked that others may read the directory too, and nobody write it.

    A directory without one was copied from where it was owned.
    """
    try:
        file = (data_dir / LOCK_FILE).open("rb")
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise StorageReadOnly(
            f"data directory {str(data_dir)!r} can neither be written nor read as it is "
            f"({LOCK_FILE!r}: {fault.strerror}): mend its permissions, or choose another with "
            "--data-dir or NUTGRAF_DATA_DIR"
        ) from fault
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as held:
        file.close()
        raise ArchiveLocked(_held(data_dir)) from held
    return file


def _held(data_dir: Path) -> str:
    owner = owner_of(data_dir)
    who = f"process {owner.pid}" if owner else "another process"
    return (
        f"data directory {str(data_dir)!r} is in use by {who}: wait for it to end, "
        "or choose another with --data-dir"
    )
