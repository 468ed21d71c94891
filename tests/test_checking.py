from __future__ import annotations

import pytest

from prompts import load
from service.answers import Support
from service.checking import RuleChecker
from service.checking.chat import ChatJudge
from service.checking.fitted import parse
from service.checking.judged import JudgedChecker
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.errors import ModelUnavailable, SettingsError
from support.model_server import ModelServer, answer, refusal

EVIDENCE = (
    "Turkey’s foreign minister Mevlut Cavusoglu said on June 21, 2019 that the two diplomats "
    "will meet every six months for consultations and that 1,000 people attended."
)
GROUP = "The Edinburgh-based group said profit increased by 22.6% to £31.5m in 2015."
BANK = "The United Nations lent Kenya $1.2 billion on 3 March, and its board was not asked."


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
        ("The Turkish foreign minister said that 1,000 people attended.", "supported"),
        ("Cavusoglu said on June 12, 2019 that they will meet.", "unsupported"),
    ],
)  # fmt: skip
def test_the_verdict(claim, verdict):
    assert RuleChecker().check(claim, EVIDENCE).verdict == verdict


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Profit rose by 22.6 per cent to £31.5 million in 2015.", GROUP),
        ("The UN lent Kenya $1.2bn on March 3.", BANK),
        ("The United Nations lent the Kenyan government 1,200,000,000 dollars.", BANK),
    ],
)
def test_one_fact_in_two_spellings_is_one_fact(claim, evidence):
    assert RuleChecker().check(claim, evidence).score > 0.3


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("6 people died in the fire.", "In all 56 people died in the fire."),
        ("Profit rose by £22.6 to £31.5m in 2015.", GROUP),
        ("Profit increased by 22.6% to £31.5bn in 2015.", GROUP),
        ("The United Nations lent Kenya $1.2 billion on 5 March.", BANK),
        ("The United Nations lent Kenya $1.2 billion, and its board was asked.", BANK),
        ("The World Bank lent Kenya $1.2 billion.", BANK),
        ("Anything at all.", ""),
        ("", EVIDENCE),
        ("?!", EVIDENCE),
    ],
)
def test_what_the_evidence_does_not_state_is_not_supported(claim, evidence):
    assert RuleChecker().check(claim, evidence).verdict != "supported"


LAYOFFS = (
    "Acme Corp said on Tuesday that it will lay off 400 workers at its plant in Leeds, blaming "
    "weak demand."
)
PARAPHRASES = [
    ("Cavusoglu said they will meet every six months.", EVIDENCE),
    ("About 1,000 people attended, the Turkish minister said.", EVIDENCE),
    ("The two diplomats are going to meet every six months.", EVIDENCE),
    ("Profits rose 22.6% to £31.5m.", GROUP),
    ("The group's profit increased to £31.5m.", GROUP),
    ("Kenya was lent $1.2 billion by the United Nations.", BANK),
    ("Acme is cutting 400 jobs in Leeds.", LAYOFFS),
    ("Weak demand was blamed for the layoffs.", LAYOFFS),
    ("A fire destroyed the warehouse on Monday night.",
     "The warehouse was destroyed by a fire that broke out late on Monday, the fire service said."),
    ("The mayor resigned after the scandal.",
     "After weeks of scandal, the mayor announced her resignation."),
    ("Police arrested three men over the robbery.",
     "Three men have been arrested in connection with the robbery, police said on Friday."),
    ("The bridge will stay closed until May.",
     "Engineers said the bridge would remain closed until May while cables are replaced."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("He had resigned.", "The minister denied that he had resigned."),
        ("The minister had resigned.", "The minister denied on Monday that he had resigned."),
        ("Vaccines cause autism.", "It is a myth that vaccines cause autism."),
        ("They met in Oslo.", "There is no evidence they met in Oslo."),
        ("The firm paid bribes.", "Prosecutors did not say that the firm paid bribes."),
        ("The talks will fail.", "The talks will fail unless Iran agrees, Smith said."),
        ("Iran agrees to the deal.", "If Iran agrees to the deal, sanctions will end in May."),
        ("Profit rose to £4m.", "Profit rose to £4m, which the auditors called false."),
        ("The bank lost $4bn.", "The bank allegedly lost $4bn in 2020."),
        ("The chairman took the money.", "She accused the chairman, who she said took the money."),
    ],
)
def test_a_clause_torn_from_what_unsays_it_is_not_supported(claim, evidence):
    assert RuleChecker().check(claim, evidence).verdict == "unsupported"


RAISED = (
    "Volunteers raised £200,000 to save the 900-year-old site. Mr Brekke praised Lena Aarsen on "
    "Friday. She thanked the mayor in a letter to Brekke, sent from Oslo. "
    "On Monday the UK government sent troops to Basra, said a British official."
)


@pytest.mark.parametrize(
    "claim",
    [
        "Volunteers raised 900 to save the site.",
        "Mr Aarsen praised Lena Brekke on Friday.",
        "Mr Brekke praised Lena Aarsen on Oslo.",
        "He thanked the mayor in a letter.",
        "She thanked the mayor in a letter to Aarsen, sent from Oslo.",
        "She thanked the mayor in a letter sent from Brekke.",
    ],
)
def test_a_fact_of_the_evidence_in_anothers_place_is_not_supported(claim):
    assert RuleChecker().check(claim, RAISED).verdict == "unsupported"


@pytest.mark.parametrize(
    "claim",
    ["Zarif had 15 phone calls on that night.", "Zarif called on the night 15 times."],
)
def test_a_day_of_the_evidence_counts_nothing(claim):
    evidence = "Qassemi said that Zarif had six phone calls on the night of July 15, in 2016."

    assert RuleChecker().check(claim, evidence).verdict == "unsupported"


@pytest.mark.parametrize(
    "claim",
    [
        "Volunteers raised £200,000 to save the site.",
        "On Friday, Mr Brekke praised Lena Aarsen.",
        "Brekke praised Aarsen on Friday.",
        "Lena Aarsen thanked the mayor in a letter to Brekke.",
        "She thanked the mayor in a letter to Mr Brekke, sent from Oslo.",
        "On Monday the British government sent troops to Basra.",
    ],
)
def test_a_fact_in_its_own_place_is_supported(claim):
    assert RuleChecker().check(claim, RAISED).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("He denied that he had resigned.", "He denied that he had resigned in 2019, or later."),
        ("They met in Oslo.", "Smith denied that they met in Oslo. They met in Oslo, said Jones."),
        ("They met in Oslo in May.", "They met in Oslo in May, and Smith kept notes of it."),
    ],
)
def test_what_is_not_torn_is_supported(claim, evidence):
    assert RuleChecker().check(claim, evidence).verdict == "supported"


def test_most_paraphrases_are_supported_and_the_others_are_not_called_false():
    checker = RuleChecker()
    verdicts = [checker.check(claim, evidence).verdict for claim, evidence in PARAPHRASES]
    assert verdicts.count("supported") >= 0.75 * len(PARAPHRASES)


def test_a_quotation_is_supported_with_certainty():
    support = RuleChecker().check("will meet every six months", EVIDENCE)
    assert (support.verdict, support.score) == ("supported", 1.0)


def test_the_checker_tells_its_version_and_its_error_rates():
    figures = RuleChecker().figures
    assert figures.name.startswith("rules.v4@sha256:")
    assert 0.6 < figures.balanced_accuracy < 0.8
    assert 0 < figures.false_support_rate < 0.5
    assert 0 < figures.missed_support_rate < 0.5


def test_altered_numbers_are_not_scored_with():
    with pytest.raises(SettingsError, match="digest"):
        parse({"digest": "0", "numbers": {"documents": 1}})


PARAPHRASE = "The diplomats plan to consult twice yearly."
TELLS = '{"verdict": "partial", "score": 0.4}'


def by_chat(url, **options):
    limits = Limits(connect=0.5, first_token=1.0, total=1.0, usage=0.1)
    endpoint = Endpoint(base_url=url, api_key="key", model="judge", limits=limits)
    judge = ChatJudge(endpoint=endpoint, prompt=load("check.v1"))
    return JudgedChecker(judge=judge, rules=RuleChecker(), **options)


def test_a_chat_model_judges_what_no_rule_decides():
    with ModelServer(answer(TELLS)) as server:
        support = by_chat(server.url).check(PARAPHRASE, EVIDENCE)
        (asked,) = server.bodies
    used = {"prompt_tokens": 11, "completion_tokens": 7}
    assert support == Support(verdict="partial", score=0.4, usage=used)
    assert PARAPHRASE in asked["messages"][-1]["content"]
    assert EVIDENCE in asked["messages"][-1]["content"]
    assert asked["response_format"]["type"] == "json_schema"


def test_a_chat_model_is_not_asked_what_a_rule_decides():
    with ModelServer(answer('{"verdict": "supported", "score": 1}')) as server:
        checker = by_chat(server.url)
        assert checker.check("They meet in Moscow.", EVIDENCE).verdict == "unsupported"
        assert checker.check("will meet every six months", EVIDENCE).score == 1.0
        assert server.bodies == []


@pytest.mark.parametrize(
    "script",
    [
        answer("I think it is fine."),
        answer('{"verdict": "perhaps", "score": 0.4}'),
        answer('{"verdict": "supported", "score": 7}'),
        refusal("500 Internal Server Error"),
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", 5.0],
    ],
)
def test_the_rules_step_in_for_a_chat_model_that_fails_and_say_so(script):
    with ModelServer(script) as server:
        support = by_chat(server.url).check(PARAPHRASE, EVIDENCE)
    built_in = RuleChecker().check(PARAPHRASE, EVIDENCE)
    assert (support.verdict, support.score) == (built_in.verdict, built_in.score)
    assert support.degraded.startswith("checked by the built-in rules")


@pytest.mark.parametrize(
    "script", [answer("I", finish="content_filter"), answer("I think it is fine.")]
)
def test_a_judge_that_refuses_one_claim_is_asked_for_the_next(script):
    with ModelServer(script, answer(TELLS)) as server:
        checker = by_chat(server.url)
        refused = checker.check(PARAPHRASE, EVIDENCE)
        judged = checker.check(PARAPHRASE, EVIDENCE)
    assert refused.degraded.startswith("checked by the built-in rules")
    assert (judged.verdict, judged.score, judged.degraded) == ("partial", 0.4, None)


def test_a_judge_that_failed_is_asked_again_after_the_pause():
    class Failing:
        name = "failing"
        asked = 0

        def judge(self, claim, evidence):
            self.asked += 1
            raise ModelUnavailable("no server")

    judge, now = Failing(), [0.0]
    checker = JudgedChecker(judge=judge, rules=RuleChecker(), pause=20, clock=lambda: now[0])
    for seconds in (0.0, 10.0, 19.0, 21.0):
        now[0] = seconds
        assert checker.check(PARAPHRASE, EVIDENCE).degraded
    assert judge.asked == 2
