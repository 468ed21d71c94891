from collections.abc import Iterable
from dataclasses import replace

from service.drafting import DraftSentence, Evidence, Usage
from service.drafting.extractive import Extractive
from support.evidence import evidence


def test_quotes_verbatim_best_first() -> None:
    found = evidence("Second  best, “quoted”.", "The best.", "Far off.", scores=(0.7, 0.8, 0.1))

    assert list(Extractive(likely=0.2).draft("Who?", found)) == [
        DraftSentence("The best.", (2,)),
        DraftSentence("Second  best, “quoted”.", (1,)),
    ]


def test_leaves_out_what_is_unlikely_to_be_meant() -> None:
    found = evidence("The best.", "Just enough.", "Too weak.", scores=(0.6, 0.2, 0.19))

    assert texts(Extractive(max_sentences=3, likely=0.2).draft("Who?", found)) == [
        "The best.",
        "Just enough.",
    ]


def test_quotes_no_more_than_asked() -> None:
    found = evidence("One.", "Two.", "Three.", scores=(0.9, 0.9, 0.9))

    assert len(list(Extractive(max_sentences=1, likely=0.5).draft("Who?", found))) == 1


def test_where_the_best_shows_a_number_the_others_must_too() -> None:
    found = evidence("It cost 40 dollars.", "It was dear.", "Or 45.", scores=(0.5, 0.4, 0.3))

    assert texts(Extractive(likely=0.2).draft("How much did it cost?", found)) == [
        "It cost 40 dollars.",
        "Or 45.",
    ]


def test_quotes_the_best_however_unlikely_it_is() -> None:
    found = evidence("One.", "Two.", scores=(0.08, 0.05))

    assert list(Extractive(likely=0.2).draft("Who?", found)) == [DraftSentence("One.", (1,))]


def test_quotes_more_of_the_paragraph_that_answers_than_of_others() -> None:
    found = placed(("Best.", 1, 0.3), ("Home.", 2, 0.25), ("Also.", 2, 0.15), ("Far.", 3, 0.15))

    assert texts(Extractive(likely_at_home=0.1, likely=0.2).draft("Who?", found)) == [
        "Home.",
        "Also.",
        "Best.",
    ]


def test_quotes_one_paragraph_in_its_own_order() -> None:
    found = placed(("He said so.", 2, 0.5), ("Elsewhere.", 1, 0.3), ("She asked.", 2, 0.2))
    found[0] = replace(found[0], start=300, end=311)

    assert texts(Extractive().draft("Who?", found)) == ["She asked.", "He said so.", "Elsewhere."]


def test_quotes_no_words_twice() -> None:
    found = placed(("He asked.", 1, 0.5), ("Bo came. He asked.", 1, 0.3), ("He left.", 1, 0.2))
    found[0] = replace(found[0], start=9, end=18)
    found[1] = replace(found[1], start=0, end=18)
    found[2] = replace(found[2], start=19, end=27)

    assert texts(Extractive().draft("Who?", found)) == ["Bo came. He asked.", "He left."]


def test_says_nothing_without_evidence() -> None:
    assert list(Extractive().draft("Who?", [])) == []


def test_names_itself_and_no_prompt() -> None:
    assert (Extractive().model, Extractive().prompt) == ("extractive", None)


def placed(*quotes: tuple[str, int, float]) -> list[Evidence]:
    """Evidence of these texts, paragraphs and scores, one after another."""
    made = evidence(*(text for text, _, _ in quotes), scores=tuple(score for *_, score in quotes))
    return [
        replace(item, paragraph=paragraph, start=100 * place, end=100 * place + len(text))
        for place, (item, (text, paragraph, _)) in enumerate(zip(made, quotes, strict=True))
    ]


def texts(draft: Iterable[DraftSentence | Usage]) -> list[str]:
    """What a draft says."""
    return [item.text for item in draft if isinstance(item, DraftSentence)]
