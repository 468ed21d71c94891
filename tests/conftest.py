"""What all tests share."""

from collections.abc import Iterator

import pytest

from support.service import RunningService, running, seeds


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One running service that holds the seeds. Tests add to it and remove only what they added."""
    with running(tmp_path_factory.mktemp("service")) as service:
        service.await_ready()
        assert {each["status"] for each in service.upload(*seeds())} == {"added"}
        yield service
