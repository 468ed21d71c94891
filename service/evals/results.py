"""A finished run as others read it: its manifest, its summary and its scores.

A baseline is the same without the rows, so that it is small enough to commit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import InvalidRequest
from service.evals.folder import (
    JUDGED,
    MANIFEST,
    SCORES,
    SUMMARY,
    TIMINGS,
    Row,
    read_json,
    write_json,
    write_lines,
)

OF_ONE_RUN = ("machine", "started")


@dataclass(frozen=True, slots=True)
class Results:
    """What a run came to. `scores` are by trial, then by case, in the order of the file.

    `judged` is what a model that judged its answers says; None where none did.
    """

    path: Path
    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    scores: Mapping[str, Mapping[str, Row]]
    timings: Mapping[str, Any]
    judged: Mapping[str, Any] | None

    @property
    def trials(self) -> dict[str, Mapping[str, Any]]:
        """The summary of each trial, by name."""
        return {each["trial"]: each for each in self.summary["trials"]}


def load_results(path: Path) -> Results:
    """Read the results of the run in the folder `path`.

    Raises:
        InvalidRequest: there is no finished run, or a file of it cannot be read.
    """
    try:
        manifest, summary = read_json(path / MANIFEST), read_json(path / SUMMARY)
        if manifest is None or summary is None:
            raise InvalidRequest(f"{str(path)!r} holds no finished run: `nutgraf eval run` first")
        lines = (path / SCORES).read_text(encoding="utf-8").splitlines()
        scores: dict[str, dict[str, Row]] = {}
        for line in map(json.loads, lines):
            scores.setdefault(line["trial"], {})[line["id"]] = line
        timings = read_json(path / TIMINGS) or {}
        return Results(path, manifest, summary, scores, timings, read_json(path / JUDGED))
    except (OSError, ValueError, KeyError) as fault:
        raise InvalidRequest(
            f"the run in {str(path)!r} is damaged ({type(fault).__name__}: {fault}): "
            "score it again with --replay"
        ) from fault


def keep_baseline(results: Results, folder: Path) -> None:
    """Write `results` as a baseline; a run of the same gives the same files, byte for byte.

    Raises:
        InvalidRequest: the run is not complete, or the folder cannot be written.
    """
    if not results.summary["complete"]:
        raise InvalidRequest(f"the run in {str(results.path)!r} is not complete: go on with it")
    manifest = {name: part for name, part in results.manifest.items() if name not in OF_ONE_RUN}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / MANIFEST, manifest)
        write_lines(
            folder / SCORES, [line for each in results.scores.values() for line in each.values()]
        )
        write_json(folder / SUMMARY, results.summary)
    except OSError as fault:
        raise InvalidRequest(f"{str(folder)!r} cannot be written: {fault.strerror}") from fault
