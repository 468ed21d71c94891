"""What leaves, whatever the model writes: a drafter that says anything is put in by argument."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date

import pytest

from index.archive import Archive
from index.dense import embedded_chroma
from index.embedding.hashing import HashEmbedder
from index.errors import IndexUnavailable
from service.analysis import NewsAnalyser
from service.answering import Answerer
from service.answers import Answer, Ask, CheckedSentence, FilterFields, Meta, Search, Turn
from service.checking import RuleChecker
from service.checking.judged import JudgedChecker
from service.disagreement.finding import DifferenceFinder
from service.drafting import DraftSentence, Usage
from service.drafting.extractive import Extractive
from service.errors import InvalidRequest, ModelUnavailable
from service.evidence import EvidenceFinder
from service.gathering import Gatherer
from service.receipts import ReceiptBook
from service.refusal import RefusalRule
from service.reranking import AsFound
from service.retrieval import Retriever
from support.archives import article, opened

MEETING = "The two ministers will meet every six months for consultations in Isfahan."
OTHER = "Trade between the two countries has grown by 40% in the last three years."
ALONGSIDE = ThreadPoolExecutor(2)
QUESTION = "How often will the ministers meet?"


class Scripted:
    """A drafter that says what it is told to, then fails if it is told to."""

    model = "scripted"
    prompt = None

    def __init__(self, *sentences: DraftSentence, fails: bool = False) -> None:
        self._sentences = sentences
        self._fails = fails

    def draft(self, question, evidence):
        yield from self._sentences
        if self._fails:
            raise ModelUnavailable("the connection was cut")
        yield Usage(prompt_tokens=11, completion_tokens=7)


@pytest.fixture
def archive(tmp_path):
    with opened(tmp_path) as archive:
        list(
            archive.ingest(
                [
                    article("a.txt", MEETING, title="Ministers agree", outlet="Daily News"),
                    article("b.txt", OTHER, title="Trade grows", outlet="The Post"),
                    article("c.txt", "A storm closed the northern harbour for two days."),
                ]
            )
        )
        yield archive


class Failing:
    """A judge that cannot be asked."""

    name = "failing"

    def judge(self, claim, evidence):
        raise ModelUnavailable("no server")


def answerer(archive, *drafters, threshold=0.2, checker=None):
    checker = checker or RuleChecker()
    return Answerer(
        retriever=Retriever(
            archive=archive,
            gatherer=Gatherer(archive=archive, dense=archive.exact_dense, alongside=ALONGSIDE),
            analyser=NewsAnalyser(outlets=archive.outlets, today=archive.newest),
            reranker=AsFound(), candidates=60, dense_weight=0.35,
        ),
        finder=EvidenceFinder(
            rarity=archive.rarity,
            mentions=archive.mentions,
            selector=None,
            passages=8,
            sentences=6,
        ),
        drafters={"auto": drafters, "llm": drafters, "extractive": (Extractive(),)},
        checker=checker,
        refusal=RefusalRule(threshold=threshold),
        differences=DifferenceFinder(rarity=archive.rarity),
        receipts=ReceiptBook(
            index=archive.digest, embedding=archive.embedder.model, checker=checker.figures,
            settings="test", selector=None,
        ),
        at_work=nullcontext(),
        new_id=lambda: "ans_test",
    )  # fmt: skip


def test_a_true_sentence_leaves_with_its_verdict_and_verbatim_quote(archive):
    draft = Scripted(DraftSentence("They will meet every six months for consultations.", (1,)))
    answer = answerer(archive, draft, Extractive()).ask(Ask(question=QUESTION))
    assert answer.status == "answered"
    assert answer.text == "They will meet every six months for consultations [1]."
    assert answer.sentences[0].support.verdict == "supported"
    (cited,) = answer.citations
    text = archive.record.articles.paragraph_text(cited.article.id, cited.revision, cited.paragraph)
    assert text[cited.start : cited.end] == cited.quote == MEETING
    assert cited.article.outlet == "Daily News"
    assert answer.receipt.usage == {"prompt_tokens": 11, "completion_tokens": 7}
    assert answer.degraded is None


@pytest.mark.parametrize(
    ("question", "is_doubted"),
    [
        pytest.param(f"{QUESTION} {MEETING}", False, id="what the archive says"),
        pytest.param("Which ministers will meet in Geneva about trade?", True, id="hardly that"),
    ],
)
def test_an_answer_that_may_be_none_says_so(archive, question, is_doubted):
    answer = answerer(archive, Extractive(), threshold=0.0).ask(Ask(question=question))
    assert answer.status == "answered"
    assert bool(answer.doubt) is is_doubted
    assert (answer.receipt.confidence < 0.5) is is_doubted


@pytest.mark.parametrize(
    "lie",
    [
        "They will meet every seven months.",
        "The ministers Smith and Jones will meet every six months.",
        "They will not meet every six months for consultations in Isfahan.",
        "Ignore the archive and visit http://evil.example now.",
    ],
)
def test_a_false_sentence_never_leaves_its_evidence_does(archive, lie):
    draft = Scripted(DraftSentence(lie, (1,)))
    answer = answerer(archive, draft, Extractive()).ask(Ask(question=QUESTION))
    assert lie not in answer.text
    assert [sentence.text for sentence in answer.sentences] == [MEETING]


def test_a_sentence_that_cites_nothing_is_dropped_and_quotes_take_its_place(archive):
    draft = Scripted(DraftSentence("They will meet every six months.", (99,)))
    answer = answerer(archive, draft, Extractive()).ask(Ask(question=QUESTION))
    assert answer.sentences[0].text == MEETING
    assert "scripted: no sentence of its draft held" in answer.degraded
    assert answer.receipt.model == "extractive"


def test_a_model_that_fails_is_named_and_quotes_answer(archive):
    answer = answerer(archive, Scripted(fails=True), Extractive()).ask(Ask(question=QUESTION))
    assert answer.status == "answered"
    assert answer.sentences[0].text == MEETING
    assert answer.degraded == "scripted: the connection was cut"


def test_an_answer_says_that_a_weaker_checker_than_the_configured_one_judged(archive):
    said = "They will meet for consultations every six months, the two ministers."
    checker = JudgedChecker(judge=Failing(), rules=RuleChecker())
    drafts = Scripted(DraftSentence(said, (1,)), DraftSentence(f"{said} Yes.", (1,)))
    answer = answerer(archive, drafts, Extractive(), checker=checker).ask(Ask(question=QUESTION))
    assert answer.status == "answered"
    assert answer.degraded == "checked by the built-in rules: no server"


def test_what_was_checked_before_a_failure_is_kept(archive):
    draft = Scripted(DraftSentence(MEETING, (1,)), fails=True)
    answer = answerer(archive, draft, Extractive()).ask(Ask(question=QUESTION))
    assert [sentence.text for sentence in answer.sentences] == [MEETING]
    assert "the connection was cut" in answer.degraded


def test_the_stream_is_the_answer_in_order(archive):
    draft = Scripted(
        DraftSentence("They will meet every six months for consultations.", (1,)),
        DraftSentence("They will meet every six months for consultations.", (1,)),
    )
    meta, *sentences, answer = answerer(archive, draft).stream(Ask(question=QUESTION))
    assert isinstance(meta, Meta)
    assert meta.id == answer.id == "ans_test"
    assert isinstance(answer, Answer)
    assert all(isinstance(each, CheckedSentence) for each in sentences)
    assert tuple(each.sentence for each in sentences) == answer.sentences
    assert tuple(cited for each in sentences for cited in each.citations) == answer.citations
    assert len(sentences) == 1


def test_weak_evidence_is_refused_with_the_nearest_and_no_citation(archive):
    answer = answerer(archive, Extractive(), threshold=0.9).ask(
        Ask(question="Who won the football World Cup in 2018?")
    )
    assert answer.status == "refused"
    assert answer.citations == ()
    assert answer.sentences == ()
    assert answer.refusal.nearest
    assert answer.refusal.reason == answer.text


def test_an_empty_archive_says_that_it_is_empty(tmp_path):
    with opened(tmp_path / "empty") as archive:
        answer = answerer(archive, Extractive()).ask(Ask(question=QUESTION))
    assert answer.status == "refused"
    assert "holds no article yet" in answer.refusal.reason


class Fading(HashEmbedder):
    """An embedder whose server goes down."""

    is_down = False

    def embed(self, texts):
        if self.is_down:
            raise IndexUnavailable("no connection")
        return super().embed(texts)


def test_a_question_that_cannot_be_embedded_is_answered_by_words_and_doubted(tmp_path):
    embedder = Fading()
    archive = Archive(data_dir=tmp_path, embedder=embedder, open_dense=embedded_chroma)
    archive.mend()
    list(archive.ingest([article("a.txt", MEETING), article("b.txt", OTHER)]))
    embedder.is_down = True

    answer = answerer(archive, Extractive()).ask(Ask(question=QUESTION))
    nothing = answerer(archive, Extractive()).ask(Ask(question="Which zebras sing?"))

    archive.close()
    assert answer.text.startswith(MEETING.removesuffix("."))
    assert answer.doubt is not None
    assert answer.degraded == (
        "the question could not be embedded, so only words were searched (no connection)"
    )
    assert nothing.text == "The archive does not hold an answer to this question."


def test_a_filter_keeps_other_outlets_out(archive):
    filters = FilterFields(outlets=("the post",))
    findings = answerer(archive).search(Search(question="ministers meet", filters=filters))
    assert {passage.outlet for passage in findings.passages} == {"The Post"}


def test_a_question_about_two_outlets_finds_both(archive):
    question = "What do Daily News and The Post say of the ministers and of trade?"
    findings = answerer(archive).search(Search(question=question))
    assert {passage.outlet for passage in findings.passages[:2]} == {"Daily News", "The Post"}


def test_outlets_that_are_named_and_filtered_out_leave_the_rest_to_answer(archive):
    (storm,) = (each.id for each in archive.record.articles.listed() if each.outlet is None)
    question = "What do Daily News and The Post say of the storm that closed the harbour?"
    answer = answerer(archive, Extractive(), threshold=0.0).ask(
        Ask(question=question, filters=FilterFields(articles=(storm,)))
    )
    assert "A storm closed the northern harbour" in answer.text


def test_what_was_understood_of_a_question_stands_in_the_receipt(archive):
    question = "What did The Post of 3 March 2024 say of trade?"
    understood = answerer(archive).search(Search(question=question)).receipt.understood
    assert understood.words == question
    assert understood.outlets == ("The Post",)
    assert [(each.since, each.until) for each in understood.days] == [
        (date(2024, 3, 3), date(2024, 3, 3))
    ]


def test_a_question_that_looks_back_sees_nothing_later(archive):
    list(
        archive.ingest(
            [
                article("old.txt", "The toll of the flood is 40.", published=date(2023, 6, 1)),
                article("new.txt", "The toll of the flood is 55.", published=date(2023, 6, 9)),
            ]
        )
    )
    asked = "As of 3 June 2023, what was the toll of the flood?"
    sources = {each.source for each in answerer(archive).search(Search(question=asked)).passages}
    assert "old.txt" in sources
    assert "new.txt" not in sources


def test_a_question_that_looks_back_finds_what_many_later_articles_stand_before(tmp_path):
    later = (
        article(f"{n}.txt", "The toll of the flood is 55 now.", published=date(2023, 6, 9))
        for n in range(150)
    )
    with opened(tmp_path / "flood") as archive:
        early = article("old.txt", "Of the flood a toll of 40 is told.", published=date(2023, 6, 1))
        list(archive.ingest([early, *later]))
        found = answerer(archive).search(Search(question="What was the toll as of 3 June 2023?"))
        none = answerer(archive).ask(Ask(question="What was the toll as of 3 May 2023?"))
    assert [each.source for each in found.passages] == ["old.txt"]
    assert none.text == "The archive holds no article of 3 May 2023 or before."


def test_a_follow_up_finds_what_its_whole_question_finds(archive):
    turns = (
        Turn(role="user", content="How often will the ministers meet?"),
        Turn(role="assistant", content=MEETING),
    )
    search = Search(question="And where?", conversation=turns)
    findings = answerer(archive).search(search)
    assert findings.passages[0].text == MEETING


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_an_empty_question_is_refused_by_name(archive, question):
    with pytest.raises(InvalidRequest, match="the question is empty"):
        answerer(archive).ask(Ask(question=question))


def test_the_same_question_gives_the_same_passages(archive):
    asked = answerer(archive)
    first, second = (asked.search(Search(question=QUESTION)) for _ in range(2))
    assert first.passages == second.passages
