"""Names of one place or person that no rule brings together, as one name.

Diacritics alone need no table: words are compared without them (see `index.terms`).
The table holds what newspapers write side by side. The first spelling of a row stands
for all of them where texts are compared, and never where a text is shown.
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
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_BETWEEN = re.compile(r"[^a-z]+")


def _table() -> dict[str, str]:
    """Every other spelling, words apart by a space, with the one that stands for it."""
    rows = [[name.replace("-", " ") for name in line.split()] for line in _NAMES.split("\n")]
    return {other: first for first, *others in filter(None, rows) for other in others}


_STANDS_FOR = _table()
_OTHERS = re.compile(
    r"\b(?:" + "|".join(name.replace(" ", r"[\W_]") for name in _STANDS_FOR) + r")\b"
)


def canonical(text: str) -> str:
    """`text` for comparing: lower case, without diacritics, each name in its first spelling."""
    plain = _NOT_ASCII.sub(_without_marks, text.casefold())
    return _OTHERS.sub(lambda found: _STANDS_FOR[_BETWEEN.sub(" ", found.group())], plain)


def _without_marks(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", found.group())
    return "".join(part for part in parts if not unicodedata.combining(part))
