"""Words that English writes with a capital though they name nobody and no place."""

from __future__ import annotations

NATIONS = frozenset(
    """american british french german dutch swiss welsh scottish irish english spanish italian
    greek turkish iranian iraqi israeli pakistani russian ukrainian chinese japanese korean
    indian canadian australian mexican brazilian norwegian swedish danish finnish icelandic
    polish czech slovak hungarian austrian belgian portuguese romanian bulgarian serbian
    croatian georgian armenian egyptian syrian lebanese palestinian jordanian yemeni libyan
    tunisian moroccan algerian ethiopian kenyan nigerian sudanese somali vietnamese thai
    indonesian malaysian taiwanese bangladeshi nepali argentine chilean colombian venezuelan
    peruvian cuban european african asian saudi afghan arab jewish muslim christian catholic
    republican democrat democratic republicans democrats""".split()
)
