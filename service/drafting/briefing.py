"""Evidence and a question to the messages that a model reads, within a budget of tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.tokens import count_tokens
from prompts import Message, Prompt
from service.drafting import Evidence
from service.drafting.kinds import kind_of
from service.errors import ModelUnavailable

# Brackets would read as evidence marks; the checker compares with the record, not with this text.
_BRACKETS = str.maketrans("[]", "()")
_UNSEEN = {"Cf", "Cc", "Co", "Cs"}


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is sent, and the evidence that had room in it."""

    messages: list[Message]
    evidence: tuple[Evidence, ...]


def brief(
    prompt: Prompt,
    question: str,
    evidence: Sequence[Evidence],
    *,
    nonce: str,
    budget: int,
    provenance: bool = True,
) -> Briefing:
    """Render the prompt for the question's kind with as much evidence as `budget` tokens hold.

    The best evidence is taken first, and all in the order of its numbers.

    `nonce` marks where article text begins and ends; an article cannot know it.
    Without `provenance` the lines carry no outlet, title and date: small models
    answer with those instead of the sentence.

    Raises:
        ModelUnavailable: not one piece of evidence has room.
    """
    kind = kind_of(question)

    def render(lines: str) -> list[Message]:
        return prompt.render(kind=kind, nonce=nonce, question=_plain(question), evidence=lines)

    room = budget - sum(count_tokens(message["content"]) for message in render(""))
    kept: dict[int, str] = {}
    for item in sorted(evidence, key=lambda item: item.score, reverse=True):
        line = _line(item, provenance=provenance)
        cost = count_tokens(line) + 1
        if cost <= room:
            kept[item.number] = line
            room -= cost
    if not kept:
        raise ModelUnavailable(f"no evidence fits a prompt of {budget!r} tokens; raise the budget")
    chosen = tuple(item for item in evidence if item.number in kept)
    return Briefing(render("\n".join(kept[item.number] for item in chosen)), chosen)


def _line(item: Evidence, *, provenance: bool) -> str:
    quote = _plain(item.quote).translate(_BRACKETS)
    if not provenance:
        return f"[{item.number}] {quote}"
    article = item.article
    date = article.published.isoformat() if article.published else "undated"
    source = ", ".join(filter(None, (article.outlet, f'"{article.title}"', date)))
    return f"[{item.number}] ({_plain(source).translate(_BRACKETS)}) {quote}"


def _plain(text: str) -> str:
    """Drop what a reader would not see (zero-width, bidi, tag characters); join lines."""
    joined = re.sub(r"\s+", " ", text)
    return "".join(char for char in joined if unicodedata.category(char) not in _UNSEEN).strip()
