from collections.abc import Iterator

import pytest

from tests.crash.till import Till, opened_till


@pytest.fixture(scope="session")
def shared_till() -> Iterator[Till]:
    with opened_till() as till:
        yield till


@pytest.fixture
def till(shared_till: Till) -> Till:
    shared_till.suffer()
    return shared_till
