import pytest

import prompts
from prompts.template import parse

# A released prompt is never edited: write a new version beside it and pin that.
RELEASED = {
    "answer.v1": "091aad69127aceab7156dde0b61283171e4b5621014de23eb3a3707fb7d84259",
    "brief.v1": "af874042b3232be970ad85df440968501f0e9c7ad98ab1f149f5b63f8f590647",
    "check.v1": "4a6f90fb9e425e263f4f87a71de371fe28244af0edc999cb2bfd6575d1cc1460",
}

WORDS = {"evidence": "[1] They met.", "nonce": "a1b2", "question": "Who met?"}
CLAIM = {"evidence": "[1] They met.", "nonce": "a1b2", "claim": "They met."}


def words(name: str) -> dict[str, str]:
    """What a prompt of this name is filled with."""
    return CLAIM if name.startswith("check") else WORDS


def test_released_prompts_are_unchanged() -> None:
    assert set(prompts.names()) == set(RELEASED), "pin the digest of every prompt"
    for name, digest in RELEASED.items():
        assert prompts.load(name).digest == digest, f"{name} is released: write a new version"


@pytest.mark.parametrize("name", RELEASED)
def test_renders_system_and_user_with_the_question(name: str) -> None:
    given = words(name)
    system, user = prompts.load(name).render(**given)

    assert (system["role"], user["role"]) == ("system", "user")
    assert "a1b2\n[1] They met.\n" in user["content"].replace(" ===", "")
    assert (given.get("question") or given["claim"]) in user["content"]
    assert "{{" not in system["content"] + user["content"]


@pytest.mark.parametrize("name", RELEASED)
def test_holds_no_mark_that_a_model_could_copy(name: str) -> None:
    given = dict.fromkeys(words(name), "")

    assert not any("[" in message["content"] for message in prompts.load(name).render(**given))


@pytest.mark.parametrize("name", RELEASED)
def test_says_that_articles_are_data(name: str) -> None:
    system, _ = prompts.load(name).render(**words(name))

    assert "data" in system["content"]


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
    ],
)
def test_front_matter_must_agree_with_the_text(source: str) -> None:
    with pytest.raises(prompts.MalformedPrompt, match=r"draft\.v1"):
        parse("draft.v1", source.encode())
