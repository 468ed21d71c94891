"""What made a run's figures, so that they can be made again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from service.answers import Receipt
from service.evals.cases import Case, CaseFile

# Of one answer, or told in another way.
NOT_THE_RUNS = {"timings_ms", "usage", "checker", "understood", "confidence"}
PACKAGES = ("nutgraf", "chromadb", "onnxruntime", "tantivy")


def run_receipt(
    cases: CaseFile[Case],
    made_by: Receipt | None,
    *,
    asked: Mapping[str, str | int] | None = None,
) -> dict[str, str | int | None]:
    """The static parts of an answer's receipt, the file of cases and the versions at work.

    Args:
        cases: the file that was evaluated.
        made_by: the receipt of the first answer; None where nothing gives one.
        asked: how the cases were put, such as the passages asked for.
    """
    parts = made_by.model_dump(exclude=NOT_THE_RUNS) if made_by else {}
    if made_by and made_by.checker:
        parts["checker"] = made_by.checker.name
    return {
        **parts,
        **(asked or {}),
        "cases": cases.name,
        "cases_sha256": cases.sha256,
        **versions(),
    }


def versions() -> dict[str, str | None]:
    """The versions of Python and of the packages that decide what is found."""
    return {
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
