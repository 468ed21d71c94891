"""Words that English writes with a capital though they name nobody and no place."""

from __future__ import annotations

NATIONS = frozenset(
    """american british french german dutch swiss welsh scottish irish english spanish italian
    greek turkish iranian iraqi israeli pakistani russian ukrainian chinese japanese korean
    indian canadian australian mexican brazilian european african asian saudi afghan arab jewish
    muslim christian catholic republican democrat democratic republicans democrats""".split()
)
