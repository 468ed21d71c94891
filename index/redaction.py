"""What a foreign server said, as it may stand in a log: without keys, and not at length."""

from __future__ import annotations

import re

MOST = 300
REMOVED = "[removed]"

# Servers repeat a key that they refuse, whole or with its middle starred out.
_KEYS = re.compile(r"(?i)\b(?:bearer|basic)\s+\S+|\bsk-[\w*.-]+|[\w.-]*\*{2,}[\w*.-]*")
_USER = re.compile(r"(?<=://)[^/\s@]+@")
_QUERY = re.compile(r"([?&][\w.-]+=)[^&\s\"'<>]+")


def redacted(said: object, *secrets: str | None) -> str:
    """One line of what was said, without `secrets` and without what looks like a key.

    Args:
        said: An error, or the text or bytes of an answer.
        secrets: What must not stand in it; what is empty is left out.
    """
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    for secret in filter(None, secrets):
        text = text.replace(secret, REMOVED)
    for pattern, instead in ((_USER, ""), (_QUERY, rf"\1{REMOVED}"), (_KEYS, REMOVED)):
        text = pattern.sub(instead, text)
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())[:MOST]
