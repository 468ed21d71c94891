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
_THESE = rf"(?:(?:all|any|some|one|each) of )?(?:the|these|this|those|your|our|my) {_TEXTS}"
_OF_THEM = rf"(?:(?:of )?{_THESE}|articles?|stories)"
_ABOUT = r"(?:about|of|on|regarding|concerning)"
_TREAT = (
    r"(?:mention|discuss|cover|describe|treat|(?:speak|talk|write|are|is) about|speak of|report on"
    r"|deal with|refer to)s?"
)
_TOLD = r"(?:written|reported|said|published|told|known)"
_SUMMARY = r"(?:overview|summary|outline|recap)"
_PUT = (
    r"(?:please|kindly|hi|hello|hey)\b[,.!]?",
    r"(?:can|could|would|will) you (?:please )?(?:tell|show|remind) (?:me|us)",
    r"(?:i|we)(?:['’]d| would)? (?:like|want|need|love) to know",
    r"(?:i|we) wonder|do you (?:happen to )?know(?! about)|(?:tell|show) (?:me|us)",
    rf"(?:according to|based on|judging by|in|from|per) {_THESE},?",
)
_SURVEYED = (
    rf"what (?:do|does|did) {_THESE} (?:say|tell|report|write|know|have|hold|contain) {_ABOUT}",
    rf"what {_THESE} (?:say|tell|report|write|know|have|hold|contain)s? {_ABOUT}",
    rf"what (?:is|was|were|has been|have been) {_TOLD} (?:(?:here|in {_THESE}) )?{_ABOUT}",
    rf"(?:which|what|do|does|did|has|have) (?:any |some )?{_OF_THEM} {_TREAT}",
    rf"(?:is|are) there (?:any |an )?{_TEXTS} {_ABOUT}",
    r"(?:can you |could you )?(?:summari[sz]e|outline)",
    rf"(?:can you |could you )?give (?:(?:me|us) )?an? (?:\w+ )?{_SUMMARY} of",
    r"what (?:can you tell (?:me|us)|do (?:you|we) know) about",
    r"(?:(?:something|anything|everything|more) )?about",
)
_OPENING = re.compile(
    rf"\s*(?:{'|'.join(_PUT)}|(?P<surveyed>{'|'.join(_SURVEYED)}))(?!\w)\s*", re.IGNORECASE
)
_CLOSING = re.compile(
    rf"(?:,\s*(?:please|thanks|thank you)|[,\s]+according to {_THESE}"
    r"|[,\s]+and what (?:do|does) (?:they|it|each) say\b[^.?!]*)(?=[\s?.!]*$)",
    re.IGNORECASE,
)


def matter_of(question: str) -> str:
    """The question without how it is put; as it stands where nothing else would be left.

    What only names its matter, as an overview of it does, is left without a question mark.
    """
    matter, is_surveyed = question, False
    while opening := _OPENING.match(matter):
        matter = matter[opening.end() :]
        is_surveyed = opening["surveyed"] is not None
    matter = _CLOSING.sub("", matter)
    if not re.search(r"\w", matter):
        return question
    return matter.rstrip(" ?.!") if is_surveyed else matter
