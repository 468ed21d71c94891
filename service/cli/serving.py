"""`nutgraf serve`."""

from __future__ import annotations

from contextlib import suppress

import click

from service.cli.context import Context
from service.door import LocalDoor
from service.wiring import open_local


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 takes a free one.")
@click.pass_obj
def serve(context: Context, host: str | None, port: int | None) -> None:
    """Serve the archive over HTTP until interrupted."""
    from service.api.app import create_app
    from service.api.server import serve as run_server

    settings = context.settings
    host = host or settings.host
    key = settings.api_key.get_secret_value() if settings.api_key else None
    door = open_local(settings, serving=True)
    try:
        app = create_app(
            door=door,
            api_key=key,
            host=host,
            max_upload_bytes=settings.max_upload_mb * 10**6,
            keep_answers_days=settings.keep_answers_days,
        )
        run_server(
            app,
            host=host,
            port=settings.port if port is None else port,
            on_ready=lambda url: _announce(door, url),
        )
    finally:
        door.close()


def _announce(door: LocalDoor, url: str) -> None:
    """Tell other commands, and whoever started this one, where the service is.

    It serves all the same where that cannot be written.
    """
    try:
        door.announce(url)
    except OSError as fault:
        _tell(f"Other commands will not find the service: its address was not written ({fault})")
    _tell(f"Serving the archive at {url} (Ctrl-C ends it)")


def _tell(line: str) -> None:
    # Whoever started this may be gone, and its pipe with it.
    with suppress(OSError):
        click.echo(line, err=True)
