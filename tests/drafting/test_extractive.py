from service.drafting import DraftSentence
from service.drafting.extractive import Extractive
from support.evidence import evidence


def test_quotes_verbatim_best_first() -> None:
    found = evidence("Second  best, “quoted”.", "The best.", "Far off.", scores=(0.7, 0.8, 0.1))

    assert list(Extractive(fraction=0.75).draft("Who?", found)) == [
        DraftSentence("The best.", (2,)),
        DraftSentence("Second  best, “quoted”.", (1,)),
    ]


def test_leaves_out_what_scores_far_below_the_best() -> None:
    found = evidence("The best.", "Just enough.", "Too weak.", scores=(0.8, 0.61, 0.59))

    drafted = list(Extractive(max_sentences=3, fraction=0.75).draft("Who?", found))

    assert [item.text for item in drafted if isinstance(item, DraftSentence)] == [
        "The best.",
        "Just enough.",
    ]


def test_quotes_no_more_than_asked() -> None:
    found = evidence("One.", "Two.", "Three.", scores=(0.9, 0.9, 0.9))

    assert len(list(Extractive(max_sentences=1, fraction=0.5).draft("Who?", found))) == 1


def test_says_nothing_without_evidence() -> None:
    assert list(Extractive().draft("Who?", [])) == []


def test_names_itself_and_no_prompt() -> None:
    assert (Extractive().model, Extractive().prompt) == ("extractive", None)
