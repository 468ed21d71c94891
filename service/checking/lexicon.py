"""Closed lists of English words that change what a sentence claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from index.terms import STOPWORDS, terms
from service import datewords


@lru_cache(65_536)
def stem(word: str) -> str:
    """The stem by which words are compared; the word itself where it has none."""
    found = terms(word)
    return found[0] if found else word.lower()


def stems(words: str) -> frozenset[str]:
    """The stems of the words of a list."""
    return frozenset(stem(word) for word in words.split())


_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""

CARDINALS: Mapping[str, float] = {
    **{word: float(value) for value, word in enumerate(_UNITS.split())},
    **{word: 10.0 * value for value, word in enumerate(_TENS.split(), start=3)},
    "dozen": 12.0,
}
ORDINALS: Mapping[str, int] = {word: value for value, word in enumerate(_ORDINALS.split(), start=1)}
SCALES: Mapping[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
LONG_SCALES = frozenset(word for word in SCALES if len(word) > 1)

MONTHS: Mapping[str, str] = {
    **{name[:3].lower(): f"@{name.lower()}" for name in datewords.MONTHS},
    **{name.lower(): f"@{name.lower()}" for name in datewords.MONTHS},
    "sept": "@september",
}
"""Names and short names to keys that no stem can have: `may` is a verb, too."""
DAYS: Mapping[str, str] = {
    **{name[:3].lower(): f"@{name.lower()}" for name in datewords.WEEKDAYS},
    **{name.lower(): f"@{name.lower()}" for name in datewords.WEEKDAYS},
    "tues": "@tuesday", "thur": "@thursday", "thurs": "@thursday",
}  # fmt: skip
CALENDAR = frozenset(MONTHS.values()) | frozenset(DAYS.values())

STOP_STEMS = frozenset(stem(word) for word in STOPWORDS) | stems("s t n re ve ll d said say says")
NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot n't hardly".split()
)
NEGATIVE_VERBS = stems("deny denied refuse reject fail lack avoid prevent stop halt unable ban")
UNSAYING = stems(
    """deny denial dispute reject rebut refute dismiss disprove debunk doubt disbelieve false untrue
    myth hoax wrongly fake misinformation disinformation baseless unfounded incorrect mistaken
    fallacy if unless whether pretend imagine wish hypothetical allege accuse purport rumour rumor
    claim insist suspect speculate believe fear unlikely unclear unproven"""
)
"""Words under which a clause is not stated: it is denied, supposed, or laid on somebody."""
GROUNDS = stems("evidence proof sign indication truth suggestion")
"""What a clause may hang on without a `that`: "no evidence they met"."""
TITLES = stems(
    """mr mrs ms miss dr sir lord lady dame prof professor president minister chairman chief
    captain coach secretary senator judge king queen prince princess pope general colonel
    sergeant inspector the st saint new prime vice"""
)
HEDGES = stems(
    """may might could would should likely possibly perhaps expected reportedly allegedly
    suggests appears seems probably potential potentially can"""
)
ABSOLUTES = stems(
    "all every always never only most first last best largest entire none both any exclusively"
)
COMPARATIVES = stems(
    """more less fewer higher lower increase decrease increased decreased greater larger smaller
    than rise fall worse better"""
)
PRONOUNS: Mapping[str, str] = {
    **dict.fromkeys("he him his himself".split(), "m"),
    **dict.fromkeys("she her hers herself".split(), "f"),
    **dict.fromkeys("they them their theirs themselves".split(), "p"),
    **dict.fromkeys("it its itself".split(), "n"),
    **dict.fromkeys("you your yours i my me we our us".split(), "speaker"),
}

_OPPOSITES = """
increase rise climb grow gain | decrease decline fall drop reduce lower cut diminish loss
high | low
higher | lower
more | less fewer
win won victory | lose lost loss defeat beaten
before | after
support back | oppose reject
accept agree approve | reject refuse deny decline
alive survive survived | dead died killed die death
open opened | close closed shut
success successful succeed | failure fail failed unsuccessful
begin start started began | end stop stopped ended finish
old | new young
older | younger
first | last second final
best | worst
better | worse
male man men boy father son brother husband king | female woman women girl mother daughter sister wife queen
north northern | south southern
east eastern | west western
above | below under
positive | negative
promote enhance activate induce upregulate improve stimulate | inhibit suppress prevent block impair downregulate attenuate
guilty | innocent cleared acquitted
buy bought | sell sold
left | right
major majority many | minor minority few
early earlier | late later
large larger big | small smaller little
strong stronger | weak weaker
presence | absence
import | export
always | never
love | hate
arrive | leave depart
married | divorced
domestic internal | foreign international external
public | private
maximum | minimum
same similar | different
with | without
"""  # noqa: E501


def _opposed() -> Iterator[tuple[str, frozenset[str]]]:
    for line in _OPPOSITES.strip().splitlines():
        sides = [stems(side) for side in line.split("|")]
        for one, other in (sides, sides[::-1]):
            for each in one:
                yield each, other


def _opposites() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for word, others in _opposed():
        found[word] = found.get(word, frozenset()) | others
    return found


OPPOSITES = _opposites()
"""Stem to the stems that say the contrary."""

_DEMONYMS = """turkey turkish turk turks turkiye | iran iranian iranians persian | iraq iraqi iraqis
| russia russian russians | ukraine ukrainian ukrainians | germany german germans
| france french frenchman | spain spanish spaniard | italy italian italians
| britain british briton britons uk gb | england english | scotland scottish scots scot
| wales welsh | ireland irish | america american americans us usa
| canada canadian canadians | mexico mexican mexicans | brazil brazilian brazilians
| argentina argentine argentinian | china chinese | japan japanese | korea korean koreans
| india indian indians | pakistan pakistani pakistanis | afghanistan afghan afghans
| israel israeli israelis | palestine palestinian palestinians | syria syrian syrians
| lebanon lebanese | egypt egyptian egyptians | libya libyan libyans | saudi saudis
| yemen yemeni yemenis | greece greek greeks | cyprus cypriot cypriots | poland polish poles
| netherlands dutch | belgium belgian belgians | switzerland swiss | austria austrian austrians
| sweden swedish swede | norway norwegian norwegians | denmark danish danes | finland finnish
| portugal portuguese | hungary hungarian hungarians | romania romanian romanians
| bulgaria bulgarian bulgarians | serbia serbian serbs serb | croatia croatian croats
| czech czechia | australia australian australians | africa african africans
| europe european europeans eu | asia asian asians | nigeria nigerian nigerians
| kenya kenyan kenyans | vietnam vietnamese | thailand thai | cuba cuban cubans
| venezuela venezuelan venezuelans | colombia colombian colombians | qatar qatari
| islam islamic muslim muslims | christian christians christianity | jew jewish jews
| mohammed muhammad mohamed mohammad mehmet | kiev kyiv"""

SAME_NAME: Mapping[str, frozenset[str]] = {
    name: frozenset(group.split()) for group in _DEMONYMS.split("|") for name in group.split()
}
"""A name to the other words for the same country, people or person."""
