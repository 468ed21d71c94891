"""The pages and what they are made of. They are the same for everybody and hold no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.api.fields import body_fields
from service.api.headers import PAGE_HEADERS

SHELLS = ("chat", "answer", "articles", "reader")


class Pages:
    """Renders pages: a shell each, whose script fetches and shows what it is about."""

    def __init__(self) -> None:
        templates = Environment(
            loader=PackageLoader("service.api"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._routes = templates.get_template("routes.html")
        self._shells = {name: templates.get_template(f"{name}.html").render() for name in SHELLS}

    def page(self, name: str, *, status: int = 200) -> HTMLResponse:
        """One of `SHELLS`."""
        return HTMLResponse(self._shells[name], status, headers=PAGE_HEADERS)

    def routes(self, openapi: Mapping[str, Any]) -> HTMLResponse:
        """The list of routes, from the OpenAPI document."""
        routes = [
            {
                "method": method.upper(),
                "path": path,
                "fields": body_fields(openapi, operation),
                **operation,
            }
            for path, operations in openapi["paths"].items()
            for method, operation in operations.items()
        ]
        html = self._routes.render(info=openapi["info"], routes=routes)
        return HTMLResponse(html, headers=PAGE_HEADERS)


class Assets(StaticFiles):
    """Style sheets and scripts. A browser asks each time whether its copy is still the one.

    Without that it would mix the scripts of two versions after an upgrade.
    """

    def __init__(self) -> None:
        super().__init__(packages=[("service.api", "static")])

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """See `StaticFiles.file_response`."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
