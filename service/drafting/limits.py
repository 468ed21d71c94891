"""How long and how much a draft may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold whatever the server does.

    Seconds: to `connect`; to the `first_token`; `idle` between pieces of text,
    whatever else the server sends meanwhile; in `total`, retry included; and for
    the `usage` after the last text. Sizes: `characters` of text and `octets` on
    the wire.
    """

    connect: float = 3.0
    first_token: float = 20.0
    idle: float = 15.0
    total: float = 60.0
    usage: float = 1.0
    characters: int = 20_000
    octets: int = 4_000_000
