"""Citations: the addresses in the archive that sentences rest on."""

from __future__ import annotations

from service.answers import ArticleRef, Citation
from service.drafting import Evidence


class Citations:
    """The citations of one answer, numbered from 1 by first use."""

    def __init__(self) -> None:
        self._by_address: dict[tuple[str, int, int, int], Citation] = {}

    @property
    def all(self) -> tuple[Citation, ...]:
        """Every citation so far, by number."""
        return tuple(self._by_address.values())

    def cite(self, evidence: Evidence) -> Citation:
        """The citation of `evidence`; the same evidence keeps its number."""
        address = (evidence.article.id, evidence.paragraph, evidence.start, evidence.end)
        if address not in self._by_address:
            self._by_address[address] = citation(evidence, number=len(self._by_address) + 1)
        return self._by_address[address]


def citation(evidence: Evidence, *, number: int) -> Citation:
    """The address of `evidence` as the payload shows it."""
    article = evidence.article
    return Citation(
        number=number,
        article=ArticleRef.model_validate(article, from_attributes=True),
        revision=article.revision,
        paragraph=evidence.paragraph,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.quote,
        href=_reader_address(evidence),
    )


def _reader_address(evidence: Evidence) -> str:
    """Where the reader shows these words highlighted, also once the article has changed."""
    article = evidence.article
    words = f"revision={article.revision}&start={evidence.start}&end={evidence.end}"
    return f"/articles/{article.id}?{words}#p{evidence.paragraph}"


def marked(text: str, numbers: tuple[int, ...]) -> str:
    """A sentence with its citation marks before the full stop, as in `They met [1].`."""
    marks = "".join(f"[{number}]" for number in numbers)
    if not marks:
        return text
    body = text.rstrip(".")
    stop = "." if body != text or body[-1:].isalnum() else ""
    return f"{body} {marks}{stop}"
