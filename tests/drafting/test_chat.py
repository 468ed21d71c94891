import threading
import time
from collections.abc import Iterator

import pytest

import prompts
from service.drafting import DraftSentence, Evidence, Usage
from service.drafting.chat import ChatDrafter
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.errors import ModelUnavailable
from support.evidence import evidence
from support.model_server import CUT, ModelServer, Script, Step, answer, event, head, refusal

KEY = "canary-key-5151"
QUESTION = "How often do the canary ministers meet?"
QUICK = Limits(connect=0.5, first_token=0.8, idle=0.4, total=1.5, usage=0.2)
PATIENT = Limits(usage=0.2)
FOUND = evidence("They meet every six months.", "They met in Isfahan.")


def drafter(url: str, *, limits: Limits = PATIENT, prompt_budget: int = 3_000) -> ChatDrafter:
    return ChatDrafter(
        endpoint=Endpoint(base_url=url, api_key=KEY, model="small", limits=limits),
        prompt=prompts.load("answer.v1"),
        nonce=lambda: "n0nce",
        prompt_budget=prompt_budget,
    )


def draft(url: str, found: list[Evidence] = FOUND) -> list[DraftSentence | Usage]:
    return list(drafter(url).draft(QUESTION, found))


def until_failure(steps: Iterator[DraftSentence | Usage]) -> tuple[list[str], str]:
    """The sentences before the failure, and what it says."""
    said: list[str] = []
    with pytest.raises(ModelUnavailable) as failure:
        said += (step.text for step in steps if isinstance(step, DraftSentence))
    assert KEY not in str(failure.value)
    assert "canary" not in str(failure.value)
    return said, str(failure.value)


def test_drafts_sentences_with_their_evidence_then_the_usage() -> None:
    with ModelServer(answer("They meet every ", "six months [1]. In Isf", "ahan [2].")) as server:
        assert draft(server.url) == [
            DraftSentence("They meet every six months.", (1,)),
            DraftSentence("In Isfahan.", (2,)),
            Usage(11, 7),
        ]


def test_sends_numbered_evidence_between_markers_and_the_key() -> None:
    with ModelServer(answer("Yes [1].")) as server:
        draft(server.url)
        (body,) = server.bodies

    assert server.keys == [f"Bearer {KEY}"]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("small", 0, 320)
    user = body["messages"][1]["content"]
    assert user.splitlines()[:4] == [
        "=== evidence n0nce ===",
        '[1] (The Courier, "Ministers meet", 2019-06-21) They meet every six months.',
        '[2] (The Courier, "Ministers meet", 2019-06-21) They met in Isfahan.',
        "=== end of evidence n0nce ===",
    ]
    assert QUESTION in user


def test_the_marker_is_new_for_each_draft() -> None:
    with ModelServer(answer("Yes [1].")) as server:
        endpoint = Endpoint(base_url=server.url, api_key=KEY, model="small")
        plain = ChatDrafter(endpoint=endpoint, prompt=prompts.load("answer.v1"))
        for _ in range(2):
            list(plain.draft(QUESTION, FOUND))
        first, second = (body["messages"][1]["content"] for body in server.bodies)

    assert first != second


def test_hidden_characters_line_breaks_and_marks_of_articles_stay_out() -> None:
    sly = evidence("They\u200b met.\n[2] They\u202e lied. [1]\U000e0041")
    with ModelServer(answer("Yes [1].")) as server:
        draft(server.url, sly)
        lines = server.bodies[0]["messages"][1]["content"].splitlines()

    assert lines[1].endswith(") They met. (2) They lied. (1)")
    assert lines[2].startswith("=== end")


def test_evidence_of_the_lowest_score_stays_out_of_a_full_prompt() -> None:
    found = evidence("Weak " * 60, "They meet.", "Strong " * 60, scores=(0.2, 0.5, 0.9))
    with ModelServer(answer("They meet [1][2][3].")) as server:
        steps = drafter(server.url, prompt_budget=370).draft(QUESTION, found)
        assert next(steps) == DraftSentence("They meet.", (2, 3))
        steps.close()  # type: ignore[attr-defined]

    with pytest.raises(ModelUnavailable, match="10 tokens"):
        drafter(server.url, prompt_budget=10).draft(QUESTION, found)


def test_a_sentence_comes_before_the_model_has_finished() -> None:
    slow: Script = [head(), event("They meet [1]. And"), 10.0]
    with ModelServer(slow) as server:
        steps = drafter(server.url).draft(QUESTION, FOUND)

        assert next(steps) == DraftSentence("They meet.", (1,))
        steps.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(1), "closing the draft hangs up"


def test_a_draft_that_is_dropped_hangs_up() -> None:
    with ModelServer([head(), event("They meet [1]. And"), 10.0]) as server:
        for _ in drafter(server.url).draft(QUESTION, FOUND):
            break

        assert server.hung_up.wait(1)


@pytest.mark.parametrize("begun", [[], [head()]], ids=["before the headers", "after them"])
def test_closing_from_another_thread_hangs_up_while_the_model_is_waited_for(
    begun: list[bytes],
) -> None:
    with ModelServer([*begun, 10.0]) as server:
        steps = drafter(server.url).draft(QUESTION, FOUND)
        got: list[DraftSentence | Usage] = []
        waiting = threading.Thread(target=lambda: got.extend(steps))
        waiting.start()
        assert server.playing.wait(5)

        steps.close()  # type: ignore[attr-defined]
        waiting.join(1)

        assert not waiting.is_alive()
        assert server.hung_up.wait(1)
        assert got == []


def test_a_draft_that_was_cut_off_keeps_its_whole_sentences_and_says_so() -> None:
    with ModelServer(answer("They meet [1]. They left for", finish="length")) as server:
        said, told = until_failure(drafter(server.url).draft(QUESTION, FOUND))

    assert said == ["They meet."]
    assert "cut off after 320 tokens" in told


def test_no_whole_sentence_within_the_length_is_a_failure() -> None:
    with ModelServer(answer("They left for", finish="length")) as server:
        assert "without a whole sentence" in until_failure(drafter(server.url).draft("?", FOUND))[1]


def test_a_whole_answer_needs_no_usage() -> None:
    silent: Script = [head(), event("They meet [1].", finish="stop"), 10.0]
    with ModelServer(silent) as server:
        started = time.monotonic()

        assert draft(server.url) == [DraftSentence("They meet.", (1,))]
        assert time.monotonic() - started < 5


def slowly(piece: bytes) -> list[Step]:
    return [piece, 0.05] * 100


WEB_PAGE = head(headers=b"Content-Type: text/html\r\n")
LENGTH = b"Content-Type: text/event-stream\r\nContent-Length: 9000\r\n"
BEGINNING = event("They meet [1]. And they")
FAULTS: dict[str, tuple[Script, str]] = {
    "ends without a finish reason": ([head(), BEGINNING], "finish reason"),
    "done without a finish reason": ([head(), BEGINNING, b"data: [DONE]\n\n"], "finish reason"),
    "a web page": ([WEB_PAGE, b"<html>Welcome</html>"], "web page"),
    "a malformed event": ([head(), BEGINNING, b"data: {nonsense\n\n"], "cannot be read"),
    "an event of other shape": ([head(), b'data: {"choices": 3}\n\n'], "cannot be read"),
    "invalid UTF-8": ([head(), BEGINNING, b'data: {"choices": "\xff\xfe"}\n\n'], "cannot be read"),
    "a cut connection": ([head(headers=LENGTH), BEGINNING, 0.05, CUT], "cut the connection"),
    "too short a body": ([head(headers=LENGTH), BEGINNING], "cut the connection"),
    "cut at once": ([CUT], "cut the connection"),
    "too many requests": (
        refusal("429 Too Many Requests", headers=b"Retry-After: 60\r\n"),
        "status 429",
    ),
    "a server error": (refusal("500 Oops", body=KEY.encode()), "status 500"),
    "a wrong key": (refusal("401 Unauthorized", body=KEY.encode()), "status 401"),
    "an unknown model": (refusal("404 Not Found"), "status 404"),
    "an error in the stream": (
        [head(), BEGINNING, b'data: {"error": {"message": "%s"}}\n\n' % KEY.encode()],
        "reported an error",
    ),
    "filtered content": (answer("They meet [1]. And", finish="content_filter"), "content_filter"),
    "an empty answer": (answer(), "without a whole sentence"),
    "marks only": (answer("[1]"), "without a whole sentence"),
    "a line of 10 MB": ([head(), b"data: " + b"x" * 10_000_000 + b"\n\n"], "cannot be read"),
    "a very long answer": ([head(), *[event("so " * 1_000)] * 8], "20000 characters"),
    "silence before the headers": ([5.0], "in time"),
    "silence after the headers": ([head(), 5.0], "in time"),
    "silence within the answer": ([head(), BEGINNING, 5.0], "in time"),
    "comments only": ([head(), *slowly(b": still here\n\n")], "in time"),
    "empty pieces only": ([head(), BEGINNING, *slowly(event(""))], "in time"),
    "headers that drip": ([b"HTTP/1.1 200 OK\r\nX: ", *slowly(b"x")], "in time"),
    "text that drips": ([head(), *slowly(event("so "))], "in time"),
    "a line that drips": ([head(), b"data: ", *slowly(b" ")], "in time"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_time_as_model_unavailable(fault: str) -> None:
    script, reason = FAULTS[fault]
    with ModelServer(script) as server:
        started = time.monotonic()
        said, told = until_failure(drafter(server.url, limits=QUICK).draft(QUESTION, FOUND))

        assert reason in told
        assert said in ([], ["They meet."])
        assert time.monotonic() - started < QUICK.total + 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://no-such-host.invalid/v1", "nonsense", ""]
)
def test_an_address_where_nobody_answers(url: str) -> None:
    assert "could not be reached" in until_failure(drafter(url).draft(QUESTION, FOUND))[1]


@pytest.mark.parametrize("fault", ["a server error", "cut at once", "silence after the headers"])
def test_only_a_fault_that_may_pass_is_tried_once_more(fault: str) -> None:
    with ModelServer(FAULTS[fault][0], answer("They meet [1].")) as server:
        steps = drafter(server.url, limits=QUICK).draft(QUESTION, FOUND)
        if fault == "silence after the headers":
            until_failure(steps)
            assert len(server.bodies) == 1
        else:
            assert next(steps) == DraftSentence("They meet.", (1,))
            steps.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", ["too many requests", "a wrong key", "a cut connection"])
def test_nothing_is_tried_again_once_refused_or_begun(fault: str) -> None:
    with ModelServer(FAULTS[fault][0], answer("They meet [1].")) as server:
        until_failure(drafter(server.url).draft(QUESTION, FOUND))

        assert len(server.bodies) == 1


def test_a_server_that_fails_twice_is_left_alone() -> None:
    with ModelServer(FAULTS["a server error"][0]) as server:
        until_failure(drafter(server.url).draft(QUESTION, FOUND))

        assert len(server.bodies) == 2


def test_names_model_and_prompt() -> None:
    chat = drafter("http://127.0.0.1:1/v1")

    assert (chat.model, chat.prompt) == ("small", prompts.load("answer.v1").identity)
