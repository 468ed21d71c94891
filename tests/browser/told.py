"""Answers as a scripted service tells them, each made of a real one."""

from __future__ import annotations

from datetime import date

from service.answers import Answer, Citation, Disagreement, PassageCopy, Position, Support


def longer(base: Answer) -> Answer:
    """The answer with three sentences, one of each verdict."""
    first = base.sentences[0]
    partly = first.model_copy(
        update={"text": "They met for long.", "support": Support(verdict="partial", score=0.5)}
    )
    not_at_all = first.model_copy(
        update={"text": "They sang.", "support": Support(verdict="unsupported", score=0.1)}
    )
    return base.model_copy(update={"sentences": (first, partly, not_at_all), "doubt": None})


def doubted(base: Answer) -> Answer:
    """The answer with a doubt."""
    return base.model_copy(update={"doubt": "The archive may not hold this."})


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
    other = _by("Another Paper", citation, published=date(2019, 6, 21))
    positions = (
        Position(value="two", citation=citation, copies=(_by("Its Sunday Edition", citation),)),
        Position(value="three", citation=other),
    )
    about = Disagreement(about="how many ships were attacked", positions=positions)
    return base.model_copy(update={"disagreements": (about,)})


def told_elsewhere(base: Answer) -> Answer:
    """The answer, whose passages stand in two other outlets as well."""
    article = base.citations[0].article
    copies = tuple(
        PassageCopy(
            article=article.id,
            source=article.source,
            title=f"As {outlet} has it",
            outlet=outlet,
            published=None,
            paragraphs=(2,),
        )
        for outlet in ("The Wire", "Evening Post")
    )
    passages = tuple(each.model_copy(update={"also_in": copies}) for each in base.passages)
    return base.model_copy(update={"passages": passages})


def _by(outlet: str, citation: Citation, *, published: date | None = None) -> Citation:
    """The citation as if another outlet had published its article."""
    article = citation.article.model_copy(update={"outlet": outlet, "published": published})
    return citation.model_copy(update={"article": article})
