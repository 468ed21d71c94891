"""The format of a prompt file: front matter, then one section a role.

    ---
    variables: name, name
    roles: system, user
    ---
    # system
    Text with {{name}}.
    # user
    …
    # shape other
    What the variable `shape` says where no other shape fits the question.
    # shape number
    …

A prompt that names `shape` as a variable has a section for each kind of question that
it words in its own way, listed under `shapes:`; `other` must be among them. All lists
are checked against the text, so that a prompt cannot name a variable that nobody
fills, nor be filled with one that it ignores.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Message = dict[str, str]

_FRONT_MATTER = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"^# (system|user|assistant|shape [a-z]+)\n", re.MULTILINE)
_SHAPE = "shape "
ANY_KIND = "other"
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


class PromptError(Exception):
    """The root: a prompt that cannot be loaded or rendered.

    PromptError
    ├── UnknownPrompt      no file of this name and version
    ├── MalformedPrompt    front matter and text do not agree
    ├── MissingVariable    rendered without a variable that the text names
    └── UnknownVariable    rendered with a variable that the text does not name
    """


class UnknownPrompt(PromptError):
    """Raised by `load` when no prompt of this name and version is shipped."""


class MalformedPrompt(PromptError):
    """Raised when a prompt file is read whose front matter and text disagree."""


class MissingVariable(PromptError):
    """Raised by `render` when a variable of the prompt is not given."""


class UnknownVariable(PromptError):
    """Raised by `render` when a variable is given that the prompt does not name."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A released prompt.

    `sections` are (role, text) in the order of the chat; `shapes` say, by the kind of
    a question, what its answer should be like.
    """

    name: str
    digest: str
    variables: frozenset[str]
    sections: tuple[tuple[str, str], ...]
    shapes: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Name and digest, such as `answer.v1@sha256:0123456789ab`, for receipts."""
        return f"{self.name}@sha256:{self.digest[:12]}"

    @property
    def wanted(self) -> frozenset[str]:
        """The variables that whoever renders it gives: all but `shape`, which is its own."""
        return self.variables - ({"shape"} if self.shapes else frozenset())

    def render(self, *, kind: str = ANY_KIND, **variables: str) -> list[Message]:
        """Fill the variables into the text and return it as chat messages.

        Values are put in as they are: a `{{…}}` inside a value stays text. `kind` picks
        the shape; one that the prompt has no words for is as `other`.

        Raises:
            MissingVariable: a variable of the prompt is not given.
            UnknownVariable: a given variable is not of the prompt.
        """
        if self.shapes:
            variables["shape"] = self.shapes.get(kind, self.shapes[ANY_KIND])
        if missing := sorted(self.variables - variables.keys()):
            raise MissingVariable(f"{self.name}: give a value for {missing!r}")
        if unknown := sorted(variables.keys() - self.variables):
            raise UnknownVariable(f"{self.name}: {unknown!r} is not in {sorted(self.variables)!r}")
        return [
            {"role": role, "content": _VARIABLE.sub(lambda match: variables[match[1]], text)}
            for role, text in self.sections
        ]


def parse(name: str, source: bytes) -> Prompt:
    """Read a prompt file; the digest is the SHA-256 of its bytes.

    Raises:
        MalformedPrompt: front matter is absent or disagrees with the text.
    """
    match = _FRONT_MATTER.fullmatch(source.decode("utf-8"))
    if match is None:
        raise MalformedPrompt(f"{name}: begin with front matter between two lines of '---'")
    _, *parts = _SECTION.split(match["body"])
    texts = [(head, text.strip()) for head, text in zip(parts[::2], parts[1::2], strict=True)]
    sections = tuple((head, text) for head, text in texts if not head.startswith(_SHAPE))
    shapes = {head[len(_SHAPE) :]: text for head, text in texts if head.startswith(_SHAPE)}
    variables = {found for _, text in sections for found in _VARIABLE.findall(text)}
    _agree(name, match["head"], "roles", [role for role, _ in sections])
    _agree(name, match["head"], "variables", sorted(variables))
    _agree(name, match["head"], "shapes", sorted(shapes))
    if ("shape" in variables) != (ANY_KIND in shapes):
        raise MalformedPrompt(
            f"{name}: a variable 'shape' and a section '# shape {ANY_KIND}' need each other"
        )
    digest = hashlib.sha256(source).hexdigest()
    return Prompt(name, digest, frozenset(variables), sections, MappingProxyType(shapes))


def _agree(name: str, head: str, key: str, found: list[str]) -> None:
    line = re.search(rf"^{key}:(.*)$", head, re.MULTILINE)
    listed = [item.strip() for item in line[1].split(",")] if line else []
    expected = listed if key == "roles" else sorted(listed)
    if expected != found:
        raise MalformedPrompt(f"{name}: front matter says {key} {expected!r}, the text {found!r}")
