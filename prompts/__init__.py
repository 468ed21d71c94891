"""Prompts as versioned data: one file `NAME.vN.md` a version, never edited once released.

A new wording is a new version, so that the digest in an old answer's receipt
still names the text that made it.
"""

from __future__ import annotations

from importlib.resources import files

from prompts.template import (
    MalformedPrompt,
    Message,
    MissingVariable,
    Prompt,
    PromptError,
    UnknownPrompt,
    UnknownVariable,
    parse,
)

__all__ = [
    "MalformedPrompt",
    "Message",
    "MissingVariable",
    "Prompt",
    "PromptError",
    "UnknownPrompt",
    "UnknownVariable",
    "load",
    "names",
]

_SUFFIX = ".md"


def names() -> list[str]:
    """Every shipped prompt, such as `answer.v1`, in alphabetical order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX))


def load(name: str) -> Prompt:
    """Load the prompt of this name and version, such as `answer.v1`.

    Raises:
        UnknownPrompt: none is shipped under this name.
        MalformedPrompt: its front matter and text disagree.
    """
    if name not in (known := names()):
        raise UnknownPrompt(f"no prompt {name!r}; choose one of {known!r}")
    return parse(name, files(__name__).joinpath(name + _SUFFIX).read_bytes())
