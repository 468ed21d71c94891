"""A run's folder: what was asked, every row as it came, and what the rows came to.

    run.json       suite, settings, digests, versions: what must be equal to go on
    rows.jsonl     one line a case, appended the moment its answer is there
    texts.jsonl    the passages' texts, each once, by key
    scores.jsonl   one line a case: what it contributes to each figure
    summary.json   figures, thresholds, receipts; the same for the same rows, byte for byte
    timings.json   latencies and when the run took place
    judged.json    what a model that judged the answers says, and how far to believe it

Rows are only ever appended, a line at a time, so a process that is killed leaves at
most half a line, which the next one cuts off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Self

from filelock import FileLock, Timeout

from service.errors import InvalidRequest

Row = dict[str, Any]
MANIFEST, ROWS, TEXTS = "run.json", "rows.jsonl", "texts.jsonl"
SCORES, SUMMARY, TIMINGS = "scores.jsonl", "summary.json", "timings.json"
JUDGED = "judged.json"
KEY_CHARACTERS = 16


class RunFolder:
    """The folder of one run, owned by this process while it is open.

    Close it at the end, or use it as a context.
    """

    def __init__(self, path: Path) -> None:
        """Open the folder at `path`, made where it is missing.

        Raises:
            InvalidRequest: another process is writing to it, or it cannot be written.
        """
        self.path = path
        with ExitStack() as stack:
            try:
                path.mkdir(parents=True, exist_ok=True)
                stack.enter_context(FileLock(path / ".lock", timeout=0))
                self._rows = stack.enter_context(_mended(path / ROWS))
                self._texts = stack.enter_context(_mended(path / TEXTS))
            except Timeout as fault:
                raise InvalidRequest(f"another run is writing to {str(path)!r}: wait for it") from (
                    fault
                )
            except OSError as fault:
                raise InvalidRequest(
                    f"run folder {str(path)!r} cannot be written: {fault.strerror}"
                ) from fault
            self._known: dict[str, str] = {
                line["key"]: line["text"] for line in read_lines(path / TEXTS)
            }
            self._places = self._read_places()
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(self, manifest: Mapping[str, Any], *, must_equal: Sequence[str]) -> bool:
        """Write what the run is made of, or see that the folder holds rows of the same.

        Args:
            manifest: What the run is made of.
            must_equal: The fields without which rows of two runs would be mixed.

        Returns:
            Whether the folder held the run already.

        Raises:
            InvalidRequest: it holds another run; the message names what differs.
        """
        kept = read_json(self.path / MANIFEST)
        if kept is None:
            write_json(self.path / MANIFEST, manifest)
            return False
        differs = [name for name in must_equal if kept.get(name) != manifest[name]]
        if differs:
            raise InvalidRequest(
                f"{str(self.path)!r} holds another run: {', '.join(differs)} differ"
                f"{'s' if len(differs) == 1 else ''}; give another --out"
            )
        return True

    def ids(self, trial: str) -> set[str]:
        """The cases of a trial that have a row."""
        return set(self._places.get(trial, ()))

    def row(self, trial: str, case: str) -> Row:
        """One row."""
        self._rows.flush()
        with (self.path / ROWS).open("rb") as rows:
            rows.seek(self._places[trial][case])
            row: Row = json.loads(rows.readline())
            return row

    def rows(self) -> Iterator[Row]:
        """Every row, trial by trial."""
        for trial, cases in self._places.items():
            for case in cases:
                yield self.row(trial, case)

    def append(self, row: Row) -> None:
        """Add a row; once this returns, a killed process does not lose it."""
        place = self._rows.tell()
        self._texts.flush()
        _append(self._rows, row)
        self._rows.flush()
        self._places.setdefault(row["trial"], {})[row["id"]] = place

    def keep(self, text: str) -> str:
        """Store a text, once, and give its key."""
        key = key_of(text)
        if key not in self._known:
            self._known[key] = text
            _append(self._texts, {"key": key, "text": text})
        return key

    def fetch(self, key: str) -> str:
        """The text of a key."""
        return self._known[key]

    def finish(
        self, *, scores: Sequence[Row], summary: Mapping[str, Any], timings: Mapping[str, Any]
    ) -> None:
        """Write what the rows came to, each file as a whole."""
        write_lines(self.path / SCORES, scores)
        write_json(self.path / TIMINGS, timings)
        write_json(self.path / SUMMARY, summary)

    def _read_places(self) -> dict[str, dict[str, int]]:
        places: dict[str, dict[str, int]] = {}
        with (self.path / ROWS).open("rb") as rows:
            place = 0
            for number, line in enumerate(rows, start=1):
                row = _parsed(line, where=f"{self.path / ROWS}:{number}")
                places.setdefault(row["trial"], {})[row["id"]] = place
                place += len(line)
        return places


def key_of(text: str) -> str:
    """The key that a text is stored under."""
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_CHARACTERS]


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON file; None where there is none."""
    if not path.exists():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file that is there as a whole or not at all."""
    _replace(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_lines(path: Path, rows: Sequence[Row]) -> None:
    """Write a file of one JSON object a line, there as a whole or not at all."""
    _replace(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _append(file: BinaryIO, line: Row) -> None:
    file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def read_lines(path: Path) -> Iterator[Row]:
    """The rows of a file, one a line.

    Raises:
        InvalidRequest: a line is damaged.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            yield _parsed(line, where=f"{path}:{number}")


def _parsed(line: bytes, *, where: str) -> Row:
    try:
        row: Row = json.loads(line)
    except ValueError as fault:
        raise InvalidRequest(f"{where}: is damaged; run the suite into another folder") from fault
    return row


def _mended(path: Path) -> BinaryIO:
    """The file at `path`, open at its end, without the half line of a killed process."""
    file = path.open("r+b" if path.exists() else "w+b")
    data = file.read()
    file.truncate(data.rfind(b"\n") + 1)
    file.seek(0, 2)
    return file
