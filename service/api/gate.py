"""Who may come in: the right host, the right origin, the right key.

This stands before all routes and reads no body, so that no route can be
forgotten and a stranger cannot make the service read anything.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from index.loopback import NAMES, is_loopback
from service.api.errors import error_response

HEALTH_PATHS = frozenset({"/healthz", "/readyz"})
_PAGES = re.compile(r"/|/articles|/articles/[^/]+|/answers/[^/]+|/static/.+")
MAY_READ = "nutgraf.may_read"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def may_read(scope: Scope) -> bool:
    """Whether whoever sent this request may know what the archive holds."""
    return bool(scope.get(MAY_READ))


def _is_page(scope: Scope) -> bool:
    """Whether a request is for what is the same for everybody and holds no data."""
    return scope["method"] in {"GET", "HEAD"} and _PAGES.fullmatch(scope["path"]) is not None


class Gate:
    """Refuses requests that have no business here."""

    def __init__(self, app: ASGIApp, *, api_key: str | None, host: str) -> None:
        """Make a gate.

        Args:
            app: What it guards.
            api_key: Asked of every request but health checks and pages, which hold no data
                and ask for the key themselves; None asks for none.
            host: The address that the service listens on. On a loopback address the
                `Host` header must name one, or else a web page whose name was
                pointed at this machine could read the archive.
        """
        self._app = app
        self._api_key = api_key
        self._names = NAMES | {host} if is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        host = headers.get("host", "")
        if self._names is not None and _name_of(host) not in self._names:
            return error_response(400, "unknown_host", f"this service is not called {host!r}")
        if scope["path"] in HEALTH_PATHS:
            return None
        if self._api_key is None:
            scope[MAY_READ] = True
            return _from_elsewhere(scope["method"], host, headers)
        refusal = self._without_key(headers)
        scope[MAY_READ] = refusal is None
        return None if _is_page(scope) else refusal

    def _without_key(self, headers: Headers) -> JSONResponse | None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        known = str(self._api_key).encode()
        if scheme.lower() == "bearer" and secrets.compare_digest(key.strip().encode(), known):
            return None
        return error_response(
            401,
            "unauthorized",
            "a key is needed: send it as `Authorization: Bearer KEY`",
            headers={"WWW-Authenticate": "Bearer"},
        )


def _from_elsewhere(method: str, host: str, headers: Headers) -> JSONResponse | None:
    """Refuse writes that a page of another origin makes a browser send.

    Only without a key: a browser never adds a key by itself.
    """
    origin = headers.get("origin")
    if method in SAFE_METHODS or origin is None or origin.partition("://")[2] == host:
        return None
    return error_response(403, "foreign_origin", f"pages of {origin!r} may not use this service")


def _name_of(host: str) -> str | None:
    """The name in a `Host` header, without its port and brackets."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
