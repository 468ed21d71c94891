"""What the body of a route may say, read off the OpenAPI document for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body. `note` says whether it is needed, or what holds where it is not said."""

    name: str
    kind: str
    note: str


def body_fields(openapi: Schema, operation: Schema) -> list[Field]:
    """The fields of an operation's body; none where it takes no body."""
    content = operation.get("requestBody", {}).get("content", {})
    return [field for each in content.values() for field in _fields(openapi, each["schema"])]


def _fields(openapi: Schema, schema: Schema) -> list[Field]:
    body = _resolved(openapi, schema)
    needed = body.get("required", ())
    return [
        Field(name, _kind(openapi, each), "needed" if name in needed else _default(each))
        for name, each in body.get("properties", {}).items()
    ]


def _resolved(openapi: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rsplit("/", 1)[1]
    found: Schema = openapi["components"]["schemas"][name]
    return found


def _default(schema: Schema) -> str:
    default = schema.get("default")
    if isinstance(default, bool | int | float) or (isinstance(default, str) and default):
        return f"{json.dumps(default)} if not said"
    return "optional"


def _kind(openapi: Schema, schema: Schema) -> str:
    """The type of a value in a few words."""
    schema = _resolved(openapi, schema)
    if "anyOf" in schema:
        some = (_kind(openapi, each) for each in schema["anyOf"] if each.get("type") != "null")
        return " or ".join(some)
    if "enum" in schema:
        return f"one of {', '.join(map(json.dumps, schema['enum']))}"
    if "items" in schema:
        return f"list of {_kind(openapi, schema['items'])}"
    if "properties" in schema:
        return f"{{{', '.join(schema['properties'])}}}"
    if "contentMediaType" in schema:
        return "file"
    kind: str = schema.get("format") or schema.get("type", "any")
    return f"{kind}{_limits(schema)}"


def _limits(schema: Schema) -> str:
    if "maxLength" in schema:
        return f" of at most {schema['maxLength']:,} characters"
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']:g} to {schema['maximum']:g}"
    return ""
