"""The office that a question asks the holder of, and whether a sentence states who holds it.

"Who is the chairman of Nike?" is answered by no sentence about Nike's chief executive, nor by
one about the chairman of another company, however much either shares with the question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.terms import content_terms, terms
from service.nations import with_countries

# The share of whose office it is, by rarity, that a sentence names with what is near it: "Alameda"
# is enough of "Alameda Research", "United" not of "Sheffield United".
LEAST_NAMED = 0.5
# So many words before and after an office may say whose it is.
WORDS_BESIDE = 4
_ANOTHER_S = re.compile(r"[\w,;:][’'s]* [A-Z][\w&.-]*(?:[’']s?)? $")
_OF_ANOTHER = re.compile(r" (?:of|at|for) (?:the )?[A-Z]")

_RUNS = r"chief exec|boss|head|leads?|led|runs?"
_OWNS = r"own(?:s|ed|ing|ership)?|bought|acquired?|parent company|belongs to"
_FOUNDED = r"(?:co-?)?found(?:ers?|ed|ing)|creat(?:ors?|ed)|set up|started|launched|inventors?"
_COACHES = r"coach\w*|managers?|manag(?:ed|ing|es)|boss|in charge|took over|takes over"
_CHAIRS = r"chair(?:s|ed|ing|man|men|woman|women|person|persons|manship)?"
_DEFENDS = r"lawyers?|attorneys?|counsel|solicitors?|barristers?|represent\w*|defend\w*"
_PARENTS = r"parents?|sons?|daughters?|child(?:ren)?|born"
_SIBLINGS = r"siblings?|brothers?|sisters?|twins?"
_MARRIED = r"spouse|married|marr(?:y|ies|iage)|wed|wedding|widow\w*|partner|divorced?|ex"
_RULES = r"reign\w*|rul(?:ers?|ed|es|ing)|monarch|throne|crown\w*|emperor|empress"


# "Who is the new manager of Paraguay's team", "Who is Paraguay's new manager".
_WHO = re.compile(
    r"\W*(?:(?:what|which) (?:is|was) the name of|who(?:['’]s| is| was| are| were)?)(?= )",
    re.IGNORECASE,
)
_KIND = r"(?: the| an?| new| current| present| former| first| long-?time| acting| interim)*"
_FEW_WORDS = r"(?: (?!(?:to|by|that|who|whose|of|for|in) )[\w&.’'-]+){1,4}?"
_NO_MORE = r"(?=\W*$| (?:in|at|on|during|when|while|for|since|after|before|as|now|today|and)\b)"
_NAME = re.compile(r"(?<![^\W_])[\w&.-]*[A-Z][\w&.-]*")


@dataclass(frozen=True, slots=True)
class _Office:
    """How the holder of an office is asked for, and how sentences state the office.

    To be a wife or a son is an office as well.
    """

    asked: re.Pattern[str]
    stated: re.Pattern[str]


def _office(asked: str, also: str = "", *, does: str = r"(?!)") -> _Office:
    """An office by alternatives of patterns.

    Args:
        asked: how it is called.
        also: what else tells of it.
        does: what its holder does: "Who founded Nike?"
    """
    of = rf"{_KIND} (?:{asked}) (?:of|at|for|in) (?P<of>.+)"
    whose = rf"(?: the)?(?P<whose>{_FEW_WORDS}){_KIND} (?:{asked}){_NO_MORE}"
    done = rf" (?:{does})(?: the)?(?P<done>{_FEW_WORDS})\W*$"
    stated = rf"{asked}|{also}" if also else asked
    return _Office(
        re.compile(rf"{of}|{whose}|{done}", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{stated})(?!\w)", re.IGNORECASE),
    )


def _minister(portfolio: str, also: str) -> _Office:
    called = rf"(?:{portfolio}) (?:minister|secretary)"
    return _office(called, rf"ministers? (?:of|for) (?:{portfolio})|{also}")


# The first that fits counts, so the narrow ones come first.
_OFFICES = (
    _office(r"(?:ceo|chief executive)(?: officer)?", _RUNS, does="runs"),
    _office(r"cfo|chief financial officer|financ(?:e|ial) (?:chief|director|head)"),
    _office(r"coo|chief operating officer|operations chief"),
    _office(r"cto|chief technology officer|technology chief|chief technologist|top technologist"),
    _office(r"vice[- ]president|vp", r"deputy president"),
    _office(r"prime minister|premier|pm", r"chancellor|head of government"),
    _minister("foreign", r"top diplomat|chief diplomat|foreign affairs|secretary of state"),
    _minister("financ(?:e|ial)|treasury", r"treasury|chancellor|treasurer|treasury chief"),
    _minister("defen[cs]e", r"defen[cs]e chief|pentagon chief"),
    _minister("interior|home", r"home affairs"),
    _office(r"attorney general"),
    _office(r"(?:deputy|assistant)(?: head)? coach"),
    _office(r"(?:head |team )?coach|manager", _COACHES, does="coach(?:es|ed)|manage[sd]"),
    _office(r"(?:co-?)?founders?", _FOUNDED, does="(?:co-?)?founded"),
    _office(r"chair(?:man|woman|person)?", _CHAIRS, does="chairs|chaired"),
    _office(r"president", r"presidency|head of state"),
    _office(r"spokes(?:man|woman|person)", r"spokes\w+"),
    _office(r"secretary[- ]general"),
    _office(r"captain|skipper", r"captain\w*|skipper\w*|armband"),
    _office(r"owners?", _OWNS, does="owns|owned"),
    _office(r"governor", r"govern(?:s|ed)|governorship"),
    _office(r"mayor", r"mayoral|mayoralty"),
    _office(r"ambassador"),
    _office(r"lawyer|attorney", _DEFENDS),
    _office(r"king|queen|monarch|ruler|emperor|empress", _RULES),
    _office(r"wife", rf"wife|{_MARRIED}|husband"),
    _office(r"husband", rf"husband|{_MARRIED}|wife"),
    _office(r"grand(?:father|mother|son|daughter)", r"grand\w+"),
    _office(r"father|mother", rf"father\w*|mother\w*|dad|mum|mom|{_PARENTS}"),
    _office(r"(?:half-)?(?:brother|sister)", _SIBLINGS),
    _office(r"son|daughter", rf"father\w*|mother\w*|dad|mum|mom|{_PARENTS}"),
    _office(r"uncle|aunt", r"uncle|aunt|nephew|niece"),
    _office(r"nephew|niece", r"uncle|aunt|nephew|niece"),
)


@dataclass(frozen=True, slots=True)
class AskedOffice:
    """An office, as sentences state it, and the terms of whose it is, with their rarity."""

    stated: re.Pattern[str]
    of: Mapping[str, float]

    def stated_in(self, sentence: str, near: frozenset[str]) -> float:
        """How surely `sentence` states the office and whose it is: 1.0, 0.5, or 0.0 for not at all.

        It is half as sure where whose it is stands further from the office, or only in what is
        `near` the sentence; an office that is said to be another's does not count: "Mozilla's CEO
        criticised Google".
        """
        if self._share(near) < LEAST_NAMED:
            return 0.0
        places = (match.span() for match in self.stated.finditer(sentence))
        return max((self._sureness(sentence, start, end) for start, end in places), default=0.0)

    def _sureness(self, sentence: str, start: int, end: int) -> float:
        if self._share(_beside(sentence, start, end)) >= LEAST_NAMED:
            return 1.0
        is_another_s = _OF_ANOTHER.match(sentence, end) or _ANOTHER_S.search(sentence[:start])
        return 0.0 if is_another_s else 0.5

    def _share(self, near: frozenset[str]) -> float:
        named = sum(weight for term, weight in self.of.items() if term in near)
        return named / sum(self.of.values())


def office_of(question: str, weights: Mapping[str, float]) -> AskedOffice | None:
    """The office whose holder `question` asks for; None where it asks for something else.

    Args:
        question: what is asked.
        weights: its terms with their rarity.
    """
    who = _WHO.match(question)
    if who is None:
        return None
    for office in _OFFICES:
        match = office.asked.match(question, who.end())
        if match is not None:
            named = content_terms(_names_in(match["of"] or match["whose"] or match["done"]))
            of = {term: weights[term] for term in named if term in weights}
            return AskedOffice(office.stated, of) if of else None
    return None


def _names_in(text: str) -> str:
    """What is written with a capital; all of `text` where nothing is."""
    return " ".join(_NAME.findall(text)) or text


def _beside(sentence: str, start: int, end: int) -> frozenset[str]:
    before, after = sentence[:start].split()[-WORDS_BESIDE:], sentence[end:].split()[:WORDS_BESIDE]
    return with_countries(frozenset(terms(" ".join((*before, *after)))))
