"""Why a question is not answered, in the words that its reader gets."""

from __future__ import annotations

from service.answers import Ask, Search
from service.candidates import Retrieved
from service.errors import InvalidRequest
from service.following import asks_nothing, means_nobody

NO_ARTICLES = "The archive holds no article yet: ingest some first."
NONE_SO_EARLY = "The archive holds no article of {day.day} {day:%B %Y} or before."
TOO_WEAK = "The archive does not hold an answer to this question."
NOBODY = "The question does not say who “{pronoun}” is: name them, or ask it after one that does."
NOTHING_ASKED = "Nothing is asked: put a question to the archive."
DOUBTFUL = "The archive may not hold the answer; this is the nearest it says."


def why_unclear(ask: Ask) -> str | None:
    """Why nobody could answer, whatever the archive holds."""
    if asks_nothing(ask.question):
        return NOTHING_ASKED
    pronoun = None if ask.conversation else means_nobody(ask.question)
    return None if pronoun is None else NOBODY.format(pronoun=pronoun)


def why_nothing(retrieved: Retrieved) -> str:
    """Why there is no sentence that could answer."""
    if retrieved.candidates or retrieved.degraded:
        return TOO_WEAK
    as_of = retrieved.query.as_of
    return NO_ARTICLES if as_of is None else NONE_SO_EARLY.format(day=as_of)


def require_question(search: Search) -> None:
    """Refuse what asks nothing in words.

    Raises:
        InvalidRequest: no letter and no digit stands in the question.
    """
    if not any(character.isalnum() for character in search.question):
        raise InvalidRequest("the question is empty: ask something in words")
