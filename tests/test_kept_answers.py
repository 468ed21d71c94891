from datetime import timedelta

import pytest

from index.errors import UnknownAnswer
from support.archives import article, opened

ALWAYS = timedelta(days=90)


def test_an_answer_is_kept_for_its_time_and_goes_with_its_feedback(tmp_path):
    with opened(tmp_path) as archive:
        shelf = archive.record.answers
        (mill,) = archive.ingest([article("mill.txt", "The mill stands empty since May.")])
        shelf.keep("a1", '{"text": "once"}', articles=[mill.article] * 2, keep_for=ALWAYS)
        shelf.rate("a1", rating="up", reason=None, keep_for=ALWAYS)
        assert shelf.get("a1", keep_for=ALWAYS).body == '{"text": "once"}'

        shelf.keep("a2", "{}", articles=[], keep_for=timedelta(microseconds=1))

        with pytest.raises(UnknownAnswer, match="'a1'"):
            shelf.get("a1", keep_for=ALWAYS)
        assert shelf.ratings(most=10, keep_for=ALWAYS) == []
        assert shelf.get("a2", keep_for=ALWAYS).body == "{}"


def test_an_answer_whose_article_was_removed_meanwhile_is_not_kept(tmp_path):
    with opened(tmp_path) as archive:
        (mill,) = archive.ingest([article("mill.txt", "The mill stands empty since May.")])
        archive.remove(mill.article)

        archive.record.answers.keep("a1", "{}", articles=[mill.article], keep_for=ALWAYS)

        with pytest.raises(UnknownAnswer, match="'a1'"):
            archive.record.answers.get("a1", keep_for=ALWAYS)


def test_what_was_kept_is_there_after_a_restart(tmp_path):
    with opened(tmp_path) as archive:
        archive.record.answers.keep("a1", "{}", articles=[], keep_for=ALWAYS)
        archive.record.answers.rate("a1", rating="down", reason="late", keep_for=ALWAYS)
    with opened(tmp_path) as archive:
        ((rating, answer),) = archive.record.answers.ratings(most=10, keep_for=ALWAYS)
        assert (rating.rating, rating.reason, answer.id) == ("down", "late", "a1")


def test_what_is_older_than_it_may_be_is_gone_for_readers_and_then_for_good(tmp_path):
    with opened(tmp_path) as archive:
        shelf = archive.record.answers
        shelf.keep("a1", "{}", articles=[], keep_for=ALWAYS)
        shelf.rate("a1", rating="up", reason=None, keep_for=ALWAYS)

        with pytest.raises(UnknownAnswer, match="'a1'"):
            shelf.get("a1", keep_for=timedelta(0))
        assert shelf.ratings(most=10, keep_for=timedelta(0)) == []
        assert shelf.get("a1", keep_for=ALWAYS).body == "{}"

        shelf.forget(keep_for=timedelta(0))
        with pytest.raises(UnknownAnswer):
            shelf.get("a1", keep_for=ALWAYS)
