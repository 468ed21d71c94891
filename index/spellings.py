"""What newspapers write in several ways that no rule brings together, as one.

Diacritics alone need no table: words are compared without them (see `index.terms`).
The tables hold what stands side by side in one archive: names, British and American words,
"US" and "United States". The first spelling of a row stands for all of them where texts are
compared, and never where a text is shown.
"""

from __future__ import annotations

import re
import unicodedata

_NAMES = """
turkey turkiye
czechia czech-republic
kyiv kiev
kharkiv kharkov
odesa odessa
lviv lvov
belarus byelorussia
myanmar burma
yangon rangoon
eswatini swaziland
ivory-coast cote-d-ivoire
cape-verde cabo-verde
east-timor timor-leste
mumbai bombay
kolkata calcutta
chennai madras
bengaluru bangalore
beijing peking
mecca makkah
medina madinah
zelensky zelenskyy zelenskiy zelenskyj
lukashenko lukashenka
gaddafi qaddafi kadhafi gadhafi qadhafi
mohammad mohammed muhammad mohamed mohamad muhammed
javad jawad djavad
rouhani ruhani rohani
khamenei khamenai
osama usama
hezbollah hizbollah hizbullah
al-qaeda al-qaida
quran koran
"""
_WORDS = """
america united-states-of-america united-states usa
britain united-kingdom great-britain
eu european-union
uae united-arab-emirates
unitednations united-nations
percent per-cent
kilometer km
kilogram kg
first-quarter q1
second-quarter q2
third-quarter q3
fourth-quarter q4
"""
# In lower case "us" and "un" are words; with dots or without, these are read before case goes.
_ACRONYMS = {
    "US": "america",
    "UK": "britain",
    "EU": "eu",
    "UN": "unitednations",
    "UAE": "uae",
}
_BRITISH = """
armor armour, behavior behaviour, color colour, demeanor demeanour, endeavor endeavour,
favor favour, favorite favourite, flavor flavour, harbor harbour, honor honour, humor humour,
labor labour, neighbor neighbour, neighborhood neighbourhood, rumor rumour, tumor tumour,
center centre, fiber fibre, liter litre, meter metre, kilometer kilometre, theater theatre,
defense defence, license licence, offense offence, program programme, analyze analyse,
paralyze paralyse, apologize apologise, authorize authorise, capitalize capitalise,
categorize categorise, centralize centralise, characterize characterise,
civilization civilisation, criticize criticise, digitize digitise, emphasize emphasise,
energize energise, finalize finalise, generalize generalise, globalization globalisation,
hospitalize hospitalise, immunize immunise, legalize legalise, liberalize liberalise,
maximize maximise, minimize minimise, mobilize mobilise, modernize modernise,
nationalize nationalise, neutralize neutralise, normalize normalise, optimize optimise,
organization organisation, organize organise, organizer organiser, penalize penalise,
prioritize prioritise, privatize privatise, publicize publicise, realize realise,
recognize recognise, scrutinize scrutinise, specialize specialise, stabilize stabilise,
standardize standardise, summarize summarise, symbolize symbolise, terrorize terrorise,
utilize utilise, airplane aeroplane, aluminum aluminium, artifact artefact, gray grey,
jewelry jewellery, maneuver manoeuvre, pediatric paediatric, skeptic sceptic,
skeptical sceptical, sulfur sulphur
"""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def _table(rows: str) -> dict[str, str]:
    """Every other spelling, words apart by a space, with the one that stands for it."""
    spelled = [[name.replace("-", " ") for name in row.split()] for row in re.split(",|\n", rows)]
    return {other: first for first, *others in filter(None, spelled) for other in others}


BRITISH = _table(_BRITISH)
"""British spellings with the American ones; forms of a word share its stem."""

_ACRONYM = re.compile(
    r"\b(?:" + "|".join(r"\.?".join(letters) for letters in ("USA", *_ACRONYMS)) + r")\b"
)


class _Replacing:
    """Puts the first spelling of each row of a table for the others, in plain lower case."""

    def __init__(self, rows: str) -> None:
        self._first = _table(rows)
        names = "|".join(name.replace(" ", r"[\W_]") for name in self._first)
        self._others = re.compile(rf"\b(?:{names})\b")

    def __call__(self, text: str) -> str:
        return self._others.sub(lambda found: self._first[_BETWEEN.sub(" ", found.group())], text)


_in_first_names = _Replacing(_NAMES)
_in_first_words = _Replacing(_WORDS)


def canonical(text: str) -> str:
    """`text` for comparing: lower case, without diacritics, each name in its first spelling."""
    return _in_first_names(_NOT_ASCII.sub(_without_marks, text.casefold()))


def uniform(text: str) -> str:
    """`text` for finding: as `canonical` gives it, with "US", "per cent" and the like as one word.

    Not for names that are compared word by word: "States" alone is no spelling of "US".
    """
    return _in_first_words(canonical(_ACRONYM.sub(_spelled_out, text)))


def _spelled_out(found: re.Match[str]) -> str:
    return _ACRONYMS[found.group().replace(".", "").removesuffix("A")]


def _without_marks(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", found.group())
    return "".join(part for part in parts if not unicodedata.combining(part))
