import pytest

from service.drafting.kinds import kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How often will the ministers meet?", "rate"),
        ("How many merchants joined the lawsuit?", "number"),
        ("When did Washington leave the deal?", "time"),
        ("Who met Zarif in Isfahan?", "person"),
        ("Where was the next meeting due to be held?", "place"),
        ("Why did Raisi call off his trip?", "cause"),
        ("Does Turkey regard Hamas as a terrorist organization?", "yesno"),
        ("Didn't they meet in May?", "yesno"),
        ("Did The Verge differ from Wired on the price?", "compare"),
        ("Is trade with Iran higher than with Iraq?", "compare"),
        ("Which countries take part in the Astana process?", "list"),
        ("Name the three outlets that reported it.", "list"),
        ("What did Rouhani call the embargo?", "other"),
        ("", "other"),
    ],
)
def test_a_question_has_one_kind(question: str, kind: str) -> None:
    assert kind_of(question) == kind
