"""What a question asks about, without what it says of the asking or of the archive.

"What do the articles say about Threads?" is asked of articles that say neither "articles"
nor "say": these words find nothing, and no sentence that answers has them.
"""

from __future__ import annotations

import re

_TEXTS = (
    r"(?:articles?|archives?|texts?|documents?|files?|corpus|collection|sources?|stories|pieces"
    r"|coverage)"
)
_WHICH = r"(?:(?:all|any|some|one|each) of )?(?:the|these|this|those|your|our|my)"
# The sources of the Nile are no texts.
_THESE = rf"{_WHICH} {_TEXTS}(?! of\b)"
_OF_THEM = rf"(?:(?:of )?{_THESE}|articles?|stories)"
_ABOUT = r"(?:about|on|regarding|concerning)"
_SAY = r"(?:say|tell|report|write|know|have|hold|contain)s?"
_TREAT = (
    r"(?:mention|discuss|cover|describe|treat|(?:speak|talk|write|are|is) about|speak of|report on"
    r"|deal with|refer to)s?"
)
_TOLD = r"(?:written|reported|said|published|told|known)"
_SUMMARY = r"(?:overview|summary|outline|recap)"
_PUT = (
    r"(?:please|kindly),?(?= [a-z])",
    r"(?:can|could|would|will) you (?:please )?(?:tell|show|remind) (?:me|us)",
    r"(?:i|we)(?:['’]d| would)? (?:like|want|need|love) to know",
    r"(?:i|we) wonder|do you (?:happen to )?know|(?:tell|show) (?:me|us)",
    rf"(?:according to|based on|judging by|in|from|per) {_THESE},?",
)
_SURVEYED = (
    rf"what (?:(?:do|does|did) )?{_THESE} {_SAY} {_ABOUT}",
    # "What was written on the wall?" asks of no archive.
    rf"what (?:is|was|has been) {_TOLD} (?:(?:here|in {_THESE}) )?(?:about|regarding|concerning)",
    rf"(?:which|what|do|does|did|has|have) (?:any |some )?{_OF_THEM} {_TREAT}",
    rf"(?:is|are) there (?:any |an )?(?:articles?|stories|coverage) {_ABOUT}",
    r"(?:(?:can|could) you )?(?:summari[sz]e|outline(?! of\b))",
    rf"(?:(?:can|could) you )?give (?:(?:me|us) )?an? (?:\w+ )?{_SUMMARY} of",
    r"what (?:can you tell (?:me|us)|do (?:you|we) know) about",
    r"(?:(?:something|anything|everything|more) )?about",
)
_OPENING = re.compile(rf"\s*(?:{'|'.join(_PUT)}|(?P<surveyed>{'|'.join(_SURVEYED)}))(?!\w)\s*")
_CLOSING = re.compile(
    rf"(?:,\s*(?:please|thanks|thank you)|[,\s]+according to {_THESE}"
    r"|[,\s]+and what (?:do|does) (?:they|it|each) say\b[^.?!]*)(?=[\s?.!]*$)"
)


def matter_of(question: str) -> str:
    """The question without how it is put; as it stands where nothing else would be left.

    What only names its matter, as an overview of it does, is left without a question mark.
    """
    matter, is_surveyed = question.strip(), False
    # A capital further on opens a name: "Tell Me Why", "Please Please Me".
    while opening := _OPENING.match(matter[:1].lower() + matter[1:]):
        matter = matter[opening.end() :]
        is_surveyed = opening["surveyed"] is not None
    matter = _CLOSING.sub("", matter)
    if not re.search(r"\w", matter):
        return question
    return matter.rstrip(" ?.!") if is_surveyed else matter
