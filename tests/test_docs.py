"""The commands that the documents name are there, with the options that they are given."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from service.cli.main import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
COMMAND = re.compile(r"(?:^\$? ?|`)(nutgraf [a-z][^`\n#]*)", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z][a-z-]*)")


def commands() -> list[str]:
    named = [each for path in DOCUMENTS for each in COMMAND.findall(path.read_text())]
    return sorted(set(named))


@pytest.mark.parametrize("line", commands())
def test_a_command_is_there_with_its_options(line: str) -> None:
    words = shlex.split(line.replace("…", ""))[1:]
    command: click.Command = main
    known: set[str] = set()
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            for name in word.split("|"):
                assert name in command.commands, f"{name!r} of {line!r}"
            command = command.commands[word.split("|")[0]]
        elif word.startswith("--"):
            known = {each for option in command.params for each in option.opts} | {"--help"}
            assert word.partition("=")[0] in known, f"{word!r} of {line!r}"


def test_the_targets_that_are_named_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = {each for path in DOCUMENTS for each in TARGET.findall(path.read_text())}
    assert {"eval", "gate", "interop"} < named
    missing = [each for each in named if not re.search(rf"^{each}:", makefile, re.MULTILINE)]
    assert missing == []
