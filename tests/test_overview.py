from datetime import date

from index.articles import Kind, Paragraph
from service.examples import questions_of
from support.service import RunningService, running, seeds


def questions(*texts: str) -> list[str]:
    paragraphs = [
        Paragraph(position=place, number=place + 1, kind=Kind.BODY, text=text)
        for place, text in enumerate(texts)
    ]
    return list(questions_of(paragraphs))


def test_a_question_is_about_what_somebody_said():
    assert questions("Cavusoglu said on Thursday that he had spoken of the US sanctions.") == [
        "What did Cavusoglu say about the US sanctions?"
    ]


def test_no_question_is_made_of_pronouns_dates_peoples_or_offices():
    assert not questions(
        "He said nothing about Syria.",
        "Zarif spoke with Turkish officials, he said.",
        "The Foreign Ministry said more about Syria on Monday.",
        "Erdogan said it in May.",
    )


def test_what_is_not_the_articles_text_gives_no_question():
    banner = Paragraph(0, None, Kind.BOILERPLATE, "Jones said to give money to SouthFront.")
    assert list(questions_of([banner])) == []


def test_every_example_has_an_answer(service: RunningService) -> None:
    examples = service.http.get("/v1/examples").json()["questions"]

    assert 2 <= len(examples) == len(set(examples)) <= 4
    for question in examples:
        answer = service.http.post("/v1/ask", json={"question": question}).json()
        assert answer["status"] == "answered", question


def test_the_overview_follows_the_archive(tmp_path) -> None:
    with running(tmp_path, max_upload_bytes=1_000_000) as service:
        empty = service.http.get("/v1/overview").json()
        assert (empty["articles"], empty["outlets"], empty["since"]) == (0, [], None)
        assert service.http.get("/v1/examples").json() == {"questions": []}

        service.upload(*seeds())
        overview = service.http.get("/v1/overview").json()

        assert (overview["articles"], overview["undated"]) == (5, 4)
        assert {"name": "SouthFront", "articles": 1} in overview["outlets"]
        assert overview["since"] == overview["until"] == date(2021, 3, 21).isoformat()
        assert overview["max_upload_bytes"] == 1_000_000
        assert service.http.get("/v1/examples").json()["questions"]
