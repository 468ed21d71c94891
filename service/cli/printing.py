"""Payloads as a person reads them on a terminal."""

from __future__ import annotations

import textwrap

import click

from service.answers import Answer, ArticleRef, Citation, Findings, FoundPassage, PassageCopy

WIDTH = 96


def print_answer(answer: Answer) -> None:
    """The sentences with their marks, then each citation with its quote."""
    if answer.doubt:
        click.echo(f"{answer.doubt}\n")
    click.echo(_wrapped(answer.text))
    if answer.refusal and answer.refusal.nearest:
        click.echo("\nThe nearest things it does say:")
        _print_citations(answer.refusal.nearest)
    elif answer.citations:
        _print_verdicts(answer)
        _print_citations(answer.citations)
    if answer.degraded:
        click.echo(f"\nDegraded: {answer.degraded}", err=True)


def print_findings(findings: Findings) -> None:
    """Passages, best first."""
    for place, passage in enumerate(findings.passages, start=1):
        numbers = ", ".join(str(number) for number in passage.paragraphs)
        click.echo(f"{place}. {_source(passage)}, paragraph {numbers}  ({passage.score:.2f})")
        click.echo(_wrapped(textwrap.shorten(passage.text, 300, placeholder=" …"), indent="   "))
        for copy in passage.also_in:
            click.echo(f"   also in {_source(copy)}")
    if findings.degraded:
        click.echo(f"\nDegraded: {findings.degraded}", err=True)


def _print_verdicts(answer: Answer) -> None:
    verdicts = [sentence.support.verdict for sentence in answer.sentences]
    supported = verdicts.count("supported")
    sentences = "sentence" if len(verdicts) == 1 else "sentences"
    click.echo(f"\nSources bear out {supported} of {len(verdicts)} {sentences}.")


def _print_citations(citations: tuple[Citation, ...]) -> None:
    for each in citations:
        click.echo(f"\n[{each.number}] {_source(each.article)}, paragraph {each.paragraph}")
        click.echo(_wrapped(_quoted(each.quote), indent="    "))


def _quoted(quote: str) -> str:
    """A quote in quotation marks, unless it has its own."""
    return quote if any(mark in quote for mark in '“”"') else f"“{quote}”"


def _source(article: ArticleRef | FoundPassage | PassageCopy) -> str:
    parts = (
        article.outlet or "unknown outlet",
        article.title,
        article.published.isoformat() if article.published else "undated",
    )
    return ", ".join(parts)


def _wrapped(text: str, *, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
