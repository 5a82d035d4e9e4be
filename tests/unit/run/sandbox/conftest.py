"""One quick sandbox for the tests that need HTTP and don't mind one another."""

from collections.abc import Iterator

import httpx
import pytest

from specc.run.sandbox import Embedded, embedded_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Embedded]:
    with embedded_sandbox(latency_s=0) as running:
        yield running


@pytest.fixture(scope="module")
def client(sandbox: Embedded) -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=30, trust_env=False) as opened:
        yield opened
