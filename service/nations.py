"""Countries and what is said of them: words with a capital that name nobody."""

from __future__ import annotations

from itertools import permutations

from index.terms import terms

_ADJECTIVES: dict[str, str] = dict(
    pair.split()
    for pair in """afghanistan afghan, africa african, algeria algerian, america american,
    argentina argentine, armenia armenian, asia asian, australia australian, austria austrian,
    bangladesh bangladeshi, belgium belgian, brazil brazilian, britain british,
    bulgaria bulgarian, cameroon cameroonian, canada canadian, chile chilean, china chinese,
    colombia colombian, croatia croatian, cuba cuban, czechia czech, denmark danish,
    egypt egyptian, england english, ethiopia ethiopian, europe european, finland finnish,
    france french, georgia georgian, germany german, ghana ghanaian, greece greek,
    hungary hungarian, iceland icelandic, india indian, indonesia indonesian, iran iranian,
    iraq iraqi, ireland irish, israel israeli, italy italian, japan japanese,
    jordan jordanian, kenya kenyan, korea korean, lebanon lebanese, libya libyan,
    malaysia malaysian, mexico mexican, morocco moroccan, nepal nepali, netherlands dutch,
    nigeria nigerian, norway norwegian, pakistan pakistani, palestine palestinian,
    peru peruvian, philippines filipino, poland polish, portugal portuguese,
    romania romanian, russia russian, scotland scottish, serbia serbian, slovakia slovak,
    somalia somali, spain spanish, sudan sudanese, sweden swedish, switzerland swiss,
    syria syrian, taiwan taiwanese, thailand thai, tunisia tunisian, turkey turkish,
    ukraine ukrainian, venezuela venezuelan, vietnam vietnamese, wales welsh,
    yemen yemeni""".split(",")
)
NATIONS = frozenset(
    """arab catholic christian democrat democratic democrats jewish muslim republican republicans
    saudi""".split()
).union(_ADJECTIVES.values(), ("america", "britain"))
"""Words for what is of a country, a faith or a party; "US" and "UK" mostly stand for such."""


def _term(word: str) -> str:
    return terms(word)[0]


_OTHER_TERM = {
    one: other
    for country, adjective in _ADJECTIVES.items()
    for one, other in permutations((_term(country), _term(adjective)))
}


def with_countries(found: frozenset[str]) -> frozenset[str]:
    """`found` terms, each country with its adjective and each adjective with its country."""
    return found.union(_OTHER_TERM[term] for term in found if term in _OTHER_TERM)
