import json

import pytest

from service.drafting import DraftSentence
from service.drafting.structured import DraftReader, schema_for

Items = list[tuple[list[int], str]]


def written(*items: tuple[list[int], str]) -> str:
    return json.dumps(
        {"sentences": [{"evidence": cited, "text": text} for cited, text in items]}, indent=1
    )


def read(text: str, *, size: int, whole: bool = True) -> list[DraftSentence]:
    reader = DraftReader(known=[1, 2, 12])
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    drafted = [sentence for part in parts for sentence in reader.feed(part)]
    return [*drafted, *reader.finish(whole=whole)]


MET = DraftSentence("They met.", (1,))
CASES: dict[str, tuple[Items, list[DraftSentence]]] = {
    "nothing": ([], []),
    "one": ([([1], "They met.")], [MET]),
    "two": ([([1], "They met."), ([2, 12], "He left.")], [MET, DraftSentence("He left.", (2, 12))]),
    "unknown numbers": ([([9, 1, 1, -4], "They met.")], [MET]),
    "no numbers": ([([], "They met.")], [DraftSentence("They met.", ())]),
    "marks in the text": ([([], "They met [1].")], [MET]),
    "several sentences": ([([1], "They met. They ate.")], [MET, DraftSentence("They ate.", (1,))]),
    "braces and quotes": (
        [([1], 'He wrote "{[}]\\" and {"text": 1}.')],
        [DraftSentence('He wrote "{[}]\\" and {"text": 1}.', (1,))],
    ),
    "other letters": ([([1], "Çay \U0001f600.")], [DraftSentence("Çay \U0001f600.", (1,))]),
    "empty text": ([([1], ""), ([1], " … ")], []),
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("case", CASES)
def test_sentences_with_their_evidence_however_the_stream_is_cut(case: str, size: int) -> None:
    items, expected = CASES[case]

    assert read(written(*items), size=size) == expected


def test_a_sentence_is_given_as_soon_as_its_object_is_closed() -> None:
    reader = DraftReader(known=[1])

    assert list(reader.feed('\n{"sentences": [{"evidence": [1], "text": "They met."')) == []
    assert list(reader.feed("}")) == [MET]


def test_text_that_is_no_json_is_read_by_its_marks() -> None:
    assert read("They met [1].", size=3) == [MET]


def test_what_is_cut_off_is_dropped() -> None:
    text = written(([1], "They met."), ([2], "They left for home."))

    assert read(text[:-25], size=5, whole=False) == [MET]


@pytest.mark.parametrize(
    "text",
    [
        '{"sentences": [{"evidence": [1], "text": "They met."',
        '{"sentences": [{"evidence": "all", "text": "They met."}]}',
        '{"sentences": [{"text": "They met."}]}',
        '{"sentences": [{"evidence": [1], "text": 5}]}',
        '{"sentences": [{"evidence": [1], "text": "They met.",}]}',
        '{"sentences": [{' + '"a": {' * 5_000 + "}" * 5_000 + "}]}",
        '{"error": {"message": "no"}}',
        "{",
    ],
)
def test_json_of_other_shape_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is never shown
        read(text, size=50)


def test_the_schema_allows_the_numbers_that_were_shown_and_nothing_else() -> None:
    schema = json.dumps(schema_for([1, 3]))

    assert '"enum": [1, 3]' in schema
    assert schema.count('"additionalProperties": false') == 2
