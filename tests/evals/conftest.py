"""What several tests of runs start from."""

from __future__ import annotations

import pytest

from .suites import measured, settings_in, write_suite


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def whole(cache, tmp_path_factory):
    """One unbroken run of the small suite."""
    folder = tmp_path_factory.mktemp("whole")
    measured(write_suite(folder), folder / "run", settings=settings_in(cache))
    return folder / "run"
