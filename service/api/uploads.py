"""Uploads to articles. A file name is a label, never a path."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from index.articles import ParsedArticle
from index.errors import UnreadableFile
from index.parsing import parse
from service.api.errors import Stopping

MAX_LABEL = 255


def articles_of(
    files: Sequence[tuple[str, BinaryIO]], stopping: threading.Event
) -> Iterator[ParsedArticle | UnreadableFile]:
    """Parse uploaded files one after the other, as they are wanted.

    Args:
        files: The label and the content of each.
        stopping: Set when the service stops.

    Raises:
        Stopping: the service stops; what was not taken in by then is not.
    """
    labels: set[str] = set()
    for label, content in files:
        complaint = "is named twice in this upload" if label in labels else fault_of(label)
        if complaint:
            yield UnreadableFile(label, complaint)
            continue
        labels.add(label)
        for article in parse(label, content.read()):
            if stopping.is_set():
                raise Stopping
            yield article


def fault_of(label: str) -> str | None:
    """Why a file name cannot be an article's source, or None when it can."""
    if not label.isprintable() or len(label) > MAX_LABEL:
        return f"has a name that is over {MAX_LABEL} characters or not printable: rename it"
    if label.startswith(("/", "\\")) or PureWindowsPath(label).drive:
        return "has a name that is an absolute path: name it relative to its folder"
    if "\\" in label or not {"..", "."}.isdisjoint(label.split("/")):
        return "has a name that leads out of its folder: name it relative to its folder"
    if not PurePosixPath(label).name:
        return "has no name: name it"
    return None
