"""The command line: `nutgraf`."""

from service.cli.main import main

__all__ = ["main"]
