"""What one sentence states of what is asked: the single value that it gives, if it gives one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from service.disagreement.agents import agents
from service.disagreement.amounts import amounts
from service.disagreement.asking import Asked
from service.disagreement.counting import ages, counted
from service.disagreement.moments import moments
from service.disagreement.rates import rates
from service.disagreement.values import Value
from service.disagreement.wording import clauses, content_keys, share
from service.names import names, quoted

_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|neither|instead of|rather than|unlike|contrary to|denied|except"
    r"|(?:was|were|is|are|did|does|has|had)n[’']t)|n[’']t)"
    r"\s+(?:\w+\s+){0,2}[“\"'‘]?$",
    re.IGNORECASE,
)
_UP_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_NOT_ONLY = re.compile(r"\bnot (?:only|just)\b", re.IGNORECASE)
_PASSING = re.compile(r"\s(?:ago|earlier|later|before|after|old)\b|-old\b", re.IGNORECASE)
_LOCATED = re.compile(
    r"\b(?:in|at|near|to|toward|towards|for|into|on|off|outside|around|of|was|is|were|namely)\s+"
    r"(?:the\s+)?(?:\w+\s+(?:city|town|village|state|province|country|port) of\s+)?[“\"']?$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b[A-Z][a-z]+\.? $")
_ORGANISED = frozenset(
    """university party ministry government parliament congress senate court committee council
    league association company corporation inc street road avenue river sea ocean island islands
    airport hospital stadium county province state states city club agency department""".split()
)


def stated(asked: Asked, sentence: str, published: date | None) -> Value | None:
    """The one value that a sentence gives for what is asked; None for none or several."""
    found = _unlike_question(asked, mentioned(asked, sentence, published))
    if len(found) > 1 and asked.kind == "person":
        found = agents(found, sentence, asked.weights) or found
    if len(found) > 1:
        found = _nearest(found, sentence, asked)
    return found[0] if found else None


def mentioned(asked: Asked, sentence: str, published: date | None) -> list[Value]:
    """Every value of the kind asked for that a sentence does not deny."""
    return [
        value
        for value in _by_kind(asked, sentence, published)
        if not _is_denied(sentence, value.start)
        and not (asked.kind == "number" and _UP_FROM.search(sentence[: value.start]))
    ]


def _by_kind(asked: Asked, sentence: str, published: date | None) -> Iterable[Value]:
    if asked.kind == "number":
        return _numbers(asked, sentence)
    if asked.kind == "rate":
        return rates(sentence)
    if asked.kind == "time":
        return moments(sentence, published)
    if asked.kind == "person":
        return _persons(sentence)
    if asked.kind == "place":
        return _places(sentence)
    return _named(sentence)


def _named(sentence: str) -> Iterator[Value]:
    for name in names(sentence):
        yield Value(name.text, name.start, name.end, "name", words=name.words)


def _numbers(asked: Asked, sentence: str) -> Iterator[Value]:
    if asked.units == {"count"}:
        yield from counted(asked, sentence)
    elif asked.units == {"age"}:
        yield from ages(sentence)
    else:
        for value in amounts(sentence):
            fits = value.unit in asked.units if asked.units else value.unit != "count"
            if fits and not _PASSING.match(sentence[value.end :]):
                yield value


def _persons(sentence: str) -> Iterator[Value]:
    within = list(quoted(sentence))
    for name in _named(sentence):
        in_title = any(start <= name.start < end for start, end in within)
        # One word may be any name, of a club, a column, a city, but after "President".
        is_person = " " in name.text or _TITLED.search(sentence[: name.start])
        if is_person and not in_title and not name.words & _ORGANISED:
            yield name


def _places(sentence: str) -> Iterator[Value]:
    """Names after a word of place; `Vienna, Austria` is one place of both names."""
    within = list(quoted(sentence))
    last: Value | None = None
    for name in _named(sentence):
        if last is not None and re.fullmatch(r",\s(?:the\s)?", sentence[last.end : name.start]):
            last = replace(
                last,
                text=sentence[last.start : name.end],
                end=name.end,
                words=last.words | name.words,
            )
            continue
        if last is not None:
            yield last
        in_title = any(start <= name.start < end for start, end in within)
        fits = _LOCATED.search(sentence[: name.start]) is not None and not in_title
        last = name if fits else None
    if last is not None:
        yield last


def _unlike_question(asked: Asked, found: Sequence[Value]) -> list[Value]:
    """Values that the question does not hold already."""
    keys = content_keys(asked.text)
    kept = []
    for value in found:
        value_keys = content_keys(value.text)
        held = bool(value_keys & keys) if asked.kind == "person" else value_keys <= keys
        if not held:
            kept.append(value)
    return kept


def _nearest(found: Sequence[Value], sentence: str, asked: Asked) -> list[Value]:
    """The values of the clause that says most of the question, if they agree with each other."""
    if _agree(found):
        return list(found)
    scored: list[tuple[float, list[Value]]] = []
    for start, end in clauses(sentence):
        here = [value for value in found if start <= value.start < end]
        if here:
            scored.append((share(content_keys(sentence[start:end]), asked.weights), here))
    best = max(score for score, _ in scored)
    winners = [here for score, here in scored if score == best]
    if best and len(winners) == 1 and _agree(winners[0]):
        return winners[0]
    return []


def _agree(values: Sequence[Value]) -> bool:
    return all(values[0].is_like(each) and values[0].agrees(each) for each in values[1:])


def _is_denied(sentence: str, start: int) -> bool:
    before = sentence[:start]
    return _DENIED.search(before) is not None and not _NOT_ONLY.search(before)
