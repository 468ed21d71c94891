"""Addresses that lead no further than this machine."""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
"""What this machine is commonly called."""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def leads_here(url: str) -> bool:
    """Whether a URL is of this machine. A proxy of the environment could not reach it."""
    return is_loopback(urlsplit(url).hostname or "")


def exempt_from_proxies() -> None:
    """Let this process reach this machine directly, whatever proxy the environment names.

    For clients that take the environment's proxy and cannot be told otherwise.
    """
    listed = [each.strip() for each in getproxies_environment().get("no", "").split(",")]
    if "*" in listed:
        return
    exempt = ",".join(filter(None, (*listed, *sorted(NAMES.difference(listed)))))
    os.environ.update(no_proxy=exempt, NO_PROXY=exempt)
