import httpx

from service.answers import Answer, Ask, CheckedSentence, Findings, Meta, Search
from service.client import HttpDoor
from support.service import RunningService
from support.streams import events

QUESTION = "Who met Javad Zarif in Isfahan?"
UNANSWERABLE = "What is the boiling point of tungsten?"
VOLATILE = {"id", "receipt"}


def asked(service: RunningService, **body: object) -> httpx.Response:
    return service.http.post("/v1/ask", json={"question": QUESTION, "mode": "extractive", **body})


def test_every_sentence_of_an_answer_cites_text_that_the_article_holds(
    service: RunningService,
) -> None:
    answer = Answer.model_validate_json(asked(service).content)

    assert answer.status == "answered"
    assert "Cavusoglu" in answer.text
    assert all(sentence.citations for sentence in answer.sentences)
    for citation in answer.citations:
        article = service.http.get(
            f"/v1/articles/{citation.article.id}", params={"revision": citation.revision}
        ).json()
        texts = {each["number"]: each["text"] for each in article["paragraphs"]}
        assert texts[citation.paragraph][citation.start : citation.end] == citation.quote


def test_a_stream_gives_meta_then_sentences_then_the_same_answer_once(
    service: RunningService,
) -> None:
    plain = asked(service).json()

    response = asked(service, stream=True)

    assert response.headers["content-type"].startswith("text/event-stream")
    meta, *sentences, done = events(response.iter_lines())
    assert (meta.name, {each.name for each in sentences}, done.name) == (
        "meta",
        {"sentence"},
        "done",
    )
    assert Meta.model_validate(meta.body).id == done.body["id"]
    assert [CheckedSentence.model_validate(each.body).sentence for each in sentences] == list(
        Answer.model_validate(done.body).sentences
    )
    assert without(done.body, VOLATILE) == without(plain, VOLATILE)


def test_the_accept_header_asks_for_a_stream_too(service: RunningService) -> None:
    response = service.http.post(
        "/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}
    )

    assert [each.name for each in events(response.iter_lines())][-1] == "done"


def test_what_the_archive_does_not_hold_is_refused_plain_and_streamed(
    service: RunningService,
) -> None:
    plain = asked(service, question=UNANSWERABLE).json()
    streamed = list(events(asked(service, question=UNANSWERABLE, stream=True).iter_lines()))

    assert plain["status"] == "refused"
    assert plain["refusal"]["reason"] == plain["text"]
    assert [each.name for each in streamed] == ["meta", "done"]
    assert streamed[-1].body["status"] == "refused"


def test_filters_that_leave_nothing_have_a_status_in_a_stream_too(service: RunningService) -> None:
    for stream in (False, True):
        response = asked(service, stream=stream, filters={"outlets": ["No Such Paper"]})

        assert response.status_code == 422
        assert response.json()["error"]["code"] == "nothing_matches"
        assert "No Such Paper" in response.json()["error"]["message"]


def test_a_search_gives_passages_without_an_answer(service: RunningService) -> None:
    response = service.http.post("/v1/search", json={"question": QUESTION, "top_k": 2})

    found = Findings.model_validate_json(response.content)
    assert len(found.passages) == 2
    assert "Isfahan" in found.passages[0].text


def test_the_client_door_speaks_to_it(service: RunningService) -> None:
    door = HttpDoor(service.url)
    try:
        assert door.ask(Ask(question=QUESTION)).status == "answered"
        assert door.search(Search(question=QUESTION)).passages
        assert door.article(door.articles().articles[0].id).paragraphs
    finally:
        door.close()


def without(body: dict[str, object], fields: set[str]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name not in fields}
