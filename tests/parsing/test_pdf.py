from collections.abc import Sequence

import pytest
from fpdf import FPDF

from index.articles import DateSource, Kind
from parsing.reading import read, refusal, texts

FIRST = (
    "The foreign ministers of Iran and Turkey agreed on Friday to meet every six months, a joint "
    "statement said after talks in Isfahan. Trade will be the first subject of their meetings."
)
SECOND = (
    "Tehran and Ankara want to use their national currencies instead of the dollar. The plan was "
    "signed by both sides. It names the banks that are to take part in it from next year on."
)
THIRD = (
    "Tensions have been rising since May 2018, when Washington unilaterally withdrew from the "
    "nuclear deal of 2015 and began a campaign of sanctions on exports of Iranian crude oil."
)
PARAGRAPHS = (FIRST, SECOND, THIRD)
TITLE = "Ministers of Iran and Turkey agree on trade and on much else besides it"


class Paper(FPDF):
    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, "Daily Example - World", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()} of 9", align="C")


def paper(paragraphs: Sequence[str], *, gap: float = 3) -> Paper:
    made = Paper()
    made.set_title("Microsoft Word - draft7.docx")
    made.set_author("Jane Roe")
    made.add_page()
    made.set_font("Helvetica", "B", size=18)
    made.multi_cell(0, 9, TITLE, new_x="LMARGIN", new_y="NEXT")
    made.ln(4)
    for paragraph in paragraphs:
        made.set_font("Helvetica", size=11)
        made.multi_cell(0, 5, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        made.ln(gap)
    return made


def test_lines_are_joined_and_running_headers_dropped() -> None:
    body = PARAGRAPHS * 8
    made = paper(body)
    assert made.page_no() > 1
    article = read("a.pdf", bytes(made.output()))
    assert texts(article) == list(body)
    assert article.title == TITLE
    assert article.author == "Jane Roe"
    assert (article.published, article.date_source) == (None, DateSource.UNKNOWN)
    assert not any("Page" in block.text or "World" in block.text for block in article.blocks)
    assert "Page 1 of 9" in article.raw


def test_paragraphs_without_a_gap_end_at_a_short_line() -> None:
    assert texts(read("a.pdf", bytes(paper(PARAGRAPHS, gap=0).output()))) == list(PARAGRAPHS)


def test_a_gap_ends_a_paragraph_whose_last_line_is_full() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=11)
    for _ in range(3):
        made.cell(
            0, 5, "The ministers spoke of the trade between the", new_x="LMARGIN", new_y="NEXT"
        )
        made.cell(
            0, 5, "two sides and of the gas that is bought now.", new_x="LMARGIN", new_y="NEXT"
        )
        made.ln(4)
    assert len(texts(read("a.pdf", bytes(made.output())))) == 3


def test_larger_type_between_paragraphs_is_a_heading() -> None:
    made = paper(PARAGRAPHS[:1])
    made.set_font("Helvetica", "B", size=13)
    made.cell(0, 7, "What comes next", new_x="LMARGIN", new_y="NEXT")
    made.set_font("Helvetica", size=11)
    made.multi_cell(0, 5, PARAGRAPHS[1], align="L", new_x="LMARGIN", new_y="NEXT")
    article = read("a.pdf", bytes(made.output()))
    assert texts(article, Kind.SUBHEADING) == ["What comes next"]
    assert texts(article) == list(PARAGRAPHS[:2])


def test_words_broken_at_a_lines_end_are_mended() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=11)
    for line in (
        "The ministers spoke of the coopera-",
        "tion between the two sides, a well-",
        "known subject of such well-known talks.",
    ):
        made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    wanted = (
        "The ministers spoke of the cooperation between the two sides, a well-known subject of "
        "such well-known talks."
    )
    assert texts(read("a.pdf", bytes(made.output()))) == [wanted]


def test_a_scanned_pdf_is_refused() -> None:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50)
    assert "OCR" in refusal("a.pdf", bytes(made.output()))


def test_an_encrypted_pdf_is_refused() -> None:
    made = paper(PARAGRAPHS)
    made.set_encryption(owner_password="owner", user_password="user")
    assert "encrypted" in refusal("a.pdf", bytes(made.output()))


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_a_damaged_pdf_is_refused(share: float) -> None:
    whole = bytes(paper(PARAGRAPHS).output())
    message = refusal("a.pdf", whole[: int(share * len(whole))])
    assert message.startswith("a.pdf: ")


def test_a_file_that_is_no_pdf_is_refused() -> None:
    assert "damaged" in refusal("a.pdf", b"plain text")
