from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article, DateSource, Kind, Paragraph
from index.passages import MAX_TOKENS, passages_of
from index.tokens import count_tokens

ARTICLE = Article(
    id="a", source="a.txt", title="T", outlet=None, author=None, published=None,
    date_source=DateSource.UNKNOWN, url=None, language="en", revision="r",
)  # fmt: skip


def numbered(*texts: str) -> list[Paragraph]:
    return [Paragraph(n, n, Kind.BODY, text) for n, text in enumerate(texts, start=1)]


def test_short_neighbours_share_a_passage():
    (passage,) = passages_of(ARTICLE, numbered("One short.", "Two short.", "Three short."))
    assert [span.paragraph for span in passage.spans] == [1, 2, 3]
    assert passage.text == "One short.\n\nTwo short.\n\nThree short."


def test_what_is_not_body_text_is_in_no_passage():
    blocks = [Paragraph(0, None, Kind.HEADLINE, "Headline"), Paragraph(1, 1, Kind.BODY, "Body.")]
    (passage,) = passages_of(ARTICLE, blocks)
    assert passage.text == "Body."


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=6))
def test_every_word_is_in_a_passage_and_none_is_too_long(texts):
    paragraphs = numbered(*(text * 40 for text in texts))
    passages = passages_of(ARTICLE, paragraphs)
    by_number = {each.number: each.text for each in paragraphs}
    covered = {number: set() for number in by_number}
    for passage in passages:
        assert count_tokens(passage.text) <= MAX_TOKENS
        pieces = [by_number[s.paragraph][s.start : s.end] for s in passage.spans]
        assert passage.text == "\n\n".join(pieces)
        for span in passage.spans:
            covered[span.paragraph].update(range(span.start, span.end))
    for number, text in by_number.items():
        missing = set(range(len(text))) - covered[number]
        assert not any(text[position].strip() for position in missing)
