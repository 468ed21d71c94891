"""Questions that an article seems to answer, read off its own sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.articles import Paragraph
from index.sentences import split
from service.datewords import MONTHS, SHORT_MONTHS, WEEKDAYS

LONGEST_WORDS = 6
_NAME = r"[A-Z][\w’'-]*[a-z](?: (?:al-|[A-Z])[\w’'-]*[a-z]){0,2}"
_SAID = r"(?:said|told|added|announced|claimed|warned|asserted|noted|stated|denied|explained)"
_SPEAKER = re.compile(
    rf"According to (?P<by>{_NAME}),"
    rf"|(?<!the )(?<!of )(?<!from )\b(?P<who>{_NAME})(?: also| himself| herself)? {_SAID}\b"
)
_WORD = r"(?:[A-Z]{2,}|[A-Z][\w-]*[a-z])"
_TOPIC = re.compile(
    r"\b(?:about|against|in|of|on|over|towards?|with|from) "
    rf"(?P<topic>(?:the )?{_WORD}(?: (?:of (?:the )?)?{_WORD})*"
    r"(?: (?:process|deal|agreement|sanctions|crisis|war|talks|election|attack|summit))?)"
    r"(?=\W*$|[.,;:!?”\")]"
    r"| (?:and|as|at|by|for|from|in|into|is|on|or|since|that|to|was|will|with)\b)"
)
_NO_PERSON = frozenset(
    "He She They It We I You This That The But And Ministry Agency Government Office".split()
)
_TIMES = frozenset((*WEEKDAYS, *MONTHS, *SHORT_MONTHS))
_PEOPLES = re.compile(r"(?:ian|ish|ese|ean|ern)s?$")
_TITLES = frozenset("President Minister Prime Foreign Chancellor Senator Secretary King".split())


def questions_of(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Questions in English about what somebody said, the most talked of subject first."""
    texts = [each.text for each in paragraphs if each.number is not None]
    said = [pair for text in texts for pair in _said_in(text)]
    weights = Counter(each["topic"] for text in texts for each in _TOPIC.finditer(text))
    ranked = sorted(dict.fromkeys(said), key=lambda pair: -_weight(pair[1], weights))
    speakers: Counter[str] = Counter()
    turns = []
    for speaker, topic in ranked:
        turns.append((speakers[speaker], f"What did {speaker} say about {topic}?"))
        speakers[speaker] += 1
    yield from (question for _, question in sorted(turns, key=lambda each: each[0]))


def _weight(topic: str, weights: Counter[str]) -> int:
    """How much is said of a topic; several words say more than one."""
    return min(weights[topic], 3) + 2 * (len(topic.split()) > 1)


def _said_in(text: str) -> Iterator[tuple[str, str]]:
    """Who speaks in each sentence of a paragraph, with what is named in it."""
    for start, end in split(text, "en"):
        sentence = text[start:end]
        match = _SPEAKER.search(sentence)
        speaker = (match["by"] or match["who"]) if match else None
        if match is None or speaker is None or not _is_person(speaker):
            continue
        for named in _TOPIC.finditer(sentence):
            if _is_topic(named["topic"], speaker):
                yield speaker, named["topic"]


def _is_person(speaker: str) -> bool:
    return (_NO_PERSON | _TIMES).isdisjoint(speaker.split())


def _is_topic(topic: str, speaker: str) -> bool:
    words = topic.split()
    return (
        len(words) <= LONGEST_WORDS
        and _TIMES.isdisjoint(words)
        and _TITLES.isdisjoint(words)
        and _PEOPLES.search(words[-1]) is None
        and set(words).isdisjoint(speaker.split())
    )
