import pytest

from index.parsing import SUFFIXES
from parsing.reading import read, refusal

TEXT = "The foreign ministers of Türkiye and Iran agreed to meet every six months."


def test_the_supported_suffixes() -> None:
    assert set(SUFFIXES) == {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl"}


@pytest.mark.parametrize("source", ["a.exe", "a", "a.doc"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(source: str) -> None:
    message = refusal(source, TEXT)
    assert message.startswith(f"{source}: ")
    assert ".docx" in message


def test_the_suffix_may_be_in_capitals() -> None:
    assert read("A.TXT", TEXT).blocks[0].text == TEXT


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_an_empty_file_is_refused_by_name(suffix: str, data: bytes) -> None:
    assert refusal(f"folder/a{suffix}", data).startswith(f"folder/a{suffix}: the file is empty")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_text_is_read_with_and_without_its_mark(encoding: str) -> None:
    assert read("a.txt", TEXT.encode(encoding)).blocks[0].text == TEXT


def test_other_encodings_are_refused_with_the_place_and_the_way_out() -> None:
    message = refusal("a.txt", TEXT.encode("iso-8859-9"))
    assert "byte 26 (0xfc)" in message
    assert "iconv" in message


@pytest.mark.parametrize(
    "junk", [b"text\x00text", b"\x01\x02\x03\x04\x05 text", bytes(range(1, 32))]
)
def test_binary_junk_is_refused(junk: bytes) -> None:
    assert "no text file" in refusal("a.txt", junk)


def test_a_file_without_a_paragraph_is_refused() -> None:
    assert "no body paragraph" in refusal("a.txt", "A headline\n\nAdvertisement\n\nBy Jane Roe")


def test_a_text_over_the_limit_is_refused() -> None:
    assert "50,000,001 bytes" in refusal("a.txt", b"a" * 50_000_001)
