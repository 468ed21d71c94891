from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from index.errors import ArchiveLocked, StorageReadOnly
from index.lock import Ownership, owner_of

HOLD = """
import sys, time
from pathlib import Path
from index.lock import Ownership
held = Ownership(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_a_second_process_is_refused_and_told_who_owns_it(tmp_path, holder):
    started = time.monotonic()
    with pytest.raises(ArchiveLocked, match=f"in use by process {holder.pid}"):
        Ownership(tmp_path)
    assert time.monotonic() - started < 2
    assert holder.poll() is None


def test_a_killed_owner_leaves_the_directory_free(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    ownership = Ownership(tmp_path)
    assert owner_of(tmp_path).pid == os.getpid()
    ownership.release()
    assert owner_of(tmp_path) is None


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(StorageReadOnly, match="--data-dir"):
        Ownership(file / "data")
