import pytest

from service.drafting import DraftSentence
from service.drafting.sentences import SentenceReader

Drafted = list[tuple[str, tuple[int, ...]]]

MET, LEFT = ("They met.", (1,)), ("They left.", (2,))


def read(text: str, *, size: int) -> Drafted:
    reader = SentenceReader(known=[1, 2, 3])
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    drafted = [sentence for part in parts for sentence in reader.feed(part)]
    drafted += reader.finish(whole=True)
    return [(sentence.text, sentence.evidence) for sentence in drafted]


CASES: dict[str, Drafted] = {
    "They met [1]. They left [2].": [MET, LEFT],
    "They met. [1] They left. [2]": [MET, LEFT],
    "They met.[1] They left.[2]": [MET, LEFT],
    "They met. [1].\nThey left. [2].": [MET, LEFT],
    "- They met. [1]\n- They left. [2]\n": [MET, LEFT],
    "1. They met [1].\n2. They left [2].": [MET, LEFT],
    "They met [1]\nThey left [2]\n": [("They met", (1,)), ("They left", (2,))],
    "They met [1][2]. They left. [2] [3] He ate.": [
        ("They met.", (1, 2)),
        ("They left.", (2, 3)),
        ("He ate.", ()),
    ],
    "They met [1, 2].": [("They met.", (1, 2))],
    "They met [2], then left [1].": [("They met, then left.", (2, 1))],
    "They met [1] and left [1].": [("They met and left.", (1,))],
    "They met in 2018. [1] They left [2].": [("They met in 2018.", (1,)), LEFT],
    "They met - and left - in (May 12) 2018. [1]": [
        ("They met - and left - in (May 12) 2018.", (1,)),
    ],
    "They met [9].": [("They met.", ())],
    "They [both] met [1]. They left [2].": [("They [both] met.", (1,)), LEFT],
    "It was “immature.” [1] They left [2].": [("It was “immature.”", (1,)), LEFT],
    "Trade rose 1.5 per cent, said Gen. Akar on Aug. 16 [1]. They left [2].": [
        ("Trade rose 1.5 per cent, said Gen. Akar on Aug. 16.", (1,)),
        LEFT,
    ],
    "He left the U.S. [1] for good.": [("He left the U.S. for good.", (1,))],
    "[1] They met.": [MET],
    "[1] [2].\n": [],
    "[-1] [1]": [],
}


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", CASES)
def test_sentences_and_their_marks_however_the_stream_is_cut(text: str, size: int) -> None:
    assert read(text, size=size) == CASES[text]


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    reader = SentenceReader(known=[1])

    assert list(reader.feed("They met. [1]")) == []
    assert list(reader.feed(" T")) == [DraftSentence("They met.", (1,))]


def test_an_unfinished_sentence_is_dropped() -> None:
    reader = SentenceReader(known=[1])
    list(reader.feed("They met [1]. They left for"))

    assert list(reader.finish(whole=False)) == []
