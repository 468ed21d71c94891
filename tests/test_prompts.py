import pytest

import prompts
from prompts.template import parse

# A released prompt is never edited: write a new version beside it and pin that.
RELEASED = {
    "answer.v1": "091aad69127aceab7156dde0b61283171e4b5621014de23eb3a3707fb7d84259",
    "answer.v2": "25429d631171fcc734de008a4796e9fe479635b17a15c804ded12942ec03a3f4",
    "brief.v1": "af874042b3232be970ad85df440968501f0e9c7ad98ab1f149f5b63f8f590647",
    "brief.v2": "95eb500e5a8017d166f89acc0617b88ff44ddb44ffb8362a10361cb658bcdc77",
    "check.v1": "4a6f90fb9e425e263f4f87a71de371fe28244af0edc999cb2bfd6575d1cc1460",
    "judge_answer.v1": "d0dc54baa50894933678f40537799669d679ab51a4e02f8b166d3b4a2815a8c9",
    "question.v1": "5de7d7feb6a91427043782f6936c2aba1f8abab090fca3b84f02cfcf236e8e7d",
    "standalone.v1": "684135a682cadfbd3d367bbdee7a98e13a54cf398973eb33affa63f421c06131",
}

WORDS = {"evidence": "[1] They met.", "nonce": "a1b2", "question": "Who met?"}
CLAIM = {"evidence": "[1] They met.", "nonce": "a1b2", "claim": "They met."}
RIGHT = {"question": "Who met?", "wanted": "Rouhani", "answer": "They met.", "nonce": "a1b2"}
STORY = {"title": "They met", "paragraph": "They met.", "nonce": "a1b2"}
TURNS = {"turns": "user: Who met?", "nonce": "a1b2", "question": "Where did they meet?"}


def words(name: str) -> dict[str, str]:
    """What a prompt of this name is filled with."""
    given = {
        "check": CLAIM,
        "judge_answer": RIGHT,
        "question": STORY,
        "standalone": TURNS,
    }
    return given.get(name.partition(".")[0], WORDS)


def test_released_prompts_are_unchanged() -> None:
    assert set(prompts.names()) == set(RELEASED), "pin the digest of every prompt"
    for name, digest in RELEASED.items():
        assert prompts.load(name).digest == digest, f"{name} is released: write a new version"


@pytest.mark.parametrize("name", RELEASED)
def test_renders_system_and_user_with_the_question(name: str) -> None:
    given = words(name)
    system, user = prompts.load(name).render(**given)

    assert (system["role"], user["role"]) == ("system", "user")
    asked = user["content"]
    assert all(value in asked for value in given.values())
    assert "{{" not in system["content"] + user["content"]


@pytest.mark.parametrize("name", RELEASED)
def test_holds_no_mark_that_a_model_could_copy(name: str) -> None:
    given = dict.fromkeys(words(name), "")

    assert not any("[" in message["content"] for message in prompts.load(name).render(**given))


@pytest.mark.parametrize("name", RELEASED)
def test_says_that_articles_are_data(name: str) -> None:
    system, _ = prompts.load(name).render(**words(name))

    assert "data" in system["content"]


def test_the_kind_of_question_shapes_the_instruction() -> None:
    prompt = prompts.load("answer.v2")

    told = {kind: prompt.render(kind=kind, **WORDS)[1]["content"] for kind in prompt.shapes}
    assert len(set(told.values())) == len(prompt.shapes) == 10
    assert told["number"].endswith("with its unit and what it counts.")
    assert prompt.render(kind="riddle", **WORDS)[1]["content"] == told["other"]


def test_identity_names_version_and_digest() -> None:
    prompt = prompts.load("answer.v1")

    assert prompt.identity == f"answer.v1@sha256:{prompt.digest[:12]}"


def test_a_value_is_never_read_as_a_template() -> None:
    _, user = prompts.load("answer.v1").render(**WORDS | {"question": "{{nonce}}?"})

    assert "Question: {{nonce}}?" in user["content"]


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(prompts.MissingVariable, match="question"):
        prompts.load("answer.v1").render(evidence="", nonce="")


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(prompts.UnknownVariable, match="mood"):
        prompts.load("answer.v1").render(**WORDS, mood="cheerful")


def test_an_unknown_prompt_is_named_with_the_known_ones() -> None:
    with pytest.raises(prompts.UnknownPrompt, match=r"'answer\.v9'.*answer\.v1"):
        prompts.load("answer.v9")


@pytest.mark.parametrize(
    "source",
    [
        "# user\nNo front matter.",
        "---\nvariables: name\nroles: user\n---\n# user\nHello {{nobody}}.\n",
        "---\nvariables: name, unused\nroles: user\n---\n# user\nHello {{name}}.\n",
        "---\nvariables: name\nroles: system, user\n---\n# user\nHello {{name}}.\n",
        "---\nvariables: shape\nroles: user\n---\n# user\n{{shape}}\n",
        "---\nvariables: shape\nroles: user\n---\n# user\n{{shape}}\n# shape other\nSo.\n",
        "---\nvariables: shape\nroles: user\nshapes: a\n---\n# user\n{{shape}}\n# shape a\nSo.\n",
    ],
)
def test_front_matter_must_agree_with_the_text(source: str) -> None:
    with pytest.raises(prompts.MalformedPrompt, match=r"draft\.v1"):
        parse("draft.v1", source.encode())
