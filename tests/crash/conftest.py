"""Where processes can be forked and waited for; elsewhere the proof isn't led."""

import os
from collections.abc import Iterator

import pytest

from tests.crash.till import Till, opened_till

collect_ignore_glob = [] if hasattr(os, "pidfd_open") else ["test_*.py"]


@pytest.fixture(scope="session")
def shared_till() -> Iterator[Till]:
    with opened_till() as till:
        yield till


@pytest.fixture
def till(shared_till: Till) -> Till:
    shared_till.suffer()
    return shared_till
