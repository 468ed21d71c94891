"""The kind of a question, as the prompts tell kinds apart."""

from __future__ import annotations

import re

from service.expectations import expectation_of

# The first that fits is taken. What a question asks to be compared is asked with any
# other word beside it, so it is looked for before the rest.
_COMPARE = re.compile(
    r"\b(?:compared? (?:to|with)|compare|differ(?:s|ed|ence|ences)?|versus|vs\.?|in contrast"
    r"|disagree|consistent)\b|\b(?:more|less|fewer|higher|lower|earlier|later) than\b",
    re.IGNORECASE,
)
_YESNO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
    r"|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|name|enumerate)\b|\b(?:what|which)\s+(?:\w+\s+){0,2}?(?:are|were|two|three|four"
    r"|five|countries|reasons|steps|ways|people|articles|outlets)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> str:
    """One of `compare`, `yesno`, the kinds of `service.expectations`, `list` and `other`."""
    if _COMPARE.search(question):
        return "compare"
    if _YESNO.match(question):
        return "yesno"
    kind = expectation_of(question).kind
    return "list" if kind == "other" and _LIST.search(question) else kind
