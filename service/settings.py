"""All settings, in one model: defaults, a TOML file, then `NUTGRAF_…` variables that are not empty.

Built once at the start of a command and taken apart by the wiring; nothing
else reads them, and nothing reads the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from service.errors import SettingsError

PREFIX = "NUTGRAF_"
CONFIG_VARIABLE = "NUTGRAF_CONFIG"
DEFAULT_CONFIG = Path("nutgraf.toml")
OPENAI_VARIABLES = {"OPENAI_BASE_URL": "llm_base_url", "OPENAI_API_KEY": "llm_api_key"}
USED_WITH = {
    "embedding_model": ("embedding", ("openai", "llama_index")),
    "embedding_base_url": ("embedding", ("openai",)),
    "embedding_api_key": ("embedding", ("openai",)),
    "checker_model": ("checker", ("openai", "cross_encoder")),
    "reranker_url": ("reranker", ("http",)),
    "reranker_model": ("reranker", ("http", "llama_index")),
    "reranker_api_key": ("reranker", ("http",)),
}
"""Settings that say how, and of what other setting which values they go with."""


class Settings(BaseModel):
    """Every setting. Unknown keys are refused, numbers are bounded, secrets are masked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="where the archive is kept")
    cache_dir: Path = Field(
        Path(platformdirs.user_cache_dir("nutgraf")),
        description="what can be made again: the encoder's graph, evaluation archives",
    )
    host: str = Field("127.0.0.1", description="the address that `serve` listens on")
    port: int = Field(8000, ge=0, le=65_535, description="its port; 0 takes a free one")
    api_key: SecretStr | None = Field(
        None,
        min_length=1,
        description="asked of every caller; needed to listen beyond this machine",
    )

    embedding: Literal["minilm", "openai", "llama_index", "hash"] = Field(
        "minilm", description="what embeds: the bundled encoder, an endpoint, a llama-index class"
    )
    embedding_precision: Literal["int8", "float32"] = Field(
        "int8", description="precision of the bundled encoder, also where it selects"
    )
    embedding_model: str | None = Field(
        None, description="the endpoint's model, or the dotted path of a llama-index class"
    )
    embedding_base_url: str | None = Field(None, min_length=1, description="the embedding endpoint")
    embedding_api_key: SecretStr | None = Field(None, description="its key")

    llm_base_url: str | None = Field(
        None,
        min_length=1,
        description="an OpenAI-compatible endpoint for drafts (or OPENAI_BASE_URL)",
    )
    llm_api_key: SecretStr | None = Field(
        None, min_length=1, description="its key (or OPENAI_API_KEY)"
    )
    llm_model: str = Field("gpt-5-mini", description="the model asked of that endpoint")
    llm_deadline_s: float = Field(60.0, gt=0, le=600, description="longest time for one draft")
    prompt: str = Field("answer.v2", description="the prompt that drafts are asked with")
    local_prompt: str = Field("brief.v2", description="the prompt for the bundled model")
    prompt_tokens: int = Field(3_000, ge=200, le=100_000, description="budget of one prompt")

    checker: Literal["rules", "openai", "cross_encoder"] = Field(
        "rules", description="who checks sentences: built in, the LLM endpoint, a cross-encoder"
    )
    checker_model: str | None = Field(
        None, description="the checking model; at the endpoint, the drafting one by default"
    )
    checker_prompt: str = Field("check.v1", description="the prompt that checks are asked with")
    checker_deadline_s: float = Field(
        10.0, gt=0, le=600, description="longest time for one check by the endpoint"
    )

    candidates: int = Field(
        120, ge=10, le=500, description="passages taken by words; by meaning, half as many"
    )
    dense_weight: float = Field(
        0.6,
        ge=0,
        le=1,
        description="share of meaning in a short question's score; 3/4 of it in a long one's",
    )
    reranker: Literal["none", "http", "llama_index"] = Field(
        "none", description="what reorders: nothing, a /rerank server, a llama-index class"
    )
    reranker_url: str | None = Field(
        None, min_length=1, description="the /rerank route of the server"
    )
    reranker_model: str | None = Field(
        None, description="the server's model, or the dotted path of a llama-index class"
    )
    reranker_api_key: SecretStr | None = Field(None, description="the server's key")
    rerank_candidates: int = Field(40, ge=2, le=200, description="passages that it reorders")
    rerank_deadline_s: float = Field(5.0, gt=0, le=60, description="longest time for that")
    evidence_passages: int = Field(8, ge=1, le=50, description="passages read for evidence")
    evidence_sentences: int = Field(6, ge=1, le=20, description="sentences given to a draft")
    selector: Literal["fitted", "none"] = Field(
        "fitted",
        description="what tells which sentence answers: the bundled encoder reads the likeliest "
        "together with the question; `none` saves that time and is right less often",
    )
    refusal_threshold: float = Field(
        0.35, ge=0, le=1, description="evidence weaker than this is refused; 0 never refuses"
    )
    keep_answers_days: int = Field(
        90, ge=0, le=36_500, description="how long the service keeps its answers; 0 keeps none"
    )
    max_upload_mb: int = Field(50, ge=1, le=500, description="largest upload in megabytes")

    @model_validator(mode="after")
    def _is_of_effect(self) -> Self:
        """Refuse what nothing would read: silence would let it seem to be in use."""
        for name, (choice, values) in USED_WITH.items():
            if getattr(self, name) is not None and getattr(self, choice) not in values:
                raise ValueError(
                    f"setting {name!r} does nothing while {choice!r} is "
                    f"{getattr(self, choice)!r}: set that to {' or '.join(map(repr, values))}, "
                    f"or leave {name!r} out"
                )
        return self

    @property
    def has_llm(self) -> bool:
        """Whether a chat endpoint is configured: by its address, or by a key for OpenAI's."""
        return self.llm_base_url is not None or self.llm_api_key is not None

    def digest(self) -> str:
        """A short hash of what shapes answers, for receipts; holds no secret."""
        shaping = self.model_dump(
            mode="json",
            exclude={
                "data_dir",
                "cache_dir",
                "host",
                "port",
                "api_key",
                "embedding_api_key",
                "llm_api_key",
                "reranker_api_key",
                "keep_answers_days",
                "max_upload_mb",
            },
        )
        return sha256(repr(sorted(shaping.items())).encode()).hexdigest()[:12]


def load_settings(
    environment: Mapping[str, str] = os.environ, *, config: Path | None = None, **chosen: Any
) -> Settings:
    """Build the settings of one command.

    Args:
        environment: Where `NUTGRAF_…`, `OPENAI_API_KEY` and `OPENAI_BASE_URL` are read.
        config: A TOML file; without it `NUTGRAF_CONFIG`, or `nutgraf.toml` if there is one.
        chosen: What the command line says, above all else; None means not said.

    Raises:
        SettingsError: a key is unknown, a value is out of bounds, or the file is missing.
    """
    said = {name: value for name, value in chosen.items() if value is not None}
    own = {**_from_file(environment, config), **_from_environment(environment), **said}
    try:
        return Settings(**_for_openai(environment, own), **own)
    except ValidationError as fault:
        raise SettingsError(_explained(fault)) from fault


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """`settings` with some values changed, checked as if they had been set at the start.

    Raises:
        SettingsError: a key is unknown or a value is out of bounds.
    """
    try:
        return Settings.model_validate({**settings.model_dump(), **changes})
    except ValidationError as fault:
        raise SettingsError(_explained(fault)) from fault


def _from_file(environment: Mapping[str, str], config: Path | None) -> dict[str, Any]:
    said = environment.get(CONFIG_VARIABLE)
    named = config or (Path(said) if said else None)
    path = named or DEFAULT_CONFIG
    if named is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise SettingsError(
            f"settings file {str(path)!r} cannot be read: {fault.strerror}"
        ) from fault
    except ValueError as fault:
        raise SettingsError(f"settings file {str(path)!r} is not TOML: {fault}") from fault


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        variable.removeprefix(PREFIX).lower(): value
        for variable, value in environment.items()
        if variable.startswith(PREFIX) and variable != CONFIG_VARIABLE and value
    }


def _for_openai(environment: Mapping[str, str], own: Mapping[str, Any]) -> dict[str, Any]:
    """What the variables of OpenAI's own client say, where nutgraf's settings name no endpoint.

    A key that is there for OpenAI must not go to another server.
    """
    if "llm_base_url" in own:
        return {}
    return {
        setting: environment[variable]
        for variable, setting in OPENAI_VARIABLES.items()
        if environment.get(variable) and setting not in own
    }


def _explained(fault: ValidationError) -> str:
    """Each complaint as `name: what is wrong`, with what can be set when a name is unknown."""
    lines = []
    for error in fault.errors(include_url=False):
        name = ".".join(str(part) for part in error["loc"])
        if error["type"] == "extra_forbidden":
            near = get_close_matches(name, Settings.model_fields, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see the table in the README"
            lines.append(f"unknown setting {name!r}: {hint}")
        elif not name:
            lines.append(str(error["ctx"]["error"]))
        else:
            lines.append(f"setting {name!r}: {error['msg']}")
    return "; ".join(lines)
