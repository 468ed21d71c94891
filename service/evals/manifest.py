"""What a run is made of, so that rows of two different runs are never mixed."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from prompts import load
from service.evals.plan import Trial
from service.evals.receipt import versions
from service.evals.suite import Suite
from service.settings import Settings

MUST_EQUAL = ("suite", "suite_sha256", "target", "settings", "trials", "code_sha256", "versions")
OF_THE_MACHINE = {"data_dir", "cache_dir", "host", "port", "api_key"}
MAKING = {".py", ".md", ".json", ".safetensors"}
# What measures and shows does not change what is answered.
NOT_ANSWERING = ("service/evals", "service/cli", "service/api")


def manifest_of(
    suite: Suite,
    trials: Sequence[Trial],
    *,
    settings: Settings,
    target: str,
    at_once: Mapping[str, int],
) -> dict[str, Any]:
    """Every setting, every digest and every version behind a run; no secret, no path."""
    return {
        "suite": suite.name,
        "description": suite.description,
        "suite_sha256": suite.digest(),
        "target": target,
        "settings": settings.model_dump(mode="json", exclude=OF_THE_MACHINE),
        "settings_digest": settings.digest(),
        "prompts": {name: load(name).identity for name in (settings.prompt, settings.local_prompt)},
        "trials": [each.described() for each in trials],
        "code_sha256": code_digest("index", "service", "prompts"),
        "versions": versions(),
        "machine": {
            "system": platform.system(),
            "cpu": platform.machine(),
            "cpus": os.cpu_count(),
            **at_once,
        },
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def code_digest(*packages: str) -> str:
    """The SHA-256, in hex, of what answers are made by in `packages`: code, prompts, numbers."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            name = f"{package}/{path.relative_to(root).as_posix()}"
            if path.suffix not in MAKING or name.startswith(NOT_ANSWERING):
                continue
            digest.update(f"{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
