from datetime import timedelta

import pytest

from index.errors import UnknownAnswer
from support.archives import opened

ALWAYS = timedelta(days=90)


def test_an_answer_is_kept_for_its_time_and_goes_with_its_feedback(tmp_path):
    with opened(tmp_path) as archive:
        shelf = archive.record.answers
        shelf.keep("a1", '{"text": "once"}', articles=["x", "x", "y"], keep_for=ALWAYS)
        shelf.rate("a1", rating="up", reason=None)
        assert shelf.get("a1").body == '{"text": "once"}'

        shelf.keep("a2", "{}", articles=[], keep_for=timedelta(microseconds=1))

        with pytest.raises(UnknownAnswer, match="'a1'"):
            shelf.get("a1")
        assert shelf.ratings(most=10) == []
        assert shelf.get("a2").body == "{}"


def test_what_was_kept_is_there_after_a_restart(tmp_path):
    with opened(tmp_path) as archive:
        archive.record.answers.keep("a1", "{}", articles=[], keep_for=ALWAYS)
        archive.record.answers.rate("a1", rating="down", reason="late")
    with opened(tmp_path) as archive:
        ((rating, answer),) = archive.record.answers.ratings(most=10)
        assert (rating.rating, rating.reason, answer.id) == ("down", "late", "a1")
