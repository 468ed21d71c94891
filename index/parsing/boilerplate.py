"""What newsrooms print around their articles, as tables of patterns.

A row is the most words that a block may have, and a pattern: a long block is an
article's own, whatever it opens with. `_OPENINGS` match the start of a block,
`_MARKS` any part of it, all other tables the whole of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from index.articles import Kind

_MOST_CHARACTERS = 2_000
Rows = tuple[tuple[int, re.Pattern[str]], ...]


def _rows(*rows: tuple[int, str], flags: re.RegexFlag = re.IGNORECASE) -> Rows:
    return tuple((words, re.compile(pattern, flags)) for words, pattern in rows)


_SHARING = (
    r"share|tweet|facebook|twitter|x|whatsapp|reddit|e-?mail|linkedin|pinterest|telegram|print"
    r"|flipboard|messenger|tumblr|pocket|copy|link|save|on|via|and|post"
)
# Counters of donation banners; further down, such a line is a price.
_HEAD_LINES = _rows(
    (2, r"[\d.,]+ ?[$€£₺]|[$€£₺] ?[\d.,]+"),
    (12, r"\d+ days? left\b.*"),
)
_LINES = _rows(
    (5, r"(?:please )?(?:donate(?: now)?|make a donation|become a (?:member|patron|supporter))!?"),
    # advertising
    (3, r"(?:advertisement|(?:sponsored|promoted)(?: content)?|paid (?:content|post))"),
    (8, r"(?:advertisement )?(?:article|story|post) continues (?:below|after).*"),
    # the page's own furniture
    (8, r"\W*welcome to [^.!?]+"),
    (6, r"(?:skip|jump|go|back|return) to (?:the )?(?:main )?(?:content|navigation|top|homepage)"),
    (3, r"(?:main )?menu|(?:site )?search|home|toggle navigation"),
    (3, r"log ?in|sign in|register|my account"),
    (3, r"previous|next|previous next|(?:previous|next|newer|older) (?:article|post|story)"),
    (3, r"(?:read|show|view|load|see) (?:more|less|all)|(?:continue|keep) reading|full story"),
    (4, r"most (?:read|popular|viewed)|trending(?: now)?|latest (?:news|stories)"),
    (3, r"editor[’']?s[’']? picks?"),
    (5, r"(?:related|recommended|popular|more|top)(?: \w+)? (?:articles?|stories|posts?)\W*"),
    (
        5,
        r"(?:related|recommended|popular|more|top)(?: \w+)? (?:pages|news|reading|topics|links)\W*",
    ),
    (8, r"you (?:may|might) (?:also )?(?:like|be interested in)\W*|don[’']t miss\W*|see more:"),
    (4, r"embed from getty images|watch now|america[’']s favorite video today"),
    (6, r"\d{1,2}[- ]min(?:ute)?s? read|reading time:? .*"),
    (25, r"(?:tags?|filed under|categor(?:y|ies)|posted in|labels): .*"),
    # sharing, following, subscribing
    (6, r"(?:share|tweet|print|e-?mail)(?: this)?(?: (?:article|story|post|page|on \w+))?\W*"),
    (3, r"copy link|pin it|whatsapp"),
    (15, rf"(?:(?:{_SHARING})\W*){{2,}}"),
    (3, r"[\d.,]+[km]? (?:shares?|views?|likes?|retweets?|followers)"),
    (3, r"(?:subscribe|sign up)(?: now| today| here)?\W*|newsletters?\W*"),
    (4, r"(?:app users )?click here"),
)
_OPENINGS = _rows(
    (40, r"(?:please )?(?:donate to|support) (?:us|our (?:\w+ )?(?:work|journalism))\b"),
    (30, r"(?:read|see|watch|listen|learn) (?:more|also|next|this)\s*[:|–—-]"),
    (25, r"(?:also read|must read|related|recommended|read|watch|more)\s*[:|]\s*[\"'“‘A-Z]"),
    (20, r"read (?:the |our )?(?:full|original|next) (?:story|article|text|report)\b"),
    (25, r"click here (?:to|for)\b|like what you[’']re reading\?"),
    (60, r"(?:sign up|subscribe) [^.]*\b(?:newsletters?|inbox|e-?mails?|alerts|updates)\b"),
    (40, r"(?:get|receive) [^.]*\b(?:in|to) your inbox\b"),
    (30, r"follow (?:us|@\w+)\b"),
    (20, r"follow [^.]{2,40} on (?:facebook|twitter|x|instagram|telegram|youtube|google news)\b"),
    (20, r"(?:join|like) us on (?:facebook|twitter|x|instagram|telegram|youtube|whatsapp)\b"),
    (80, r"(?:we|this (?:web)?site|our (?:web)?site) uses? cookies\b"),
    (12, r"(?:accept|reject|manage) (?:all )?(?:cookies|preferences)\b"),
    (60, r"by (?:continuing|using|clicking) [^.]*\b(?:cookies|terms|privacy policy)\b"),
    (40, r"(?:©|\(c\)|copyright\s+(?:©|\(c\)|\d{4}))"),
    (40, r"except where otherwise noted, images are subject to copyright"),
    (200, r"(?:skip|jump) past newsletter\b"),
    (120, r"table of contents\b[^.!?]*$"),
    (40, r"win big with \w+! get a free\b"),
)
_NAMED_APPEALS = _rows((3, r"Support (?:[A-Z][\w.]*)(?: [A-Z][\w.]*)?"), flags=re.NOFLAG)
_MARKS = _rows(
    (150, r"please enter a valid e-?mail address"),
    (60, r"\{\{ ?[#/^]?\w+ ?\}\}"),
    (150, r"protected by recaptcha|we use google recaptcha"),
    (120, r"by (?:submitting|entering|signing up with) your e-?mail(?: address)?,? you"),
    (80, r"\be-?mail address\* (?:go|submit|sign up)\b|there was a problem signing you up"),
    (80, r"\bsign up\b.*\bnewsletters? (?:sent )?straight to your inbox\b"),
    (60, r"\b(?:we|which) (?:may|might) (?:earn|receive) (?:an? )?(?:affiliate )?commissions?\b"),
    (60, r"\b(?:may include|contains?) affiliate links\b"),
    (30, r"\ball rights reserved\b"),
    (60, r"\b(?:material|content) may not be published, broadcast, rewritten\b"),
)
_AGENCY = (
    r"(?:AP|AFP|PA|AAP|EPA|ANP|DPA|EFE|IANS|PTI|UPI|Reuters|Bloomberg|Anadolu|Xinhua|TASS|Alamy"
    r"|Shutterstock|iStock\w*|Unsplash|Pexels|Pixabay|Imago\w*|Imagn\w*|USA TODAY Sports|Getty\w*)"
)
_CAPTIONS: Rows = (
    *_rows(
        (12, r"click (?:here )?(?:to|for) .*\b(?:image|photo|picture|size)\b.*"),
        (25, r"(?:feature )?(?:image|photo|picture)s? (?:credit|courtesy|source|by|via|:)[^.!?]*"),
        (40, r"(?:photograph|(?:file )?photo|image|illustration|graphic|credit)s?:[^!?]*"),
        (40, r"(?:image )?caption:[^!?]*"),
        (60, r"image source, .*"),
        (
            80,
            r".*\((?:image|photo|picture)s? ?(?:credit|courtesy|by|:)[^()]*(?:\([^()]*\)[^()]*)*\)",
        ),
        (60, r".* (?:photograph|photo credit|image credit|photo|image): [^.!?]{2,60}\.?"),
        (60, r".* photo by [\w.’' -]{3,40}(?: / [\w. ]+)?\.?"),
    ),
    *_rows(
        (40, r".* Credit: [\w./’' -]{2,40}"),
        (60, r".*\| (?:Getty Images|AP|AFP|Reuters|Bloomberg)(?: News)?(?: \| Getty Images)?"),
        (50, rf"(?:[^.!?]*\s)?\((?:[^()]*\b)?{_AGENCY}\b[^()]*\)"),
        (8, rf"© ?{_AGENCY}\b.{{0,30}}|{_AGENCY}(?:/| via ){_AGENCY}|via {_AGENCY}"),
        flags=re.NOFLAG,
    ),
)
_COMMENTS = _rows(
    (10, r"leave a (?:reply|comment)\b.*"),
    (20, r"your e-?mail address will not be published\b.*"),
    (5, r"no comments(?: yet)?\W*"),
    (4, r"notify of|inline feedbacks|view all comments|newest most voted"),
    (5, r"(?:post|add|write) (?:a|your) comment\W*"),
    (30, r"(?:\d+|one|two|three) (?:thoughts?|responses?|replies) (?:on|to)\b.*"),
    (12, r"comments (?:are closed|for this (?:article|post|thread) are)\b.*"),
    (8, r"would love your thoughts, please comment\b.*"),
)
_COMMENT_COUNTS = _rows(
    (3, r"\d[\d.,]* comments?\W*|comments?(?: ?\(\d+\))?\W*"),
    (4, r"join the (?:conversation|discussion)\W*"),
)
_COMMENT_LEADS = _rows((3, r"subscribe|log ?in|guest|connect with|notify of|label|\W*"))
_COMMENT_SIGNS = _rows(
    (6, r"reply|report|like|log ?in to (?:reply|comment)\b.*|sort by\b.*|oldest|newest"),
    (8, r"\d+ replies|.* says:|.* (?:minutes?|hours?|days?|weeks?|months?|years?) ago"),
)


def aside_kind(text: str, *, head: bool) -> Kind | None:
    """Say which aside a block is by its words alone: boilerplate, caption or neither.

    `head` tells that it stands above the article's first running text.
    """
    if _whole(_CAPTIONS, text):
        return Kind.CAPTION
    if head and _whole(_HEAD_LINES, text):
        return Kind.BOILERPLATE
    furniture = _whole(_LINES, text) or _whole(_NAMED_APPEALS, text)
    if furniture or _opening(_OPENINGS, text) or _part(_MARKS, text):
        return Kind.BOILERPLATE
    return None


def opens_comments(text: str) -> bool:
    """Tell whether a block stands over a comment section and nowhere else."""
    return _whole(_COMMENTS, text)


def counts_comments(text: str) -> bool:
    """Tell whether a block counts comments: a section's heading, or a link to it."""
    return _whole(_COMMENT_COUNTS, text)


def leads_comments(text: str) -> bool:
    """Tell whether a block belongs to a comment section when one follows at once."""
    return _whole(_COMMENT_LEADS, text)


def signs_comments(text: str) -> bool:
    """Tell whether a block looks like the inside of a comment section."""
    return opens_comments(text) or _whole(_COMMENT_SIGNS, text)


def _whole(rows: Rows, text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _fitting(rows, text))


def _opening(rows: Rows, text: str) -> bool:
    return any(pattern.match(text) for pattern in _fitting(rows, text))


def _part(rows: Rows, text: str) -> bool:
    return any(pattern.search(text) for pattern in _fitting(rows, text))


def _fitting(rows: Rows, text: str) -> Iterator[re.Pattern[str]]:
    words = len(text.split()) if len(text) <= _MOST_CHARACTERS else math.inf
    return (pattern for most, pattern in rows if words <= most)
