"""The models and servers that the settings name, each made from its class."""

from __future__ import annotations

from pydantic import SecretStr

from index.embedding import Embedder
from index.embedding.hashing import HashEmbedder
from index.embedding.llama_index import LlamaIndexEmbedder
from index.embedding.minilm import MiniLM
from index.embedding.openai_compatible import OpenAICompatible
from index.errors import OperatorError
from prompts import Prompt, PromptError, load
from service.checking import Checker, RuleChecker
from service.checking.chat import ChatJudge
from service.checking.cross_encoder import CrossEncoderJudge
from service.checking.judged import Judge, JudgedChecker
from service.drafting.endpoint import Endpoint
from service.drafting.limits import Limits
from service.errors import SettingsError
from service.reranking import AsFound, Reranker
from service.reranking.endpoint import RerankEndpoint
from service.reranking.llama_index import LlamaIndexReranker
from service.selection import Selector
from service.selection.fitted import FittedSelector
from service.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"

DRAFTING = frozenset({"nonce", "question", "evidence"})
CHECKING = frozenset({"nonce", "claim", "evidence"})


def open_embedder(settings: Settings, *, dimension: int | None = None) -> Embedder:
    """The embedder that the settings name.

    Args:
        settings: Where it is named.
        dimension: The length of its vectors where it is known, so that a server need not
            be asked for it.

    Raises:
        SettingsError: it needs a model's name or an address that is not set.
    """
    if settings.embedding == "minilm":
        return MiniLM(precision=settings.embedding_precision, cache=settings.cache_dir / "models")
    if settings.embedding == "hash":
        return HashEmbedder()
    if settings.embedding_model is None:
        raise SettingsError(
            f"embedding {settings.embedding!r} needs a model: set NUTGRAF_EMBEDDING_MODEL"
        )
    if settings.embedding == "llama_index":
        return LlamaIndexEmbedder(path=settings.embedding_model, options={}, dimension=dimension)
    return OpenAICompatible(
        base_url=settings.embedding_base_url or OPENAI_URL,
        api_key=plain(settings.embedding_api_key),
        model=settings.embedding_model,
        dimension=dimension,
    )


def open_checker(settings: Settings) -> Checker:
    """The checker that the settings name.

    Raises:
        SettingsError: it needs an endpoint, a model or a package that is not there.
    """
    rules = RuleChecker()
    if settings.checker == "rules":
        return rules
    return JudgedChecker(judge=_judge(settings), rules=rules)


def _judge(settings: Settings) -> Judge:
    if settings.checker == "cross_encoder":
        if settings.checker_model is None:
            raise SettingsError("checker 'cross_encoder' needs a model: set NUTGRAF_CHECKER_MODEL")
        return CrossEncoderJudge(settings.checker_model)
    if not settings.has_llm:
        raise SettingsError("checker 'openai' needs an endpoint: set NUTGRAF_LLM_BASE_URL")
    deadline = settings.checker_deadline_s
    endpoint = open_endpoint(
        settings,
        model=settings.checker_model,
        limits=Limits(first_token=deadline, idle=deadline, total=deadline),
    )
    prompt = open_prompt(settings, "checker_prompt", gives=CHECKING)
    return ChatJudge(endpoint=endpoint, prompt=prompt)


def open_prompt(settings: Settings, setting: str, *, gives: frozenset[str]) -> Prompt:
    """The prompt that a setting names.

    Args:
        settings: Where it is named.
        setting: Under which name.
        gives: The variables that it will be rendered with.

    Raises:
        SettingsError: there is no such prompt, or it is one for something else.
    """
    try:
        prompt = load(getattr(settings, setting))
    except PromptError as fault:
        raise SettingsError(f"setting {setting!r}: {fault}") from fault
    if prompt.wanted != gives:
        raise SettingsError(
            f"setting {setting!r}: {prompt.name!r} is made of {sorted(prompt.wanted)}, and here "
            f"there are {sorted(gives)}"
        )
    return prompt


def open_endpoint(
    settings: Settings, *, model: str | None = None, limits: Limits | None = None
) -> Endpoint:
    """The chat endpoint that the settings name, for their model or for another one there."""
    return Endpoint(
        base_url=settings.llm_base_url or OPENAI_URL,
        api_key=plain(settings.llm_api_key) or "none",
        model=model or settings.llm_model,
        limits=limits or Limits.within(settings.llm_deadline_s),
    )


def open_reranker(settings: Settings) -> Reranker:
    """The reranker that the settings name.

    Raises:
        SettingsError: it needs an address or a class that is not set, or cannot be made.
    """
    depth, seconds = settings.rerank_candidates, settings.rerank_deadline_s
    if settings.reranker == "none":
        return AsFound()
    if settings.reranker == "llama_index":
        if settings.reranker_model is None:
            raise SettingsError("reranker 'llama_index' needs a class: set NUTGRAF_RERANKER_MODEL")
        return LlamaIndexReranker(path=settings.reranker_model, depth=depth, seconds=seconds)
    if settings.reranker_url is None:
        raise SettingsError("reranker 'http' needs an address: set NUTGRAF_RERANKER_URL")
    return RerankEndpoint(
        url=settings.reranker_url,
        model=settings.reranker_model,
        api_key=plain(settings.reranker_api_key),
        depth=depth,
        seconds=seconds,
    )


def open_selector(settings: Settings) -> Selector | None:
    """What selects sentences, or None where the settings want nothing to, or no model at all.

    Raises:
        OperatorError: its encoder is not installed, or the cache cannot be written.
    """
    if settings.selector == "none" or settings.embedding == "hash":
        return None
    try:
        return FittedSelector(
            precision=settings.embedding_precision, cache=settings.cache_dir / "models"
        )
    except OperatorError as fault:
        raise OperatorError(f"{fault}; or do without a selector: NUTGRAF_SELECTOR=none") from fault


def plain(value: SecretStr | None) -> str | None:
    """A secret as it is sent; None where none is set."""
    return value.get_secret_value() if value else None
