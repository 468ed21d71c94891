from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import Settings, load_settings


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path):
    config = tmp_path / "nutgraf.toml"
    config.write_text('port = 1\nhost = "localhost"\ndata_dir = "from-file"\n')
    environment = {"NUTGRAF_PORT": "2", "NUTGRAF_DATA_DIR": "from-environment"}
    settings = load_settings(environment, config=config, data_dir=Path("from-command-line"))
    assert settings.host == "localhost"
    assert settings.port == 2
    assert settings.data_dir == Path("from-command-line")


def test_openai_variables_configure_the_model():
    settings = load_settings({"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "http://m/v1"})
    assert settings.llm_base_url == "http://m/v1"
    assert "sk-secret" not in repr(settings)


def test_the_key_for_openai_goes_to_no_other_server(tmp_path):
    config = tmp_path / "nutgraf.toml"
    config.write_text('llm_base_url = "http://10.0.0.5:8000/v1"\n')
    environment = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": "http://elsewhere/v1"}
    settings = load_settings(environment, config=config)
    assert settings.llm_base_url == "http://10.0.0.5:8000/v1"
    assert settings.llm_api_key is None


def test_a_variable_that_is_empty_counts_as_not_set():
    names = [f"NUTGRAF_{name.upper()}" for name in Settings.model_fields]
    settings = load_settings(dict.fromkeys(["NUTGRAF_CONFIG", "OPENAI_API_KEY", *names], ""))

    assert settings == load_settings({})
    assert not settings.has_llm


@pytest.mark.parametrize("name", ["llm_base_url", "llm_api_key", "embedding_base_url", "api_key"])
def test_a_file_cannot_set_an_address_or_key_to_nothing(tmp_path, name):
    config = tmp_path / "nutgraf.toml"
    config.write_text(f'{name} = ""\n')
    with pytest.raises(SettingsError, match=f"setting '{name}'"):
        load_settings({}, config=config)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"NUTGRAF_PORTT": "1"}, "unknown setting 'portt': did you mean 'port'"),
        ({"NUTGRAF_PORT": "many"}, "setting 'port'"),
        ({"NUTGRAF_PORT": "70000"}, "setting 'port'"),
        (
            {"NUTGRAF_RERANKER_URL": "http://127.0.0.1:9/rerank"},
            "^setting 'reranker_url' does nothing while 'reranker' is 'none': set that to 'http'",
        ),
        ({"NUTGRAF_CONFIG": "/nowhere/nutgraf.toml"}, "'/nowhere/nutgraf.toml' cannot be read"),
    ],
)
def test_what_is_wrong_is_named(environment, words):
    with pytest.raises(SettingsError, match=words):
        load_settings(environment)


def test_a_file_that_is_not_toml_is_named(tmp_path):
    config = tmp_path / "broken.toml"
    config.write_text("port = = 1")
    with pytest.raises(SettingsError, match=r"broken\.toml.*is not TOML"):
        load_settings({}, config=config)


def test_every_setting_stands_in_the_readme():
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"`{name}`" not in readme]
    assert missing == []


def test_the_digest_holds_what_shapes_answers_and_no_address():
    base = load_settings({})
    assert base.digest() == load_settings({"NUTGRAF_PORT": "9"}).digest()
    assert base.digest() != load_settings({"NUTGRAF_DENSE_WEIGHT": "0.5"}).digest()
