"""Times an ingest, a cold question, searches and answers, and prints the figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles

import click
import httpx

NUTGRAF = (sys.executable, "-c", "from service.cli import main; main()")
FILE = click.Path(exists=True, path_type=Path)


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall times of one kind of request, and the service's own laps of each."""

    name: str
    milliseconds: list[float]
    laps: list[dict[str, float]]

    def __str__(self) -> str:
        cuts = quantiles(self.milliseconds, n=100)
        parts = {name for laps in self.laps for name in laps}
        means = {name: fmean(laps.get(name, 0.0) for laps in self.laps) for name in parts}
        where = ", ".join(f"{name} {mean:.1f}" for name, mean in sorted(means.items()))
        return f"{self.name:<22} p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms   (means: {where})"


@click.command()
@click.option("--articles", type=FILE, required=True, help="A folder or a .jsonl of articles.")
@click.option("--questions", type=FILE, required=True, help="Questions, a JSON a line.")
@click.option("--limit", default=300, show_default=True, help="How many questions to ask.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Keep the archive here.")
def main(articles: Path, questions: Path, limit: int, data_dir: Path | None) -> None:
    """Print what a user waits for on this machine."""
    lines = questions.read_text(encoding="utf-8").splitlines()[:limit]
    asked = [json.loads(line)["question"] for line in lines]
    with tempfile.TemporaryDirectory() as scratch:
        folder = data_dir or Path(scratch) / "data"
        _run("ingest", folder, "ingest", str(articles))
        _run("ask, cold start", folder, "ask", asked[0])
        with _service(folder) as (http, pid):
            _warm(http, asked[:20])
            click.echo(_timed(http, "search", asked, {"top_k": 10}))
            click.echo(_timed(http, "ask", asked, {"mode": "extractive"}))
            for name, child in (("service", pid), *_children(pid)):
                click.echo(f"memory, {name:<14} {_resident_mb(child):.0f} MB")


def _run(name: str, folder: Path, *command: str) -> None:
    started = time.perf_counter()
    subprocess.run(
        [*NUTGRAF, "--data-dir", str(folder), *command], check=True, stdout=subprocess.DEVNULL
    )
    click.echo(f"{name:<22} {time.perf_counter() - started:.1f} s")


@contextmanager
def _service(folder: Path) -> Iterator[tuple[httpx.Client, int]]:
    service = subprocess.Popen(
        [*NUTGRAF, "--data-dir", str(folder), "serve", "--port", "0"], stderr=subprocess.DEVNULL
    )
    try:
        url = _url(folder)
        with httpx.Client(base_url=url, timeout=60) as http:
            while http.get("/readyz").status_code != httpx.codes.OK:
                time.sleep(0.1)
            yield http, service.pid
    finally:
        service.terminate()
        service.wait()


def _url(folder: Path) -> str:
    """Where the service says that it listens."""
    owner = folder / "owner.json"
    while True:
        url = json.loads(owner.read_text())["url"] if owner.exists() else None
        if url:
            return str(url)
        time.sleep(0.05)


def _warm(http: httpx.Client, questions: list[str]) -> None:
    for question in questions:
        http.post("/v1/ask", json={"question": question}).raise_for_status()


def _timed(
    http: httpx.Client, route: str, questions: list[str], fields: dict[str, object]
) -> Timing:
    milliseconds, laps = [], []
    for question in questions:
        started = time.perf_counter()
        response = http.post(f"/v1/{route}", json={"question": question, **fields})
        milliseconds.append(1000 * (time.perf_counter() - started))
        laps.append(response.raise_for_status().json()["receipt"]["timings_ms"])
    return Timing(f"/v1/{route}", milliseconds, laps)


def _children(pid: int) -> list[tuple[str, int]]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [("Chroma", int(child)) for each in threads for child in each.read_text().split()]


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
