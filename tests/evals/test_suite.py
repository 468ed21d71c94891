from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import InvalidRequest, SettingsError
from service.evals.plan import trials_of
from service.evals.suite import load_suite

from .suites import measured, settings_in, write_suite

SET = """
[[sets]]
name = "press"
articles = "articles"
questions = "questions.jsonl"
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "not TOML"),
        (SET, "no 'name'"),
        ('name = "s"', "no 'sets'"),
        ('name = "s"\nsets = []', "'sets' is []"),
        ('name = "s p a c e"' + SET, "'name' is 's p a c e'"),
        ('name = "s"\nspeed = 3' + SET, "unknown key 'speed'"),
        ('name = "s"' + SET + "limits = 3", "set 'press': unknown key 'limits'"),
        ('name = "s"' + SET + "limit = 0", "set 'press': 'limit' is 0"),
        ('name = "s"' + SET + 'measure = ["anwsers"]', "set 'press': 'measure.0' is 'anwsers'"),
        ('name = "s"' + SET + 'modes = ["gpt"]', "set 'press': 'modes.0' is 'gpt'"),
        (
            'name = "s"' + SET + "min = { corect = 0.9 }",
            "set 'press': unknown metric 'corect': did you mean 'correct'?",
        ),
        (
            'name = "s"' + SET + 'measure = ["retrieval"]\nmin = { correct = 0.9 }',
            "threshold on 'correct', which ['retrieval'] do not give",
        ),
        ('name = "s"' + SET + "sweep = { candidates = [] }", "sweep of 'candidates' names no"),
        ('name = "s"' + SET + 'pairs = "p.jsonl"', "not both"),
        ('name = "s"\n[[sets]]\nname = "x"\narticles = "a"', "give `articles` and `questions`"),
        ('name = "s"' + SET + SET, "two sets are named 'press'"),
        ('name = "s"\n[budget]\nusd = -1' + SET, "'budget.usd' is -1"),
    ],
)
def test_a_malformed_suite_is_named_with_what_is_wrong(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "suite.toml"
    path.write_text(text)
    with pytest.raises(InvalidRequest) as caught:
        load_suite(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)


def test_a_suite_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"none\.toml: cannot be read"):
        load_suite(tmp_path / "none.toml")


def test_a_sweep_gives_a_trial_for_every_combination(tmp_path: Path) -> None:
    extra = "sweep = { refusal_threshold = [0.2, 0.6], dense_weight = [0.0, 1.0] }\nlimit = 3"
    suite = load_suite(write_suite(tmp_path, extra))
    trials = trials_of(suite, folders=[tmp_path])
    assert [each.name for each in trials][:3] == [
        "seeds/retrieval/dense_weight=0.0",
        "seeds/answers/extractive/dense_weight=0.0/refusal_threshold=0.2",
        "seeds/retrieval/dense_weight=1.0",
    ]
    assert len(trials) == 6
    assert {len(each.cases.cases) for each in trials} == {3}


def test_a_path_begins_where_there_is_such_a_file(tmp_path: Path) -> None:
    suite_file = tmp_path / "own.toml"
    suite_file.write_text(
        'name = "own"\n[[sets]]\nname = "own"\nmeasure = ["answers"]\nmodes = ["extractive"]\n'
        'articles = "articles"\nquestions = "questions.jsonl"'
    )
    question = '{"id": "%s", "question": "Who?", "kind": "who", "evidence": [], "refuse": true}'
    root = tmp_path / "root"
    (root / "articles").mkdir(parents=True)
    (tmp_path / "questions.jsonl").write_text(question % "beside the suite")

    (before,) = trials_of(load_suite(suite_file), folders=[root, tmp_path])
    (root / "questions.jsonl").write_text(question % "at the root")
    (after,) = trials_of(load_suite(suite_file), folders=[root, tmp_path])

    assert before.articles == after.articles == root / "articles"
    assert [before.cases.cases[0].id, after.cases.cases[0].id] == [
        "beside the suite",
        "at the root",
    ]


def test_a_set_takes_the_kinds_that_it_names(tmp_path: Path) -> None:
    suite = load_suite(write_suite(tmp_path, 'kinds = ["absent"]\nlimit = 4'))
    (first, _) = trials_of(suite, folders=[tmp_path])
    assert [each.kind for each in first.cases.cases] == ["absent"] * 4
    wrong = load_suite(write_suite(tmp_path, 'kinds = ["abscent"]'))
    with pytest.raises(InvalidRequest, match=r"no question is of kind \['abscent'\]; there are"):
        trials_of(wrong, folders=[tmp_path])


def test_an_unknown_set_or_setting_is_named(tmp_path: Path) -> None:
    path = write_suite(tmp_path, "sweep = { refusal_treshold = [0.2] }\nlimit = 1")
    with pytest.raises(InvalidRequest, match=r"no set 'press' in suite 'small'"):
        trials_of(load_suite(path), folders=[tmp_path], only=("press",))
    with pytest.raises(SettingsError, match="did you mean 'refusal_threshold'"):
        measured(path, tmp_path / "run", settings=settings_in(tmp_path / "cache"))
