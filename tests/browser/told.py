"""Answers as a scripted service tells them, each made of a real one."""

from __future__ import annotations

from datetime import date

from service.answers import Answer, Disagreement, Position, Support


def longer(base: Answer) -> Answer:
    """The answer with three sentences, one of each verdict."""
    first = base.sentences[0]
    partly = first.model_copy(
        update={"text": "They met for long.", "support": Support(verdict="partial", score=0.5)}
    )
    not_at_all = first.model_copy(
        update={"text": "They sang.", "support": Support(verdict="unsupported", score=0.1)}
    )
    return base.model_copy(update={"sentences": (first, partly, not_at_all)})


def refused(base: Answer) -> Answer:
    """A refusal with the answer's citations as the nearest."""
    refusal = {"reason": "Nothing about that.", "nearest": base.citations}
    return Answer.model_validate(
        {
            **dict(base),
            "status": "refused",
            "sentences": (),
            "citations": (),
            "text": "Nothing about that.",
            "refusal": refusal,
        }
    )


def disagreeing(base: Answer) -> Answer:
    """The answer with one disagreement of two outlets."""
    citation = base.citations[0]
    other = citation.article.model_copy(
        update={"outlet": "Another Paper", "published": date(2019, 6, 21)}
    )
    positions = (
        Position(value="two", citation=citation),
        Position(value="three", citation=citation.model_copy(update={"article": other})),
    )
    about = Disagreement(about="how many ships were attacked", positions=positions)
    return base.model_copy(update={"disagreements": (about,)})
