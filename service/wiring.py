"""Where the parts are put together: settings in, doors out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Semaphore

from index.archive import Archive
from index.chroma_server import served_chroma
from index.dense import embedded_chroma
from index.embedded import known_dimension
from index.errors import ArchiveLocked, IndexUnavailable, OperatorError, StorageReadOnly
from index.lock import Ownership, owner_of
from index.record.store import FILE_NAME as RECORD
from prompts import load
from service.analysis import Analyser, NewsAnalyser
from service.answering import Answerer
from service.answers import Mode
from service.client import HttpDoor
from service.disagreement.finding import DifferenceFinder
from service.door import Door, LocalDoor
from service.drafting import Drafter
from service.drafting.breaker import Breaker
from service.drafting.chat import ChatDrafter
from service.drafting.extractive import Extractive
from service.drafting.guard import Guarded
from service.drafting.limits import QUICK
from service.drafting.local import LocalDrafter, LocalServer
from service.drafting.queue import Queue
from service.drafting.writing import Writer
from service.evidence import EvidenceFinder
from service.gathering import Gatherer
from service.providers import (
    DRAFTING,
    open_checker,
    open_embedder,
    open_endpoint,
    open_prompt,
    open_reranker,
    open_selector,
    plain,
)
from service.receipts import ReceiptBook
from service.refusal import RefusalRule
from service.reranking import Reranker
from service.retrieval import Retriever
from service.settings import Settings
from service.standalone import StandaloneAnalyser

STANDALONE = "standalone.v1"
LOCAL_LOG = "local-model.log"
# Two for each question that may be searched at once.
SEARCH_THREADS = 16
# More would make each of them slower and none sooner.
AT_WORK = 4

logger = logging.getLogger(__name__)


def open_door(settings: Settings, *, writes: bool = False) -> Door:
    """The door of one command: the archive itself, or the service that owns it.

    Args:
        settings: What to open.
        writes: Whether the command changes the archive; one that only reads scans
            the record's vectors and does not start Chroma.

    Raises:
        ArchiveLocked: another command owns the archive, and serves no one.
        OperatorError: there is nothing to read.
    """
    if not writes and not (settings.data_dir / RECORD).exists():
        raise OperatorError(
            f"there is no archive in {str(settings.data_dir.absolute())!r}: `nutgraf ingest PATH` "
            "makes one, or name another with --data-dir"
        )
    try:
        return open_local(settings, serving=False, writes=writes)
    except ArchiveLocked:
        owner = owner_of(settings.data_dir)
        if owner is None or owner.url is None:
            raise
        return HttpDoor(owner.url, api_key=plain(settings.api_key))


def open_local(settings: Settings, *, serving: bool, writes: bool = True) -> LocalDoor:
    """Own the archive in this process.

    Args:
        settings: What to open.
        serving: Whether this is the service: Chroma is then a child process, and the
            indexes are not trusted before `Archive.mend` was called.
        writes: Whether a command that is no service changes the archive.

    Raises:
        ArchiveLocked, StorageReadOnly, ModelMismatch: the archive cannot be opened.
    """
    with ExitStack() as stack:
        ownership = Ownership(settings.data_dir, to_read=not (serving or writes))
        stack.callback(ownership.release)
        archive = open_archive(settings, serving=serving, read_only=ownership.is_read_only)
        stack.callback(archive.close)
        if not serving:
            _settle(archive, writes=writes)
        local_prompt = open_prompt(settings, "local_prompt", gives=DRAFTING)
        log = None if ownership.is_read_only else settings.data_dir / LOCAL_LOG
        local = LocalDrafter(server=LocalServer(log=log), prompt=local_prompt)
        stack.callback(local.close)
        models = _models(settings, local, stack)
        reranker = open_reranker(settings)
        stack.callback(reranker.close)
        alongside = stack.enter_context(ThreadPoolExecutor(SEARCH_THREADS, "search"))
        return LocalDoor(
            archive=archive,
            answerer=_answerer(
                settings, archive, models, reranker, alongside=alongside, serving=serving
            ),
            ownership=ownership,
            on_close=stack.pop_all().close,
        )


def open_archive(
    settings: Settings, *, serving: bool = False, re_embed: bool = False, read_only: bool = False
) -> Archive:
    """The archive of a data directory that this process owns, or may read at least.

    The record knows how long the vectors of its model are: a server that is down, or does not
    take the key any more, does not keep the archive from being opened.
    """
    known = None
    if settings.embedding_model and not re_embed:
        known = known_dimension(settings.data_dir, settings.embedding_model, read_only=read_only)
    return Archive(
        data_dir=settings.data_dir,
        embedder=open_embedder(settings, dimension=known),
        open_dense=served_chroma if serving else embedded_chroma,
        re_embed=re_embed,
        read_only=read_only,
    )


def _settle(archive: Archive, *, writes: bool) -> None:
    """Make the indexes that a command will use equal to the record.

    The record takes in what an index cannot, so the command goes on without one.
    """
    if writes:
        for fault in archive.mend().unmended:
            logger.warning("nutgraf: %s", fault)
        return
    try:
        archive.lexical.trust_if_complete()
    except (IndexUnavailable, StorageReadOnly) as fault:
        logger.warning("nutgraf: only meaning is searched, not words: %s", fault)


@dataclass(frozen=True, slots=True)
class _Models:
    """Who drafts in each mode, and who writes other short texts if an endpoint is configured."""

    drafters: dict[Mode, Sequence[Drafter]]
    writer: Writer | None


def _models(settings: Settings, local: LocalDrafter, stack: ExitStack) -> _Models:
    """The models behind their breakers; quotes come last, since they cannot fail."""
    quotes = Extractive()
    if not settings.has_llm:
        breaker = _breaker(local, stack)
        queue = Queue(at_once=1, waiting=3, patience_s=settings.llm_deadline_s / 2)
        drafters = (Guarded(local, breaker=breaker, queue=queue), quotes)
        return _Models({"auto": (quotes,), "llm": drafters, "extractive": (quotes,)}, None)
    endpoint = open_endpoint(settings)
    chat = ChatDrafter(
        endpoint=endpoint,
        prompt=open_prompt(settings, "prompt", gives=DRAFTING),
        prompt_budget=settings.prompt_tokens,
    )
    breaker = _breaker(chat, stack)
    queue = Queue(at_once=8, waiting=16, patience_s=settings.llm_deadline_s / 2)
    drafters = (Guarded(chat, breaker=breaker, queue=queue), quotes)
    writer = Writer(endpoint=endpoint, breaker=breaker, limits=QUICK)
    return _Models({"auto": drafters, "llm": drafters, "extractive": (quotes,)}, writer)


def _breaker(drafter: ChatDrafter | LocalDrafter, stack: ExitStack) -> Breaker:
    breaker = Breaker(model=drafter.model, probe=drafter.probe)
    stack.callback(breaker.close)
    return breaker


def _analyser(archive: Archive, writer: Writer | None) -> Analyser:
    rules = NewsAnalyser(outlets=archive.outlets, today=archive.newest)
    if writer is None:
        return rules
    return StandaloneAnalyser(rules, writer=writer, prompt=load(STANDALONE))


def _answerer(
    settings: Settings,
    archive: Archive,
    models: _Models,
    reranker: Reranker,
    *,
    alongside: Executor,
    serving: bool,
) -> Answerer:
    checker, selector = open_checker(settings), open_selector(settings)
    return Answerer(
        retriever=Retriever(
            archive=archive,
            gatherer=Gatherer(
                archive=archive,
                dense=archive.trusted_dense if serving else archive.exact_dense,
                alongside=alongside,
            ),
            analyser=_analyser(archive, models.writer),
            reranker=reranker,
            candidates=settings.candidates,
            dense_weight=settings.dense_weight,
        ),
        finder=EvidenceFinder(
            rarity=archive.rarity,
            mentions=archive.mentions,
            selector=selector,
            passages=settings.evidence_passages,
            sentences=settings.evidence_sentences,
        ),
        drafters=models.drafters,
        checker=checker,
        refusal=RefusalRule(threshold=settings.refusal_threshold),
        differences=DifferenceFinder(rarity=archive.rarity),
        receipts=ReceiptBook(
            index=archive.digest,
            embedding=archive.embedder.model,
            checker=checker.figures,
            settings=settings.digest(),
            selector=selector.name if selector else None,
        ),
        at_work=Semaphore(AT_WORK),
        new_id=lambda: f"ans_{secrets.token_hex(12)}",
    )
