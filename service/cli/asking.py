"""`nutgraf ask` and `nutgraf search`."""

from __future__ import annotations

from typing import Any, TypeVar

import click
from pydantic import ValidationError

from service.answers import VALUE_ERROR, Ask, FilterFields, Search
from service.cli.context import Context, as_json, filtered, print_payload
from service.cli.printing import print_answer, print_findings
from service.errors import InvalidRequest

Request = TypeVar("Request", bound=Search)


@click.command()
@click.argument("question")
@click.option(
    "--mode",
    type=click.Choice(["auto", "llm", "extractive"]),
    default="auto",
    show_default=True,
    help="Who drafts: what is configured, a model, or nobody (quotes).",
)
@click.option("--top-k", type=click.IntRange(1, 100), default=10, show_default=True)
@filtered
@as_json
@click.pass_obj
def ask(
    context: Context, /, question: str, mode: str, top_k: int, json_: bool, **filters: Any
) -> None:
    """Answer QUESTION from the archive, every sentence cited, or say that it cannot."""
    request = _request(Ask, question=question, mode=mode, top_k=top_k, filters=filters)
    with context.door() as door:
        answer = door.ask(request)
    print_payload(answer) if json_ else print_answer(answer)


@click.command()
@click.argument("question")
@click.option("--top-k", type=click.IntRange(1, 100), default=10, show_default=True)
@filtered
@as_json
@click.pass_obj
def search(context: Context, /, question: str, top_k: int, json_: bool, **filters: Any) -> None:
    """List the passages that are nearest to QUESTION."""
    request = _request(Search, question=question, top_k=top_k, filters=filters)
    with context.door() as door:
        findings = door.search(request)
    print_payload(findings) if json_ else print_findings(findings)


def _request(model: type[Request], *, filters: dict[str, Any], **fields: Any) -> Request:
    """Build a request; what it refuses is told by field."""
    said = {name: value for name, value in filters.items() if value}
    try:
        return model(filters=FilterFields(**said), **fields)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"{field}: {first['msg'].removeprefix(VALUE_ERROR)}") from fault
