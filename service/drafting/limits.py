"""How long and how much a draft may take."""

from __future__ import annotations

from dataclasses import dataclass

MAX_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold whatever the server does.

    Seconds: to `connect`; to the `first_token`; `idle` between pieces of text,
    whatever else the server sends meanwhile; in `total`, retry included; and for
    the `usage` after the last text. `octets` is the size on the wire.
    """

    connect: float = 3.0
    first_token: float = 20.0
    idle: float = 15.0
    total: float = 60.0
    usage: float = 1.0
    octets: int = 4_000_000

    @classmethod
    def within(cls, seconds: float) -> Limits:
        """Bounds of a draft that may take so long, half of it until it begins.

        A model that thinks before it writes, or runs on a small machine, is silent for long;
        one that hangs is given up before the time for quotes is over too.
        """
        return cls(first_token=seconds / 2, idle=seconds / 4, total=seconds)

    def of_a_probe(self) -> Limits:
        """Bounds of asking for one word, which may come as late as a draft may begin."""
        return Limits(
            connect=min(self.connect, 2.0),
            first_token=self.first_token,
            idle=self.idle,
            total=self.first_token,
            usage=0.0,
        )


# For what is done before an answer begins, and can be done without.
QUICK = Limits(connect=1.0, first_token=3.0, idle=1.0, total=4.0, usage=0.0)
