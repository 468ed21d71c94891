"""Reads server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event; a heartbeat is named `comment`."""

    name: str
    body: Any = None


def events(lines: Iterable[str]) -> Iterator[Event]:
    """Events as their lines come."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if line.startswith(":"):
            yield Event("comment")
        elif field == "event":
            name = value
        elif field == "data":
            yield Event(name, json.loads(value))
