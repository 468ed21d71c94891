from __future__ import annotations

import pytest

from service.checking import RuleChecker, numbers

EVIDENCE = (
    "Turkey’s foreign minister Mevlut Cavusoglu said on June 21, 2019 that the two diplomats "
    "will meet every six months for consultations and that 1,000 people attended."
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The two diplomats will meet every six months for consultations.", "supported"),
        ("They will meet every 6 months for consultations.", "supported"),
        ("They will meet every seven months for consultations.", "unsupported"),
        ("The two diplomats will meet every six months in Moscow.", "unsupported"),
        ("The two diplomats will not meet every six months.", "unsupported"),
        ("Foreign minister Zarif said the two diplomats will meet every six months.",
         "unsupported"),
        ("Turkey's foreign minister Çavuşoğlu said that 1000 people attended.", "supported"),
        ("The economy grew faster than the bank expected.", "unsupported"),
    ],
)  # fmt: skip
def test_the_verdict(claim, verdict):
    assert RuleChecker().check(claim, EVIDENCE).verdict == verdict


def test_a_quotation_is_supported_with_certainty():
    support = RuleChecker().check("will meet every six months", EVIDENCE)
    assert (support.verdict, support.score) == ("supported", 1.0)


def test_numbers_are_the_same_in_figures_and_words():
    assert numbers("six of 1,000 and 3.5%") == {"6", "1000", "3.5"}
